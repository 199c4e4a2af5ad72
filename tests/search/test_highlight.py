from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.search.test_language import texts

from rostra.search.queries import highlight


def marked(text: str, query: str, length: int = 0) -> str:
    return "".join(f"[{part}]" if hit else part for part, hit in highlight(text, query, length=length))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The Café's budget", "cafe BUDGET", "The [Café]'s [budget]"),
        ("cafe\u0301 au lait", "café", "[cafe\u0301] au lait"),
        ("town hall, hall town", '"town hall"', "[town hall], hall town"),
        ("parking park", "park*", "[parking] [park]"),
        ("road closed", "-road closed from:mayor", "road [closed]"),
        ("市議会は予算を可決", "議会 予", "市[議会]は[予]算を可決"),
        ("<b>road</b> & <script>", "script b", "<[b]>road</[b]> & <[script]>"),
        ("ﬁne ﷺ １２", "fine 12", "[ﬁne] ﷺ [１２]"),
        ("nothing", "", "nothing"),
        ("", "x", ""),
    ],
)
def test_marks(text: str, query: str, expected: str) -> None:
    assert marked(text, query) == expected


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    text = "x " * 500 + "budget" + " y" * 500
    shown = highlight(text, "budget", length=200)
    assert ("budget", True) in shown
    assert shown[0] == shown[-1] == ("…", False)
    assert sum(len(part) for part, _ in shown) == 202
    assert marked(text, "z", length=10) == "x x x x x …"
    assert marked("x " * 50 + "end", "end", length=20).endswith("x [end]")


@given(text=st.text(), query=texts, length=st.integers(0, 20))
def test_fragments_join_to_the_text(text: str, query: str, length: int) -> None:
    assert "".join(part for part, _ in highlight(text, query)) == text
    assert all(part for part, _ in highlight(text, query, length=length))
