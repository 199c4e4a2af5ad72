"""Which versions are edits, whoever tells them, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.archive.items import item, source

from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, Receipt, take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Record, Version
from rostra.archive.rules.everything import record_flaws
from rostra.archive.states.editions import Content, History
from rostra.core.actor import system
from rostra.platforms.base import Evidence, Method

ACTOR = system("test")
API, SIGNED, EXPORT = Evidence.PLATFORM_API, Evidence.AUTHOR_SIGNED, Evidence.OWNER_EXPORT

Told = tuple[str, str, Evidence, str]  # text, revision, evidence, what else tells versions apart


def history(*told: Told, kind: str = "post") -> History:
    """What comes of these, one after the other, but for those that are sightings."""
    made = History(kind)
    for text, revision, evidence, more in told:
        content = Content(f"{text} {more}".encode(), revision, evidence.value, text)
        if not made.number_of(content):
            made.hold(content)
    return made


@pytest.mark.parametrize(
    ("told", "edits", "again", "current"),
    [
        ([("a", "r1", API, "live"), ("a", "r1", EXPORT, "file")], 0, {2}, 1),
        ([("a", "r1", EXPORT, "file"), ("a", "r1", API, "live")], 0, {2}, 2),
        ([("a", "", API, "live"), ("a", "", EXPORT, "file")], 0, {2}, 1),
        ([("a", "r1", EXPORT, ""), ("a", "r2", SIGNED, "")], 0, {2}, 2),  # the same, better attested
        ([("a", "r1", API, ""), ("a", "r1", SIGNED, "")], 0, {2}, 2),
        ([("long", "r1", API, ""), ("lo…", "r1", EXPORT, "")], 0, {2}, 1),  # the network names one edit
        ([("a", "r1", API, "live"), ("a", "", EXPORT, "file"), ("b", "r2", API, "live")], 1, {2}, 3),
        ([("a", "", EXPORT, "file"), ("b", "r2", API, "live"), ("b", "", EXPORT, "file")], 1, {3}, 2),
        ([("a", "r1", API, "live"), ("b", "r2", API, "live"), ("a", "", EXPORT, "file")], 1, {3}, 2),  # an old file
        ([("a", "r1", API, "live"), ("b", "", EXPORT, "file"), ("b", "r2", API, "live")], 1, {3}, 3),
        ([("a", "r1", API, "one picture"), ("a", "r1", EXPORT, "file"), ("a", "r2", API, "two pictures")], 1, {2}, 3),
        ([("a", "", EXPORT, "file"), ("a", "r1", API, "one picture"), ("a", "r2", API, "two pictures")], 1, {2}, 3),
        ([("a", "r1", EXPORT, "by an old release"), ("a", "r1", EXPORT, "by this one")], 0, {2}, 2),
        ([("long", "r1", EXPORT, ""), ("lo…", "r1", EXPORT, "")], 0, {2}, 2),  # of two files one cuts the text off
        ([("lo…", "r1", EXPORT, ""), ("long", "r1", EXPORT, "")], 0, {2}, 2),
        ([("lo…", "r1", EXPORT, ""), ("other", "r1", EXPORT, "")], 1, set(), 2),
        ([("lo…", "", EXPORT, ""), ("long", "", API, "")], 0, {2}, 2),
        ([("lo…", "", API, ""), ("long", "", API, "")], 1, set(), 2),  # the network cuts nothing off: its author wrote on
        ([("lo…", "", API, ""), ("long", "", EXPORT, "")], 1, set(), 2),
        ([("a", "", EXPORT, ""), ("b", "", EXPORT, "")], 1, set(), 2),
        ([("a", "r1", API, ""), ("b", "r1", API, "")], 1, set(), 2),
        ([("a", "r1", API, ""), ("b", "r2", API, ""), ("a", "r3", API, "")], 2, set(), 3),  # changed, and changed back
        ([("a", "r1", API, "live"), ("b", "r2", API, "live"), ("a", "r3", EXPORT, "file")], 2, set(), 3),
        ([("a", "r1", API, ""), ("b", "", API, "")], 1, set(), 2),
        ([("a", "r1", API, "")], 0, set(), 1),
    ],
)
def test_an_edit_is_what_no_route_told_before(told: list[Told], edits: int, again: set[int], current: int) -> None:
    made = history(*told)
    assert (made.edits, made.again, made.current.number) == (edits, again, current)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_any_order_two_routes_tell_of_one_edit(order: tuple[int, ...]) -> None:
    told = [("a", "r1", API, "live"), ("b", "r2", API, "live"), ("a", "r1", EXPORT, "file"), ("b", "r2", EXPORT, "file")]
    made = history(*(told[place] for place in order))
    assert (made.edits, len(made.again), made.contents[made.current.number - 1]) == (1, 2, Content(b"b live", "r2", API.value, "b"))


def test_the_words_of_a_repost_are_the_networks_own() -> None:
    told: list[Told] = [("", "r1", API, "live"), ("https://network.example/1", "", EXPORT, "file")]
    assert history(*told, kind="repost").edits == 0
    assert history(*told).edits == 1


@pytest.mark.parametrize(
    ("awaited", "again", "current"),
    [
        ([2, 1, 1, 2, 0, 0], {2, 3}, 3),  # a version for each change, and none for a look that brings nothing
        ([1, 1], set(), 1),
        ([0, 1], set(), 1),
    ],
)
@pytest.mark.parametrize("revision", ["", "r1"])
def test_what_comes_of_media_later_is_told_again(awaited: list[int], again: set[int], current: int, revision: str) -> None:
    made = History("post")
    for number in awaited:
        content = Content(b"a", revision, API.value, "a", number)
        if not made.number_of(content):
            made.hold(content)
    assert (made.edits, made.again, made.current.number, len(made.contents)) == (0, again, current, current)


def test_media_that_come_later_belong_to_what_showed_them() -> None:
    """After an edit, and also of words that were changed since; a weaker telling brings none."""
    a, b = Content(b"a", "r1", SIGNED.value, "a", 1), Content(b"b", "r2", SIGNED.value, "b", 1)
    made = History("post")
    made.hold(a)
    made.hold(b)
    assert made.number_of(replace(b, evidence=EXPORT.value, awaited=0)) == 2
    made.hold(replace(a, awaited=0))
    assert (made.edits, made.again, made.current.number) == (1, {3}, 2)
    made.hold(replace(b, awaited=0))
    assert (made.edits, made.again, made.current.number) == (1, {3, 4}, 4)
    assert (made.number_of(a), made.number_of(b)) == (3, 4)


def tell(mayor: Account, text: str, revision: str, evidence: Evidence, more: str = "", method: Method = Method.POLL) -> Receipt:
    event = item(text, revision=revision, evidence=evidence, sameness=f"{text} {more}".encode(), source=source(method))
    return take_in([Captured(event)], accounts={mayor.identity: mayor}, actor=ACTOR)


def settled() -> list[tuple[object, ...]]:
    return list(Version.objects.order_by("record_id", "number").values_list("record__current", "record__edits", "number", "again"))


def tell_some(mayor: Account) -> None:
    """An export, the same live, an edit, and an old export."""
    tell(mayor, "a", "", EXPORT, "file", Method.IMPORT)
    tell(mayor, "a", "r1", API, "live")
    tell(mayor, "b", "r2", API, "live")
    tell(mayor, "b", "", EXPORT, "file", Method.IMPORT)


@pytest.mark.database
@pytest.mark.usefixtures("archive")
def test_what_is_written_and_what_comes_of_a_batch(mayor: Account) -> None:
    tell(mayor, "a", "r1", API, "live")
    told = tell(mayor, "a", "", EXPORT, "file", Method.IMPORT)
    assert (told.new, told.edited, told.again, told.kept) == (0, 0, 1, 1)
    assert tell(mayor, "b", "r2", API, "live").edited == 1
    assert settled() == [(3, 1, 1, False), (3, 1, 2, True), (3, 1, 3, False)]


@pytest.mark.database
def test_it_is_checked_and_made_again(archive: Path, mayor: Account) -> None:
    tell_some(mayor)
    Sequencer().drain()
    before = settled()
    assert before == [(3, 1, 1, False), (3, 1, 2, True), (3, 1, 3, False), (3, 1, 4, True)]
    for spoiled, change in ((Record.objects.all(), {"edits": 2}), (Version.objects.filter(number=3), {"again": True})):
        spoiled.update(**change)
        assert [flaw.id for flaw in record_flaws()] == ["archive.E406"]
        rebuild(actor=ACTOR)
        assert settled() == before
        assert list(record_flaws()) == []


@pytest.mark.database
@pytest.mark.usefixtures("archive")
def test_an_archive_from_before_is_settled_by_the_migration(mayor: Account) -> None:
    tell_some(mayor)
    before = settled()
    Record.objects.update(edits=0, current=4)
    Version.objects.update(again=False)
    import_module("rostra.archive.migrations.0015_editions").settle(apps, None)
    assert settled() == before


@pytest.mark.usefixtures("archive")
def test_what_is_looked_at_live_costs_no_query_more(mayor: Account) -> None:
    tell(mayor, "a", "r1", API, "live")
    asked = []
    for words in (("b", "r2", API, "live"), ("b", "r2", EXPORT, "file"), ("c", "r3", API, "live")):
        with CaptureQueriesContext(connection) as queries:
            tell(mayor, *words)
        asked.append(len(queries))
    assert asked == [asked[0], asked[0] + 1, asked[0]]
