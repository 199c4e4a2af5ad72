from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.factories import NOON, add_picture, add_version, make_account, make_entry, make_gone, make_record

from rostra.archive.models import Absence, Cursor, Record, Version
from rostra.search.actions import follow, rebuild
from rostra.search.models import Document
from rostra.search.queries import find

pytestmark = pytest.mark.django_db


def ids(text: str) -> list[int]:
    return find(text).record_ids


def test_a_record_is_found_once_its_entry_is_in_the_log() -> None:
    record = make_record("Snow emergency tonight", account=make_account())
    entry = record.all_versions.get().entry
    entry.index = None
    entry.save()
    assert follow() == 0
    assert ids("snow") == []
    entry.index = 0
    entry.save()
    assert follow() == 1
    assert ids("snow") == [record.id]
    assert follow() == 0


def test_an_edit_keeps_the_earlier_words_findable() -> None:
    record = make_record("Meeting on Tuesday", account=make_account())
    follow()
    assert ids("is:edited") == []
    add_version(record, "Meeting on Thursday")
    follow()
    assert ids("thursday") == ids("tuesday") == ids("is:edited") == [record.id]
    assert ids('"thursday meeting"') == []
    assert Document.objects.count() == 1


def test_the_same_content_better_attested_is_no_edit() -> None:
    record = make_record("Meeting on Tuesday", account=make_account())
    add_version(record, "Meeting on Tuesday")
    follow()
    assert ids("is:edited") == []


def test_an_absence_marks_the_record_gone() -> None:
    record = make_record(account=make_account())
    follow()
    make_gone(record)
    assert ids("is:gone") == []
    follow()
    assert ids("is:gone") == ids("library is:gone") == [record.id]
    assert ids("-is:gone") == []


def test_pictures_are_found_by_their_descriptions() -> None:
    account = make_account()
    described, bare, none = (make_record(text, account=account) for text in ("one", "two", "three"))
    add_picture(described.all_versions.get(), "A bridge at night")
    add_picture(described.all_versions.get(), "")
    add_picture(bare.all_versions.get())
    follow()
    assert ids("bridge") == [described.id]
    assert sorted(ids("has:media")) == sorted([described.id, bare.id])
    assert ids("-has:media") == [none.id]


def test_following_reads_in_steps_past_entries_of_other_kinds() -> None:
    account = make_account()
    records = [make_record(f"notice {n}", account=account, published=NOON + dt.timedelta(minutes=n)) for n in range(5)]
    for _ in range(4):
        make_entry("coverage")
    last = make_record("notice last", account=account, published=NOON + dt.timedelta(hours=1))
    assert [follow(3), follow(3), follow(3), follow(3), follow(3)] == [3, 3, 3, 1, 0]
    assert ids("notice") == [last.id, *(record.id for record in reversed(records))]
    assert Cursor.objects.get(name="search").position == 10


def test_following_again_changes_nothing() -> None:
    account = make_account()
    for n in range(3):
        make_gone(make_record(f"notice {n}", account=account))
    follow()
    before = (find("notice"), list(Document.objects.values()))
    Cursor.objects.update(position=0)
    follow()
    assert (find("notice"), list(Document.objects.values())) == before


def test_a_lost_index_is_built_again() -> None:
    account = make_account()
    for n in range(3):
        make_record(f"notice {n}", account=account)
    follow()
    before = find("notice")
    Document.objects.all().delete()
    assert find("notice").count == 0
    assert rebuild() == 3
    assert find("notice") == before


def test_a_record_that_left_the_archive_leaves_the_index() -> None:
    record = make_record("Snow emergency", account=make_account())
    follow()
    entries = [make_gone(record).entry]
    Absence.objects.all().delete()
    Version.objects.all().delete()
    Record.objects.all().delete()
    assert entries
    rebuild()
    assert ids("") == ids("snow") == []


def test_the_number_of_statements_does_not_grow(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = make_account()
    follow()
    for n in range(30):
        make_record(f"notice {n}", account=account)
    statements = 20 if connection.vendor == "sqlite" else 18
    with django_assert_num_queries(statements):
        follow()


def test_a_year_is_the_year_in_the_city() -> None:
    account = make_account()
    eve = make_record("fireworks", account=account, published=dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC))  # still 2025 in Exampleville
    follow()
    assert ids("year:2025") == ids("after:2025-12-31 before:2026") == [eve.id]
    assert ids("year:2026") == ids("after:2026") == []
