"""The same documents and the same questions give the same answers on SQLite and PostgreSQL, and the right ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from tests.factories import make_account, make_unit
from tools.with_postgres import temporary_postgres

from rostra.config import environment
from rostra.search.models import Index, Indexed, Match, Phrase, index_of
from rostra.search.queries import Sort, find
from rostra.search.queries.relevance import occurrences
from rostra.search.queries.tags import EVERYTHING, document_tags
from rostra.search.queries.tokens import REPEATS, document_tokens

OTHER = "other"
pytestmark = pytest.mark.django_db(databases=["default", OTHER])
WORDS = [
    "a",
    "b",
    "ab",
    "abc",
    "b_c",
    "é",
    "е",
    "水道",
    "水",
    "道",
    "ไทย",
    "한국",
    "#a",
    "'",
    "\\",
    "a'b",
    "\x00",
    "\ud800",
    "🎉",
    "x" * 65,
    "1",
]
IDS = range(1, 9)
MARKS = range(32)


def _document(number: int, account: int, published: int, text: str, marks: int, alt: str) -> Indexed:
    tags = document_tags(account=account, network="x", year=1970, kind="post", marks=marks, languages="en-US es")
    return Indexed(number, account, published, 1970, marks, document_tokens([text, alt]), tags)


texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
documents = st.builds(
    _document, st.sampled_from(IDS), st.integers(1, 3), st.integers(0, 5), texts, st.sampled_from(MARKS), texts,
)  # fmt: skip
phrases = st.builds(
    Phrase,
    st.lists(st.sampled_from(["a", "b", "ab", "abc", "水道", "道", "한국", "e", "1", "x" * 64]), min_size=1, max_size=3).map(tuple),
    st.booleans(),
)
tags = st.sampled_from([Phrase((tag,)) for tag in (":a1", ":a2", ":is:gone", ":year:1970", ":by:public", ":lang:en")])
matches = st.builds(
    Match,
    st.lists(st.lists(phrases | tags, max_size=3).map(tuple) | st.just(EVERYTHING), max_size=3).map(tuple),
    st.lists(phrases | tags, max_size=2).map(tuple),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(0, 5),
).map(lambda match: Match(match.groups or ((EVERYTHING,) if match.excluded else ()), match.excluded, match.since, match.until))


def _fits(document: Indexed, match: Match) -> bool:
    """What a match means, said once more in the plainest way."""

    def has(phrase: Phrase) -> bool:
        return occurrences(document.tokens, phrase) > 0 or phrase.tokens[0] in document.tags

    return (
        all(any(has(phrase) for phrase in group) for group in match.groups)
        and not any(has(phrase) for phrase in match.excluded)
        and (match.since is None or document.published >= match.since)
        and (match.until is None or document.published < match.until)
    )


@pytest.fixture(scope="module")
def other(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The engine that the suite does not run on, with the index's tables: the alias of its database."""
    if connection.vendor == "postgresql":
        yield from _opened(_sqlite(tmp_path_factory.mktemp("other")), django_db_blocker)
    else:
        with temporary_postgres() as address, pytest.MonkeyPatch.context() as patch:
            patch.setenv("ROSTRA_DATABASE", address)
            yield from _opened(environment.database(), django_db_blocker)


def _sqlite(directory: Path) -> dict[str, object]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(directory / "other.sqlite3"), "OPTIONS": {"transaction_mode": "IMMEDIATE"}}


def _opened(description: dict[str, object], blocker: DjangoDbBlocker) -> Iterator[str]:
    connections.settings[OTHER] = connections.configure_settings({"default": {}, OTHER: description})[OTHER]
    try:
        with blocker.unblock():
            MigrationExecutor(connections[OTHER]).migrate([("search", "0001_initial")])
        yield OTHER
    finally:
        connections[OTHER].close()
        del connections[OTHER]
        del connections.settings[OTHER]


@pytest.fixture
def both(other: str, db: None) -> list[Index]:
    make_unit("city")
    for slug in ("one", "two", "three"):
        make_account(slug)
    return [index_of(), index_of(other)]


def _fill(index: Index, found: list[Indexed]) -> None:
    with transaction.atomic(using=index.connection.alias):
        index.clear()
        index.write(found)


def _without_repeats(found: list[Indexed]) -> list[Indexed]:
    return list({document.id: document for document in found}.values())


