from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rostra.search.queries.language import Query, parse

pieces = st.sampled_from(
    ["-", '"', "from:", "FROM:", "is:gone", "is:lost", "has:media", "before:2024-02-30", "after:2024-02", "x", "*",
     "bud*", "水", ":", "a:b",
     "“",
     "(", ")", "OR", "AND", "NEAR(", "'", "\\", "&", "|", "!", "<->", "\x00", "\ud800", " ", "https://a.example/b", "é"]
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(pieces).map("".join), st.lists(pieces).map(" ".join))


@given(texts)
@example("-" * 2000)
@example('"' * 2000)
def test_parsing_never_raises_and_its_text_means_the_same(text: str) -> None:
    query = parse(text)
    again = parse(query.text) if len(query.text) <= 1000 else query
    assert again.terms == query.terms
    assert again.text == query.text
    assert len(query.terms) <= 40


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  road   closed ", "road closed"),
        ('"road  closed" -detour', '"road closed" -detour'),
        ("“road closed”", '"road closed"'),
        ('From:Mayor is:GONE from:"Parks"', "from:mayor is:gone from:parks"),
        ("road road", "road"),
        ("* - + ()", ""),
        ('unclosed "town hall', 'unclosed "town hall"'),
        (
            "#budget @mayor.exampleville.example https://exampleville.example",
            "#budget @mayor.exampleville.example https://exampleville.example",
        ),
        ("at 10:30", "at 10:30"),
    ],
)
def test_canonical(text: str, canonical: str) -> None:
    query = parse(text)
    assert query.text == canonical
    assert not [problem for problem in query.problems if "nothing to search" not in problem]


@pytest.mark.parametrize(
    ("text", "canonical", "problem"),
    [
        ("colour:red", "colour:red", "There is no filter “colour:”"),
        ("before:2024-02-30 x", "x", "before:2024-02-30 was left out: a date is YYYY, YYYY-MM or YYYY-MM-DD."),
        ("after:yesterday", "", "after:yesterday was left out"),
        ("is:lost", "", "is:lost was left out: it must be one of gone, edited"),
        ("year:24", "", "a year is four digits"),
        ("lang:english", "", "a language is a code"),
        ("a*", "a*", "3 letters must stand before a star"),
        ("!!!", "", "There is nothing to search for in “!!!”."),
        ("x " * 600, "x", "Only the first 1,000 characters were read."),
        (" ".join(f"w{n}" for n in range(50)), " ".join(f"w{n}" for n in range(40)), "Only the first 40 words"),
    ],
)
def test_problems_are_said_in_plain_words(text: str, canonical: str, problem: str) -> None:
    query = parse(text)
    assert query.text == canonical
    assert any(problem in said for said in query.problems), query.problems


def test_toggling() -> None:
    query = parse("road from:mayor")
    assert query.toggled("from", "mayor") == "road"
    assert query.toggled("is", "gone") == "road from:mayor is:gone"
    assert Query().toggled("is", "gone") == "is:gone"
