"""The database itself refuses: on every path that removes or empties, and by whomever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import records
from tests.config.installation import Installation
from tests.retention.conftest import Office

from rostra.accounts.models import Account
from rostra.archive.actions.bulk import empty
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Absence, Attachment, Entry, Medium, Record, Segment, Version
from rostra.archive.rules.everything import all_flaws
from rostra.config.commands.rebuild import guards_set_aside
from rostra.core.actor import system
from rostra.core.errors import Conflict
from rostra.core.findings import all_findings
from rostra.core.guards import missing_guards, put_up_guards
from rostra.people.states import Role
from rostra.retention.actions.holds import move_hold, release_hold
from rostra.retention.models import HeldThing, Hold, HoldStep, SetAside
from rostra.retention.models.guards import guards
from rostra.retention.queries.holds import held
from rostra.retention.rules.holding import may_destroy

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src" / "rostra"

OF_RECORD = "(SELECT id FROM archive_version WHERE record_id = {pk})"
GOES = {
    "the record": "DELETE FROM archive_record WHERE id = {pk}",
    "a version": "DELETE FROM archive_version WHERE record_id = {pk} AND number = 1",
    "an absence": "DELETE FROM archive_absence WHERE record_id = {pk}",
    "an attachment": f"DELETE FROM archive_attachment WHERE version_id IN {OF_RECORD}",
    "a medium": f"DELETE FROM archive_medium WHERE id IN (SELECT medium_id FROM archive_attachment WHERE version_id IN {OF_RECORD})",
    "a segment": "DELETE FROM archive_segment WHERE id IN (SELECT segment_id FROM archive_version WHERE record_id = {pk})",
    "the segment of an absence": "DELETE FROM archive_segment WHERE id IN (SELECT segment_id FROM archive_absence WHERE record_id = {pk})",
    "an entry": "DELETE FROM archive_entry WHERE id IN (SELECT entry_id FROM archive_version WHERE record_id = {pk})",
    "everything": "DELETE FROM archive_version",
    "the text": "UPDATE archive_version SET text = '' WHERE record_id = {pk}",
    "the safe text": "UPDATE archive_version SET html = '' WHERE record_id = {pk}",
    "the secret": "UPDATE archive_version SET secret = NULL WHERE record_id = {pk}",
    "the secret of an absence": "UPDATE archive_absence SET secret = NULL WHERE record_id = {pk}",
    "the version's record": "UPDATE archive_version SET number = 77 WHERE record_id = {pk} AND number = 1",
    "the record's account": "UPDATE archive_record SET uri = 'at://elsewhere' WHERE id = {pk}",
    "the author": "UPDATE archive_record SET author_name = '' WHERE id = {pk}",
    "the picture's place": f"UPDATE archive_attachment SET medium_id = NULL WHERE version_id IN {OF_RECORD}",
    "the picture's words": f"UPDATE archive_attachment SET alt = 'gone' WHERE version_id IN {OF_RECORD}",
    "the picture's digest": "UPDATE archive_medium SET name = 'elsewhere'",
    "the line of the log": "UPDATE archive_entry SET body = '' WHERE id IN (SELECT entry_id FROM archive_version WHERE record_id = {pk})",
}  # what goes, or is emptied, by whoever can write to the database


@contextmanager
def refused() -> Iterator[None]:
    """The database refuses at once, in the guard's words."""
    with pytest.raises(DatabaseError, match="a hold stands on this"), transaction.atomic():
        yield


def run(sql: str, record: Record) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(pk=record.pk))


@pytest.mark.parametrize("what", GOES)
def test_what_is_held_neither_goes_nor_is_emptied(office: Office, record: Record, what: str) -> None:
    office.hold(record)
    with refused():
        run(GOES[what], record)


@pytest.mark.parametrize("what", GOES)
def test_the_same_of_a_whole_account(office: Office, record: Record, what: str) -> None:
    office.hold(accounts=(record.account,))
    with refused():
        run(GOES[what], record)


