"""Markdown into clauses: keys that last, markers that are written where they can be seen, and nothing that runs."""

from __future__ import annotations

import html.parser
import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.policy.texts import FIRST, long_text

from rostra.core.errors import Invalid
from rostra.policy.states.difference import words_of
from rostra.policy.states.markdown import LONGEST, MOST_CLAUSES, canonical, digest, keys_for, marked, outline, pieces, readable

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,x)",
    "[a](vbscript:x)", "[a](file:///etc/passwd)", "![a](https://tracker.example/x.png)",
    '<https://a.example/"onclick=alert(1)>', "[a](//evil.example)",
    "[a]: javascript:alert(1)\n\n[a]", '<a href="javascript:x">y</a>', "[a](<javascript:alert(1)>)", "[a](&#106;avascript:alert(1))",
    '[a](https://x.example "t\\" onmouseover=\\"alert(1)")', '```"><script>\nx\n```', "<!-- x --><iframe src=x>", "[a](/desk/sign-out)",
    "a `</code><script>` b", "<javascript:alert(1)>", "| <b>a</b> |\n|---|\n| <i>b</i> |",
]  # fmt: skip
ALLOWED = {
    "p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Tags(html.parser.HTMLParser):
    """Every element and attribute of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def settled(source: str) -> str:
    text = canonical(source)
    return canonical(marked(text, keys_for(pieces(text), {}, frozenset())))


def require_harmless(source: str) -> None:
    for piece in pieces(settled(source)):
        for tag, attributes in Tags(piece.html).found:
            assert tag in ALLOWED
            assert set(attributes) <= {"href", "rel", "title", "class", "start", "style"}
            assert (attributes.get("href") or "#").lower().startswith(("http://", "https://", "mailto:", "#"))
            assert "script" not in (attributes.get("style") or "")


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_that_runs_comes_through(source: str) -> None:
    require_harmless(f"# One\n\n{source}\n")
    require_harmless(f"Begin\n\n> {source}\n")
    require_harmless(f"# {source.splitlines()[0]} x\n")


@settings(deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, "# a", "- b", "> c", "    d", "`", "*", "[", "](", "\\"]), min_size=1, max_size=8))
def test_nor_does_any_mixture(parts: list[str]) -> None:
    require_harmless("# One\n\n" + "\n".join(parts))


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "# A", "## 1.2 B {#b}", "### C ###", "Setext\n---", "A paragraph.", "A clause of its own. {#own}",
            "- point\n- point", "> # quoted",
            "1. one", "```\n# no heading {#no}\n```", "    code", "text\nin two lines", "a `{#code}` b",
            "\\{#escaped}", "| a |\n|---|\n| b |",
            "[ref]: https://a.example", "[ref]", "---", "## C# in use", "line \\", "ß Ünï {#}", "#", "<b>", "{#x} y", "***", "  ## D",
        ]
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip


@settings(deadline=None)
@given(MARKDOWN.map("\n\n".join), st.sampled_from(["\n", "\r\n", "\r"]))
@example("## Closed ##", "\n")
def test_markers_are_written_once_and_change_nothing_else(source: str, line_end: str) -> None:
    try:
        text = canonical(source.replace("\n", line_end))
        before = pieces(text)
    except Invalid:
        return
    keys = keys_for(before, {}, frozenset())
    after = pieces(settled(source))
    assert len(set(keys)) == len(keys)
    assert [piece.key for piece in after] == keys
    assert [(p.title, p.label, p.level, p.html) for p in after] == [(p.title, p.label, p.level, p.html) for p in before]
    assert settled(settled(source)) == settled(source)
    assert readable(settled(source)).count("{#") == text.count("{#") - sum(bool(piece.key) for piece in before)


def test_the_author_sees_the_marker() -> None:
    assert settled("# 1 Purpose\n\ntext\n\n## Nobody is **blocked** ##\n\nWhole\ntitle\n===\n") == (
        "# 1 Purpose {#purpose}\n\ntext\n\n## Nobody is **blocked** {#nobody-is-blocked}\n\nWhole\ntitle {#whole-title}\n===\n"
    )


def test_a_clause_is_a_heading_or_a_marked_paragraph() -> None:
    found = pieces(canonical("Before all.\n\n## § 3.2 Nobody is blocked {#no-blocking}\n\nOne.\n\nTwo. {#two}\n\nThree.\n"))
    assert [(p.key, p.label, p.title, p.level, p.text) for p in found] == [
        ("", "", "", 0, "Before all."),
        ("no-blocking", "3.2", "Nobody is blocked", 2, "One."),
        ("two", "", "", 0, "Two.\n\nThree."),
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("## A {#a}\n\nx\n\n## B {#a}\n", "Line 5: the marker {#a} stands on line 1 already"),
        ("## A {#Not A Key}\n", "Line 1: {#Not A Key} is no marker"),
        ("## A {#}\n", "is no marker"),
        ("- a list\n\n## A\n", "Begin with a heading or a paragraph"),
        ("## {#only}\n", "Line 1: this heading is empty"),
        ("  \n ", "There is no text"),
        ("# A\n\nb\u202ec", "Line 3: there is a character that nobody sees (U+202E)"),
        ("a\x00b", "U+0000"),
        ("# A\n" + "x" * LONGEST, "at most 200,000"),
        ("# A\n" * (MOST_CLAUSES + 1), "at most 1,000"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_line(source: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        pieces(canonical(source))
    assert told in str(refused.value)


def test_a_clause_that_lost_its_marker_gets_it_back_and_a_new_one_gets_a_new_key() -> None:
    before = {piece.key: words_of(f"{piece.title}\n{piece.text}") for piece in pieces(canonical(FIRST))}
    changed = "## 2 Blocking people\n\nNobody is blocked for an opinion.\n\nA threat may be hidden.\n\n"
    changed += "## Archive\n\nSomething else entirely here.\n"
    assert keys_for(pieces(canonical(changed)), before, frozenset(before)) == ["no-blocking", "archive-2"]


@settings(deadline=None)
@given(st.permutations(range(12)), st.sets(st.integers(0, 11), max_size=11))
def test_keys_stay_when_clauses_move_vanish_and_lose_their_numbers(order: list[int], gone: set[int]) -> None:
    clauses = [f"Clause on topic{n}\n\nIt says word{n}a word{n}b word{n}c and so on." for n in range(12)]
    first = settled("\n\n".join(f"## {number} {clause}" for number, clause in enumerate(clauses, 1)))
    keys = [piece.key for piece in pieces(first)]
    before = {piece.key: words_of(f"{piece.title}\n{piece.text}") for piece in pieces(first)}
    kept = [number for number in order if number not in gone]
    second = canonical("\n\n".join(f"## {place}.1 {clauses[number]}" for place, number in enumerate(kept, 1)))
    assert keys_for(pieces(second), before, frozenset(keys)) == [keys[number] for number in kept]


def test_two_that_are_as_like_get_no_guess() -> None:
    before = {"one": words_of("the same words here"), "two": words_of("the same words here")}
    assert keys_for(pieces(canonical("## New\n\nthe same words here")), before, frozenset(before)) == ["new"]


@given(st.lists(st.integers(0, 6), max_size=12))
def test_headings_leave_no_level_out(levels: list[int]) -> None:
    shown = [level for level in outline(levels) if level]
    assert shown[:1] in ([], [2])
    assert all(2 <= level <= 6 for level in shown)
    assert all(below <= above + 1 for above, below in itertools.pairwise(shown))
    assert [bool(level) for level in outline(levels)] == [bool(level) for level in levels]


def test_no_key_is_the_name_of_a_part_of_the_page() -> None:
    assert settled("## Main\n") == "## Main {#main-2}\n"
    with pytest.raises(Invalid, match="part of every page"):
        pieces(canonical("## x {#main}\n"))


def test_the_digest_is_of_the_canonical_text() -> None:
    assert digest(canonical("# A\r\n\r\nb")) == digest(canonical("\n# A\n\nb\n\n\n"))
    assert digest(canonical("# A\n\ne\u0301")) == digest(canonical("# A\n\n\u00e9"))
    assert len(digest("x")) == 64


def test_a_hostile_text_is_read_in_a_bounded_time() -> None:
    begun = time.process_time()
    for source in (f"a{' ' * 190_000}b", "# a" + " \t" * 90_000 + "{#b", "a" + "{#" * 90_000, ">" * 100_000, "- " * 50_000):
        try:
            pieces(canonical(source))
        except Invalid:
            continue
    assert time.process_time() - begun < 8
    begun = time.process_time()
    assert len(pieces(canonical(long_text(8_000)))) > 20
    assert time.process_time() - begun < 2
