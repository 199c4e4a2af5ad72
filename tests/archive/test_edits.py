"""Whatever comes first, a record reads the same at the end, wherever it is read."""

from __future__ import annotations

from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.archive.items import NOW, absence, item, source

from rostra.accounts.models import Account
from rostra.api.queries.records import record as api_record
from rostra.archive.actions.intake import Captured, take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Record, Version
from rostra.archive.queries.copies import copy_at
from rostra.archive.queries.records import bare_version, current_versions_of, version_at, version_numbered, versions_in
from rostra.archive.rules.everything import record_flaws
from rostra.archive.states.editions import Content, History
from rostra.archive.states.edits import in_order
from rostra.core.actor import system
from rostra.platforms.base import Evidence, Method
from rostra.portal.queries import record_page
from rostra.search.actions import follow
from rostra.search.actions.documents import documents_of
from rostra.search.queries import relevance

ACTOR = system("test")
GRADES = [Evidence.AUTHOR_SIGNED, Evidence.PLATFORM_API, Evidence.OWNER_EXPORT]

Told = tuple[str, str, Evidence]  # text, revision, evidence


def tell(mayor: Account, versions: list[Told], *, at_once: bool = False) -> Record:
    """Take these in, one after the other or in one batch."""
    events = [Captured(item(text, revision=revision, evidence=evidence)) for text, revision, evidence in versions]
    for batch in [events] if at_once else [[event] for event in events]:
        take_in(batch, accounts={mayor.identity: mayor}, actor=ACTOR)
    return Record.objects.get()


def everywhere(record: Record) -> set[str]:
    """Its current text, by every way in which it is read."""
    page = record_page(record.pk)
    assert page.is_current
    assert page.versions[-1] == page.version
    read = [
        page.version,
        *current_versions_of([record.pk]),
        *versions_in([record.pk], all_versions=False),
        version_numbered(record.pk),
        bare_version(record.pk),
        version_at(record.uri),
        copy_at(record.uri),
        copy_at(str(record.pk)),
    ]
    return {*(version.text for version in read if version), api_record(record.pk).text, relevance._texts([record.pk])[record.pk]}


def forget() -> None:
    """Of the records, so that the next order begins anew; a test's own transaction is undone all the same."""
    for model in (Version, Record):
        model.objects.all().delete()


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    versions=st.lists(
        st.tuples(st.sampled_from(["r1", "r2", "r3", "r4"]), st.sampled_from(GRADES)), min_size=1, max_size=5, unique=True
    ).flatmap(lambda told: st.permutations([(f"{revision} by {grade}", revision, grade) for revision, grade in told])),
    at_once=st.booleans(),
)
@pytest.mark.usefixtures("archive")
def test_any_order_of_arrival_ends_with_the_same_text_everywhere(mayor: Account, versions: list[Told], at_once: bool) -> None:
    forget()
    newest = max(versions, key=lambda told: (told[1], -GRADES.index(told[2])))
    record = tell(mayor, versions, at_once=at_once)
    assert everywhere(record) == {newest[0]}
    assert record.versions == len(versions)
    tell(mayor, versions[::-1])
    assert everywhere(record) == {newest[0]}
    assert Version.objects.count() == len(versions)
    assert list(record_flaws()) == []


@pytest.mark.database
@pytest.mark.parametrize("order", list(permutations(("r1", "r2", "r3"))))
def test_the_page_its_json_the_search_and_the_feed_show_the_newest_edit(
    archive: Path, mayor: Account, client: Client, order: list[str]
) -> None:
    languages = {"r1": ("de",), "r2": ("fr",), "r3": ("en",)}
    for revision in order:
        event = item(f"Edit {revision}", revision=revision, languages=languages[revision])
        take_in([Captured(event)], accounts={mayor.identity: mayor}, actor=ACTOR)
    Sequencer().drain()
    while follow():
        pass
    record = Record.objects.get()
    assert "Edit r3" in client.get(f"/record/{record.pk}").content.decode().partition('class="diff"')[0]
    told = client.get(f"/record/{record.pk}.json").json()
    assert (told["text"], told["version"], len(told["versions"])) == ("Edit r3", order.index("r3") + 1, 3)
    assert client.get("/search.json?q=edit").json()["records"][0]["text"] == "Edit r3"
    assert "Edit r3" in client.get("/search.atom?q=edit").content.decode()
    (document,) = documents_of([record.pk])
    assert [tag for tag in document.tags if tag.startswith(":lang:")] == [":lang:en"]