@pytest.mark.parametrize("covered", ["the post", "what one export tells", "what another tells"])
def test_a_hold_covers_what_tells_of_the_same_post(office: Office, record: Record, covered: str) -> None:
    post, another, alien = (records.make_record(record.account, words) for words in ("Told live.", "Told again.", "Another post."))
    Record.objects.filter(pk__in=[record.pk, another.pk]).update(same_as=post)
    office.hold({"the post": post, "what one export tells": record, "what another tells": another}[covered])
    assert held([post, record, another, alien]) == {post.pk, record.pk, another.pk}


@pytest.mark.parametrize("what", [name for name, sql in GOES.items() if sql.startswith("UPDATE")])
def test_without_a_hold_nothing_is_refused(office: Office, record: Record, what: str) -> None:
    other = records.make_record(records.make_account("library"), "Open until eight.")
    office.hold(other)
    hold = office.hold(record)
    release_hold(hold, reason="The claim was settled.", actor=office.actor(Role.CITY_ATTORNEY))
    run(GOES[what], record) if "archive_medium" not in GOES[what] else run(GOES[what] + " WHERE true", record)


def test_all_of_an_unheld_record_can_go_beside_a_held_one(office: Office, record: Record) -> None:
    office.hold(records.make_record(text="Another one."))
    for what in ("an attachment", "a medium", "an absence"):
        run("DELETE FROM archive_attachment" if what == "a medium" else GOES[what], record)
    run("DELETE FROM archive_medium", record)
    run("DELETE FROM archive_version WHERE record_id = {pk}", record)
    run(GOES["the record"], record)
    assert not Record.objects.filter(pk=record.pk).exists()


def _saved(record: Record) -> None:
    record.author_name = ""
    record.save()


PATHS: dict[str, Callable[[Record], object]] = {
    "one row": lambda record: record.delete(),
    "rows": lambda record: Record.objects.filter(pk=record.pk).delete(),
    "rows at once": lambda record: Record.objects.filter(pk=record.pk)._raw_delete("default"),
    "versions": lambda record: Version.objects.filter(record=record).delete(),
    "versions at once": lambda record: Version.objects.filter(record=record)._raw_delete("default"),
    "absences": lambda record: Absence.objects.filter(record=record).delete(),
    "attachments": lambda record: Attachment.objects.filter(version__record=record).delete(),
    "media at once": lambda record: Medium.objects.all()._raw_delete("default"),
    "segments at once": lambda record: Segment.objects.all()._raw_delete("default"),
    "entries at once": lambda record: Entry.objects.all()._raw_delete("default"),
    "the account": lambda record: record.account.delete(),
    "the account at once": lambda record: Account.objects.filter(pk=record.account_id)._raw_delete("default"),
    "a text": lambda record: Version.objects.filter(record=record).update(text=""),
    "a row that is saved": _saved,
    "the table": lambda record: empty(Version),
    "the tables, to make them again": lambda record: rebuild(actor=system("test")),
}  # every way in which the program's own means remove or overwrite


@pytest.mark.parametrize("path", PATHS)
def test_no_path_removes_what_is_held(office: Office, record: Record, path: str) -> None:
    office.hold(record, accounts=(record.account,))
    before = content(record)
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        PATHS[path](record)
    assert content(record) == before


def content(record: Record) -> list[object]:
    return [
        *Record.objects.filter(pk=record.pk).values_list("uri", "author_name", "account"),
        *Version.objects.filter(record=record)
        .order_by("number")
        .values_list("pk", "number", "text", "html", "digest", "attachments__medium"),
        *Absence.objects.filter(record=record).values_list("pk", "reason"),
    ]


