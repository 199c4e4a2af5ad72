from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rostra.search.queries.tokens import CHARACTERS, FILLER, REPEATS, TOKENS, document_tokens, searched, spans, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The City's BUDGET, 2026!", ["the", "city", "s", "budget", "2026"]),
        ("#Budget @city_hall", ["budget", "city", "hall"]),
        ("https://exampleville.example/a-b?c=1", ["https", "exampleville", "example", "a", "b", "c", "1"]),
        ("Café naïve Ångström İstanbul Straße", ["cafe", "naive", "angstrom", "istanbul", "strasse"]),
        ("cafe\u0301 \ufb01ne １２", ["cafe", "fine", "12"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
        ("市議会 budget", ["市議", "議会", "会", "budget"]),
        ("カﾞス", ["ガス", "ス"]),
        ("예산을", ["예산", "산을", "을"]),
        ("abc水def", ["abc", "水", "def"]),
        ("a" * 70, ["a" * 64, "a" * 6]),
        ("—*\"' _ \x00\ud800", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_a_bigram_of_thai_holds_its_signs() -> None:
    assert "".join(token[0] for token in tokens("งบประมาณเมือง")) == "งบประมาณเมือง"


def test_what_is_searched_in_a_script_without_spaces() -> None:
    assert searched("議会") == (("議会",), False)
    assert searched("会") == (("会",), True)
    assert searched("市議会 budget") == (("市議", "議会", "会", "budget"), False)


@given(st.text())
@example("\u0345ᾳ")
def test_a_token_is_safe_in_both_engines(text: str) -> None:
    for token in tokens(text):
        assert 0 < len(token) <= 64
        assert not re.search(r"[\x00-/:-`{-\x7f]", token), "no ASCII but small letters and digits"
        token.encode()


@given(st.text())
@example("é1½a ﷺ한국")
def test_spans_point_into_the_text(text: str) -> None:
    found = spans(text)
    for span in found:
        assert 0 <= span.start < span.end <= len(text)
    assert [span.start for span in found] == sorted(span.start for span in found)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Mn", "Mc", "Cn"])))
def test_spans_are_the_tokens(text: str) -> None:
    if not any("\u1100" <= letter <= "\u11ff" for letter in text):  # loose parts of Korean syllables come together only in a whole text
        assert [span.token for span in spans(text)] == tokens(text)


def test_no_phrase_runs_from_one_text_into_the_next() -> None:
    assert document_tokens(["town hall", "meeting"]) == ["town", "hall", FILLER, "meeting", FILLER]


def test_limits_hold_for_hostile_texts() -> None:
    began = time.process_time()
    assert len(document_tokens(["a b " * 2_500_000])) == TOKENS
    assert document_tokens(["a b " * 1000]).count("a") == REPEATS
    assert len("".join(document_tokens(["ﷺ" * 10_000_000])).encode()) < 4 * CHARACTERS
    assert time.process_time() - began < 5