property_test = hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@property_test
@given(found=st.lists(documents, max_size=8).map(_without_repeats), asked=st.lists(matches, min_size=1, max_size=8))
@example([_document(1, 1, 0, "水道 水 a", 0, "b")], [Match(((Phrase(("a", "b")),),))])
@example([_document(1, 1, 0, "a", 0, "")], [Match(((),))])
def test_matches(both: list[Index], found: list[Indexed], asked: list[Match]) -> None:
    for index in both:
        _fill(index, found)
    for match in asked:
        right = sorted((document.id for document in found if _fits(document, match)), reverse=True)
        for index in both:
            assert index.hits(match, limit=100) == right
            assert index.hits(match, limit=100, descending=False) == right[::-1]
            assert index.hits(match, limit=2, beyond=4) == [number for number in right if number < 4][:2]
            assert index.window(match, limit=5, first=3).ids == right[:3]
        first, second = (sorted(index.window(match, limit=3, first=3).shares) for index in both)
        assert first == second
        assert sum(share.documents for share in first) == min(len(right), 3)


queries = st.lists(
    st.sampled_from(
        ["a", "abc*", "ab*", '"a b"', "-a", "水", "水道", "-from:one", "from:two", "from:three", "unit:city", "is:gone",
         "-is:edited", "has:media",
         "by:public", "year:1970", "before:1971", "after:1970", "lang:es", "x:y", "é", '"', "(", "NOT", "&", "'", "\\", "\x00", "x" * 70]
    ), max_size=4,
).map(" ".join)  # fmt: skip


@property_test
@given(found=st.lists(documents, max_size=8).map(_without_repeats), asked=st.lists(queries, min_size=1, max_size=5))
def test_results(both: list[Index], found: list[Indexed], asked: list[str]) -> None:
    for index in both:
        _fill(index, found)
    for text in asked:
        for sort in Sort:
            first, second = (find(text, sort=sort, limit=3, using=index.connection.alias) for index in both)
            assert first == second


def test_hostile_documents_fit_both(both: list[Index]) -> None:
    """At the limits of a tsvector: places, places of one word, bytes, length of a word."""
    found = [
        _document(1, 1, 0, "a " * 20_000 + "b", 0, ""),
        _document(2, 1, 0, " ".join(f"{number}{'é' * 60}" for number in range(20_000)), 0, ""),
        _document(3, 1, 0, "𠀀" * 300_000, 0, ""),
        _document(4, 1, 0, "c a " * REPEATS + "c d", 0, ""),
        _document(5, 1, 0, "z" * 1_000_000, 0, ""),
    ]
    for index in both:
        _fill(index, found)
        assert index.hits(Match(((Phrase(("a",)),),)), limit=9) == [4, 1]
        assert index.hits(Match(((Phrase(("c", "d")),),)), limit=9) == [], "the 257th place of a word is not kept, on either"
        assert index.hits(Match(((Phrase(("𠀀𠀀", "𠀀𠀀")),),)), limit=9) == [3]
        assert index.hits(Match(((Phrase(("z" * 64, "z" * 64)),),)), limit=9) == [5]


def test_many_accounts_and_words_in_one_question(both: list[Index]) -> None:
    accounts = tuple(Phrase((f":a{number}",)) for number in range(2_000))
    words = tuple((Phrase((f"w{number}",), prefix=True),) for number in range(40))
    for index in both:
        _fill(index, [_document(1, 1, 0, " ".join(f"w{number}x" for number in range(40)), 0, "")])
        assert index.hits(Match((accounts, *words), tuple(Phrase((f"n{number}",)) for number in range(40))), limit=9) == [1]


def test_taking_out(both: list[Index]) -> None:
    for index in both:
        _fill(index, [_document(number, 1, 0, "a", 0, "") for number in IDS])
        with transaction.atomic(using=index.connection.alias):
            index.erase([2, 3, 99])
            index.write([_document(3, 1, 0, "b", 0, "")])
        assert index.hits(Match(((Phrase(("a",)),),)), limit=9) == [8, 7, 6, 5, 4, 1]
        assert index.hits(Match(((Phrase(("b",)),),)), limit=9) == [3]


def test_engines_differ(both: list[Index]) -> None:
    assert {index.connection.vendor for index in both} == {"sqlite", "postgresql"}