@pytest.mark.database
@pytest.mark.usefixtures("archive")
def test_what_comes_before_it_is_what_was_written_before_it(mayor: Account) -> None:
    record = tell(
        mayor, [("third", "r3", Evidence.PLATFORM_API), ("first", "r1", Evidence.PLATFORM_API), ("second", "r2", Evidence.PLATFORM_API)]
    )
    page = record_page(record.pk)
    assert [version.text for version in page.versions] == ["first", "second", "third"]
    assert page.before is not None
    assert page.before.text == "second"
    older = record_page(record.pk, 2)
    assert (older.version.text, older.before, older.is_current) == ("first", None, False)


@pytest.mark.database
@pytest.mark.usefixtures("archive")
def test_without_revisions_the_last_one_taken_in_is_current(mayor: Account) -> None:
    record = tell(mayor, [("a", "", Evidence.PLATFORM_API), ("b", "", Evidence.OWNER_EXPORT), ("c", "", Evidence.PLATFORM_API)])
    assert everywhere(record) == {"c"}


@pytest.mark.parametrize(
    ("versions", "current"),
    [
        ([("r2", "platform-api"), ("", "platform-api"), ("r1", "author-signed")], 2),
        ([("r2", "platform-api"), ("", "submitted"), ("r3", "submitted")], 3),
        ([("", "platform-api"), ("r1", "submitted")], 2),
        ([("r1", "author-signed"), ("r1", "owner-export")], 1),
        ([("r1", "owner-export"), ("r1", "author-signed")], 2),
        ([("r1", "platform-api"), ("r1", "platform-api")], 2),
        ([], 0),
    ],
)
def test_which_version_is_current(versions: list[tuple[str, str]], current: int) -> None:
    history = History(kind="post")
    for number, (revision, evidence) in enumerate(versions, 1):
        history.hold(Content(bytes([number]), revision, evidence, text=str(number)))
    assert history.current.number == current
    held = [
        Version(number=number, revision=revision, evidence=evidence, again=False) for number, (revision, evidence) in enumerate(versions, 1)
    ]
    assert [version.number for version in in_order(held)][-1:] == ([current] if current else [])


@pytest.mark.database
@pytest.mark.usefixtures("archive")
def test_an_older_edit_that_comes_late_neither_ends_nor_brings_back_anything(mayor: Account) -> None:
    record = tell(mayor, [("new", "r5", Evidence.PLATFORM_API), ("old", "r2", Evidence.PLATFORM_API)])
    take_in([absence(revision="r4")], accounts={mayor.identity: mayor}, actor=ACTOR)
    record.refresh_from_db()
    assert record.status == "present"
    take_in([absence(revision="r6")], accounts={mayor.identity: mayor}, actor=ACTOR)
    take_in([Captured(item("old", revision="r5", source=source(Method.IMPORT, NOW)))], accounts={mayor.identity: mayor}, actor=ACTOR)
    record.refresh_from_db()
    assert (record.status, record.versions) == ("gone", 2)


@pytest.mark.database
def test_the_current_version_is_made_again_and_checked(archive: Path, mayor: Account) -> None:
    record = tell(mayor, [("new", "r5", Evidence.PLATFORM_API), ("old", "r2", Evidence.PLATFORM_API)])
    Sequencer().drain()
    Record.objects.update(current=2)
    assert [flaw.id for flaw in record_flaws()] == ["archive.E404"]
    rebuild(actor=ACTOR)
    assert list(record_flaws()) == []
    assert everywhere(record) == {"new"}


@pytest.mark.database
@pytest.mark.usefixtures("archive")
def test_an_archive_from_before_is_settled_by_the_migration(mayor: Account) -> None:
    record = tell(mayor, [("new", "r5", Evidence.PLATFORM_API), ("old", "r2", Evidence.PLATFORM_API)])
    Record.objects.update(current=2)
    import_module("rostra.archive.migrations.0015_editions").settle(apps, None)
    assert everywhere(record) == {"new"}


@pytest.mark.usefixtures("archive")
def test_it_costs_no_query_more(mayor: Account) -> None:
    tell(mayor, [("a", "r1", Evidence.PLATFORM_API), ("b", "r3", Evidence.PLATFORM_API)])
    with CaptureQueriesContext(connection) as asked:
        tell(mayor, [("c", "r2", Evidence.PLATFORM_API)])
    assert len([query for query in asked.captured_queries if "archive_version" in query["sql"]]) <= 3