DELETES = {
    "archive/actions/media.py": "files on their way in, before any row tells of them",
    "archive/actions/bulk.py": "whole tables, for rebuild alone: refused, unless all of it comes back",
    "capture/actions/aside.py": "that a list was not given, once it is",
    "capture/actions/connect.py": "subscriptions",
    "capture/actions/life.py": "subscriptions",
    "capture/actions/calls.py": "what a platform told by itself, once it is in the archive, or asked for",
    "capture/actions/tellings.py": "that a platform was asked to tell, once it is to tell no more",
    "capture/actions/imports.py": "how far an import has come, and where one broke off, once another goes on",
    "cases/actions/intake.py": "what a resident drafted, once it is a case",
    "cases/actions/files.py": "files that were handed in, once nothing of a case is kept",
    "cases/actions/letters.py": "letters to who handed a case in",
    "retention/actions/matters.py": "which things a released hold covered, of a case of which nothing is kept",
    "retention/actions/aside.py": "that the guards are set aside",
}  # each module of these apps that deletes anything, and why that is nothing that is held


def test_every_module_that_deletes_is_known() -> None:
    """A new one is named here, with a test against a hold where it can reach the archive's content."""
    deletes = re.compile(r"\.delete\(|_raw_delete\(|unlink\(|rmtree\(|DELETE FROM|TRUNCATE|os\.remove\(")
    apps = ("archive", "capture", "cases", "retention")
    found = {
        path.relative_to(SOURCE).as_posix()
        for app in apps
        for path in (SOURCE / app).rglob("*.py")
        if "migrations" not in path.parts and deletes.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(DELETES)


def test_capture_goes_on_while_a_hold_stands(office: Office, record: Record) -> None:
    office.hold(record, accounts=(record.account,))
    records.make_record(text="The rink opens on Monday.", uri=record.uri, revision="20260514000000", at=records.START.replace(month=5))
    records.make_gone(record, at=records.START.replace(month=6))
    assert records.publish_log() > 0
    record.refresh_from_db()
    assert (record.versions, record.status) == (3, "gone")
    with refused():
        run("DELETE FROM archive_version WHERE record_id = {pk} AND number = 3", record)


def test_rebuilding_the_tables_brings_back_what_is_held(office: Office, record: Record) -> None:
    records.publish_log()
    office.hold(record, accounts=(record.account,))
    before = content(record)[:1], list(Version.objects.order_by("pk").values_list("pk", "record", "number", "digest"))
    with guards_set_aside():
        rebuild(actor=system("test"))
    Sequencer().drain()

    assert (content(record)[:1], list(Version.objects.order_by("pk").values_list("pk", "record", "number", "digest"))) == before
    assert not SetAside.objects.exists()
    assert list(all_flaws()) == []
    with refused():
        run(GOES["a version"], record)


@pytest.mark.parametrize("lost", [Attachment, Version])
def test_what_does_not_come_back_stops_the_rebuilding(office: Office, record: Record, lost: type[Model]) -> None:
    office.hold(record)
    before = content(record)
    with pytest.raises(Conflict, match=f"would not come back: records {record.pk}"):
        _set_aside_and_lose(lost)
    assert content(record) == before
    with refused():
        run(GOES["a version"], record)


def _set_aside_and_lose(lost: type[Model]) -> None:
    with guards_set_aside():
        Attachment.objects.all().delete()
        if lost is Version:
            Version.objects.all().delete()


def test_every_guard_is_in_the_database_and_one_that_is_lost_is_found(office: Office, record: Record) -> None:
    assert missing_guards() == []
    lost = next(guard for guard in guards() if guard.table == "archive_version" and guard.act == "DELETE")
    assert "retention.E001" not in {finding.id for finding in all_findings()}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {lost.name}{' ON archive_version' if connection.vendor == 'postgresql' else ''}")
    assert missing_guards() == [lost.name]
    assert "retention.E001" in {finding.id for finding in all_findings()}
    put_up_guards()
    assert missing_guards() == []
    office.hold(record)
    with refused():
        run(GOES["a version"], record)


def test_tables_are_made_anew_while_guards_are_down(data_directory: Path) -> None:
    """A migration that comes later, on an installation that has them: what ``rostra prepare`` does."""
    city = Installation(data_directory / "city")
    city.prepare()
    done = city.run("-c", ANEW)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["refused", "made", "guards-missing", "0"]


ANEW = """
import django; from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from django.db import OperationalError, connection, models
from rostra.archive.models import Record
from rostra.config.commands.prepare import make_ready
from rostra.core.guards import missing_guards, take_down_guards
def add(name):
    field = models.CharField(max_length=5, default="x"); field.set_attributes_from_name(name); field.model = Record
    with connection.schema_editor() as editor: editor.add_field(Record, field)
try: add("one")
except OperationalError: print("refused")
take_down_guards(); add("two"); print("made")
print("guards-missing" if missing_guards() else "all-there")
make_ready(); print(len(missing_guards()))
"""


HOLDS = {
    "a hold goes": "DELETE FROM retention_hold",
    "what it covers goes": "DELETE FROM retention_heldthing",
    "what it covers changes": "UPDATE retention_heldthing SET record_id = NULL, account_id = (SELECT id FROM accounts_account)",
    "its matter changes": "UPDATE retention_hold SET matter = 'Another'",
    "its step goes": "DELETE FROM retention_holdstep",
    "its step changes": "UPDATE retention_holdstep SET reason = 'Another'",
}


@pytest.mark.parametrize("what", HOLDS)
@pytest.mark.parametrize("released", [False, True])
def test_a_hold_itself_stays(office: Office, record: Record, what: str, *, released: bool) -> None:
    hold = office.hold(record)
    move_hold(hold, "request-release", reason="Settled.", actor=office.actor(Role.CLERK))
    if released:
        release_hold(hold, reason="Settled.", actor=office.actor(Role.CITY_ATTORNEY))
    with pytest.raises(DatabaseError), transaction.atomic():
        run(HOLDS[what], record)
    assert (Hold.objects.count(), HeldThing.objects.count(), HoldStep.objects.count()) == (1, 1, 1 + released)


def test_a_released_hold_stays_released(office: Office, record: Record) -> None:
    hold = release_hold(office.hold(record), reason="Settled.", actor=office.actor(Role.CITY_ATTORNEY))
    with pytest.raises(DatabaseError, match="stays released"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(state="active")


STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["record 0", "record 1", "account", "release"])), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_a_thing_is_held_as_long_as_one_hold_stands_on_it(office: Office, steps: list[tuple[int, str]]) -> None:
    """Three matters place and release holds in any order: guard, query and rule say what a set of what stands would."""
    clerk, counsel = office.actor(Role.CLERK), office.actor(Role.CITY_ATTORNEY)
    with transaction.atomic():
        own = records.make_account("library")
        both = [records.make_record(own, f"Post {number}") for number in (0, 1)]
        standing: dict[int, list[tuple[Hold, set[int]]]] = {0: [], 1: [], 2: []}
        for matter, what in steps:
            if what == "release":
                for hold, _ in standing[matter]:
                    release_hold(hold, reason="Over.", actor=counsel)
                standing[matter] = []
            elif what == "account":
                standing[matter].append((office.hold(accounts=(own,), matter=str(matter)), {each.pk for each in both}))
            else:
                one = both[int(what[-1])]
                standing[matter].append((office.hold(one, matter=str(matter)), {one.pk}))
        expected = frozenset().union(*(covered for holds in standing.values() for _, covered in holds))
        assert held(both) == expected
        for record in both:
            assert bool(may_destroy(clerk, record)) is (record.pk not in expected)
            assert goes(record) is (record.pk not in expected)
        transaction.set_rollback(True)


def goes(record: Record) -> bool:
    """Whether the database lets its version go; it is there afterwards all the same."""
    try:
        with transaction.atomic():
            run("DELETE FROM archive_version WHERE record_id = {pk}", record)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True
