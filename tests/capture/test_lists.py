"""Lists that an owner exports again and again: differences, whole and partial ones, kills, and nothing that nobody looked at."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Collection, Iterable
from dataclasses import replace
from urllib.parse import unquote

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register

from rostra.accounts.models import Account
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.segments import write_segments
from rostra.archive.models import Absence, Entry, Record, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.rules.everything import all_flaws
from rostra.capture.actions import drop_export, lists, read_export, take_export
from rostra.capture.actions.checks import disappeared
from rostra.capture.actions.lists import rejected_entries
from rostra.capture.models import Coverage, ListExport, Run
from rostra.capture.states import Declared
from rostra.core import clock
from rostra.core.actor import Actor, ActorKind
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.models import Event
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Act, Capabilities, Kind, Listing, Method, Restriction, Source
from rostra.platforms.lists import Columns, Form, Lists

START = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


class Killed(BaseException):
    """What a test kills with: not even ``except Exception`` survives it."""


@pytest.fixture
def city(register: Register) -> Account:
    return register("city", network="x", state="active")


def at(hours: float) -> dt.datetime:
    return START + dt.timedelta(hours=hours)


def declared(hours: float = 0, act: Act = Act.BLOCK, *, complete: bool = True, form: Form = Form.TEXT) -> Declared:
    return Declared(act, form, at(hours), complete, Columns())


def content(subjects: Iterable[object]) -> bytes:
    return "".join(f"{subject}\n" for subject in subjects).encode() or b'"identity"\n'


def hand_over(
    account: Account,
    subjects: Collection[object],
    hours: float = 0,
    *,
    act: Act = Act.BLOCK,
    complete: bool = True,
    accept: bool = True,
    again: bool = False,
) -> ListExport:
    """One export as of so many hours after the start; an empty list is a CSV with its header alone."""
    form = Form.TEXT if subjects else Form.CSV
    with clock.frozen(at(hours + 0.5 + again)):
        export = read_export(account, content(subjects), "list.txt", declared(hours, act, complete=complete, form=form), actor=OPERATOR)
        return take_export(export, actor=OPERATOR, ending_accepted=export.difference["numbers"]["gone"] if accept else None)


def present(act: Act = Act.BLOCK) -> set[str]:
    held = Record.objects.filter(uri__contains=f":{act.value}:", status="present")
    return {unquote(uri.rpartition(":")[2]) for uri in held.values_list("uri", flat=True)}


def counts(export: ListExport) -> tuple[int, int, int, int]:
    return export.new, export.returned, export.gone, export.items - export.new - export.returned


@pytest.mark.skipif(connection.vendor == "postgresql", reason="the full size is shown once, on SQLite; sizes of 12 on both, below")
def test_ten_thousand_entries_by_two_exports(city: Account) -> None:
    """And a third that brings some back: every difference exact, each one in the log, and everything fits everything."""
    first = [f"{n:06}" for n in range(10_000)]
    assert counts(hand_over(city, first, 0)) == (10_000, 0, 0, 0)
    second = [*first[700:], *(f"n{n}" for n in range(450))]
    shown = hand_over(city, second, 24)
    assert shown.difference["numbers"] == {"added": 450, "returned": 0, "gone": 700, "unchanged": 9_300, "rejected": 0}
    assert counts(shown) == (450, 0, 700, 9_300)
    assert present() == set(second)
    third = [*first[600:], *(f"n{n}" for n in range(450))]
    assert counts(hand_over(city, third, 48)) == (0, 100, 0, 9_750)
    assert present() == set(third)
    assert Version.objects.count() == 10_000 + 450 + 100
    assert Absence.objects.count() == 700
    assert Entry.objects.filter(type="capture").count() == 10_550
    assert Entry.objects.filter(type="gone").count() == 700
    again = Record.objects.get(uri__endswith=":block:000650")
    assert (again.versions, again.status, again.kind, again.official, again.author_id) == (2, "present", Kind.BLOCK, True, "city")
    Sequencer().drain()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as every database that is in use has done: without it PostgreSQL plans for empty tables
    assert list(all_flaws()) == []


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exports=st.lists(st.tuples(st.frozensets(st.integers(0, 12), max_size=12), st.booleans()), min_size=2, max_size=5))
def test_whatever_the_lists_what_is_present_is_what_the_last_ones_say(exports: list[tuple[frozenset[int], bool]], city: Account) -> None:
    with transaction.atomic():
        held, ever = set[str](), set[str]()
        for hours, (subjects, complete) in enumerate(exports):
            said = {f"p{n}" for n in subjects}
            export = hand_over(city, said, hours * 24, complete=complete)
            gone = held - said if complete else set()
            assert counts(export) == (len(said - ever), len((said & ever) - held), len(gone), len(said & held))
            held, ever = (held | said) - gone, ever | said
            assert present() == held
        transaction.set_rollback(True)


def test_a_list_that_is_not_complete_ends_nothing(city: Account) -> None:
    hand_over(city, ["a", "b", "c"])
    assert counts(hand_over(city, ["a", "d"], 24, complete=False)) == (1, 0, 0, 1)
    assert present() == {"a", "b", "c", "d"}
    assert Coverage.objects.filter(method=Method.IMPORT).count() == 1


def test_a_row_that_was_set_aside_makes_a_list_incomplete(city: Account) -> None:
    hand_over(city, ["a", "b", "c"])
    export = hand_over(city, ["a", "two words"], 24)
    assert (export.gone, export.rejected, export.difference["complete"]) == (0, 1, False)
    assert export.difference["lines"]["rejected"] == [["row 2: this is no account: 'two words'"]]
    assert "two words" in rejected_entries(export).read_text()
    assert present() == {"a", "b", "c"}


def test_an_export_that_was_cut_off_lifts_nothing_before_somebody_says_so_again(city: Account) -> None:
    hand_over(city, [f"{n}" for n in range(9_000)])
    with pytest.raises(Forbidden, match="8,990 of 9,000 entries would end"):
        hand_over(city, [f"{n}" for n in range(10)], 24, accept=False)
    assert not Absence.objects.exists()
    export = ListExport.objects.get(ended__isnull=True)
    with pytest.raises(Forbidden):
        take_export(export, actor=OPERATOR, ending_accepted=8_991)
    assert take_export(export, actor=OPERATOR, ending_accepted=8_990).gone == 8_990
    assert len(present()) == 10


def test_some_may_always_end(city: Account, settings: Settings) -> None:
    """Whatever their share; and no more than a share of a long list."""
    terms = settings.PROFILE.capture.model_copy(update={"always_ending": 2, "most_ending": 0.5})
    settings.PROFILE = settings.PROFILE.model_copy(update={"capture": terms})
    hand_over(city, "abcdef")
    assert hand_over(city, "abc", 1, accept=False).gone == 3
    assert hand_over(city, "a", 2, accept=False).gone == 2
    hand_over(city, "abcdef", 3)
    with pytest.raises(Forbidden, match="more than 50%"):
        hand_over(city, "ab", 4, accept=False)


def test_the_same_file_twice_is_sightings_only(city: Account) -> None:
    first = hand_over(city, ["a", "b"])
    for hours, again in ((0, True), (24, False)):
        twice = hand_over(city, ["a", "b"], hours, again=again)
        assert twice.pk != first.pk
        assert counts(twice) == (0, 0, 0, 2)
    assert Version.objects.count() == Record.objects.count() == Entry.objects.filter(type="capture").count() == 2
    assert set(Version.objects.values_list("sightings", flat=True)) == {3}


def test_an_older_export_is_refused_also_when_it_was_read_before(city: Account) -> None:
    with clock.frozen(at(1)):
        waiting = read_export(city, b"a\nb\n", "old.txt", declared(0), actor=OPERATOR)
    hand_over(city, ["a", "c"], 24)
    waiting.refresh_from_db()
    assert waiting.dropped is not None
    with pytest.raises(Conflict, match="dropped before"):
        take_export(waiting, actor=OPERATOR)
    for hours in (0, 24):
        with pytest.raises(Forbidden, match="tells nothing newer"):
            hand_over(city, ["a", "b"], hours)
    with pytest.raises(Invalid, match="is not over yet"), clock.frozen(at(0)):
        read_export(city, b"a\n", "list.txt", declared(1), actor=OPERATOR)


def test_an_export_of_before_does_not_overtake_what_it_was_compared_with(city: Account) -> None:
    """What was shown is what is done: the list changed in between."""
    with clock.frozen(at(30)):
        waiting = read_export(city, b"a\nb\n", "new.txt", declared(24), actor=OPERATOR)
        other = read_export(city, b"a\n", "less.txt", declared(23), actor=OPERATOR)
        ListExport.objects.filter(pk=waiting.pk).update(act="mute")  # so that it is not dropped as overtaken
        take_export(other, actor=OPERATOR)
        ListExport.objects.filter(pk=waiting.pk).update(act="block")
        with pytest.raises(Conflict, match="has changed since"):
            take_export(waiting, actor=OPERATOR)


def test_lists_of_other_acts_and_accounts_are_left_alone(city: Account, register: Register) -> None:
    parks = register("parks", network="x", state="active")
    hand_over(city, ["a", "b"])
    hand_over(city, ["a", "b"], act=Act.MUTE)
    hand_over(city, ["a", "two words"], act=Act.FILTER)
    hand_over(parks, ["a", "b"])
    hand_over(city, [], 24, act=Act.MUTE)
    assert set(Record.objects.filter(status="gone").values_list("uri", flat=True)) == {
        "urn:rostra:list:x:city:mute:a",
        "urn:rostra:list:x:city:mute:b",
    }
    kinds = dict(Record.objects.filter(account=city).values_list("uri", "kind"))
    assert {uri.split(":")[5]: kind for uri, kind in kinds.items()} == {"block": "block", "mute": "restriction", "filter": "restriction"}


def test_a_list_of_the_network_itself_leaves_what_was_handed_over_alone(city: Account) -> None:
    hand_over(city, ["a"])
    source = Source(Method.SNAPSHOT, "https://pds.example", clock.now())
    listing = Listing("city", Kind.BLOCK, (), complete=True, source=source, within="at://city/")
    assert list(disappeared(city, listing, before=clock.now())) == []
    assert len(list(disappeared(city, replace(listing, within=""), before=clock.now()))) == 1


def test_run_coverage_event_and_what_it_restricts(city: Account) -> None:
    export = hand_over(city, ["a", "two words", "b"])
    run, event = Run.objects.get(), Event.objects.get(action="capture.list.taken-in")
    assert (run.account, run.method, run.items, run.new, run.refused) == (city, Method.IMPORT, 2, 2, 1)
    assert not Coverage.objects.exists()
    assert event.facts["exported"] == "2026-05-01T12:00:00Z"
    assert (event.facts["new"], event.facts["rejected"], event.subject) == (2, 1, "account:city")
    assert not any("two words" in str(each.facts) for each in Event.objects.all())
    hand_over(city, ["a"], 24)
    span = Coverage.objects.get()
    assert (span.begins, span.ends) == (at(24), at(24))
    export.refresh_from_db()
    assert bytes(export.content) == b""
    version = Version.objects.get(record__uri__endswith=":b")
    assert (version.evidence, version.method, version.context["subject"]) == ("owner-export", "import", "b")


def test_the_absence_is_observed_and_says_by_what(city: Account) -> None:
    hand_over(city, ["a", "b"])
    hand_over(city, ["a"], 24)
    absence = Absence.objects.get()
    assert (absence.certainty, absence.method, absence.reason) == ("observed", "import", "no longer in the complete list (block)")
    assert absence.seen > absence.last_present


@pytest.mark.parametrize("refused", ["archived"])
def test_only_of_official_accounts(refused: str, register: Register) -> None:
    account = register("city", network="x", state=refused)
    with pytest.raises(Forbidden, match="only official accounts"):
        hand_over(account, ["a"])


def test_only_by_who_looks_after_capture(city: Account) -> None:
    nobody = Actor(ActorKind.PERSON, "nobody", "Nobody")
    with pytest.raises(Forbidden):
        read_export(city, b"a\n", "list.txt", declared(), actor=nobody)
    export = read_export(city, b"a\n", "list.txt", declared(), actor=OPERATOR)
    for step in (take_export, drop_export):
        with pytest.raises(Forbidden):
            step(export, actor=nobody)
    drop_export(export, actor=OPERATOR)
    with pytest.raises(Conflict):
        drop_export(export, actor=OPERATOR)


def test_what_the_network_shows_itself_is_not_handed_over(city: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    shows = type("Shows", (Lists,), {"capabilities": Capabilities(methods=frozenset({Method.IMPORT}), restrictions=frozenset({Act.BLOCK}))})
    monkeypatch.setitem(PLATFORMS, "x", shows)
    with pytest.raises(Forbidden, match="captured from the network itself"):
        hand_over(city, ["a"])
    assert hand_over(city, ["a"], act=Act.MUTE).new == 1


def test_a_file_that_is_no_list_is_refused_and_nothing_waits(city: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="packed"):
        read_export(city, b"PK\x03\x04", "list.zip", declared(), actor=OPERATOR)
    monkeypatch.setattr(lists, "LARGEST", 10)
    with pytest.raises(Invalid, match="11 bytes, more than 10"):
        read_export(city, b"a" * 11, "list.txt", declared(), actor=OPERATOR)
    assert not ListExport.objects.exists()


@pytest.mark.parametrize("where", ["before", "inside", "after"])
@pytest.mark.parametrize(
    ("step", "number"), [("_take", 1), ("_take", 2), ("_take", 3), ("_end_entries", 1), ("_end_entries", 2), ("_end", 1)]
)
def test_killed_anywhere_and_run_again_nothing_is_missing_or_doubled(
    where: str, step: str, number: int, city: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [f"{n:05}" for n in range(2_500)]
    second = [*first[1_500:], *(f"n{n}" for n in range(1_200))]
    hand_over(city, first)
    _hand_over_killed(monkeypatch, (step, where, number), city, second, 24)
    if (step, where) != ("_end", "after"):
        hand_over(city, second, 24, accept=False, again=True)
    assert counts(ListExport.objects.get(started__isnull=False, exported=at(24))) == (1_200, 0, 1_500, 1_000)
    assert present() == set(second)
    assert Version.objects.count() == Record.objects.count() == 2_500 + 1_200
    assert Absence.objects.count() == 1_500
    assert not ListExport.objects.filter(ended__isnull=True).exists()
    assert Run.objects.filter(gone=1_500).count() == 1


def _hand_over_killed(
    monkeypatch: pytest.MonkeyPatch, when: tuple[str, str, int], account: Account, subjects: Collection[object], hours: float
) -> None:
    with monkeypatch.context() as patched:
        _kill(patched, *when)
        with pytest.raises(Killed):
            hand_over(account, subjects, hours)


def _kill(patched: pytest.MonkeyPatch, step: str, where: str, number: int) -> None:
    """At the so-and-so-many-th call of a step: before it, after its writes but before they are committed, or after."""
    whole, calls = getattr(lists, step), [0]

    def killed(*arguments: object, **named: object) -> None:
        calls[0] += 1
        if calls[0] != number:
            whole(*arguments, **named)
            return
        if where == "before":
            raise Killed
        with transaction.atomic():  # what the step commits comes to nothing with it
            whole(*arguments, **named)
            if where == "inside":
                raise Killed
        raise Killed

    patched.setattr(lists, step, killed)


def test_two_at_once_do_not_double(city: Account) -> None:
    with clock.frozen(at(1)):
        export = read_export(city, content(range(2_500)), "list.txt", declared(), actor=OPERATOR)

        def meanwhile(_done: int) -> None:
            if not ListExport.objects.get().ended:
                take_export(ListExport.objects.get(), actor=OPERATOR)

        with pytest.raises(Conflict, match="another process"):
            take_export(export, actor=OPERATOR, progress=meanwhile)
    assert Record.objects.count() == Version.objects.count() == 2_500
    assert ListExport.objects.get().new == 2_500


def test_a_newer_export_overtakes_one_that_was_killed(city: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    _hand_over_killed(monkeypatch, ("_take", "after", 1), city, range(2_500), 0)
    newer = hand_over(city, range(500, 3_000), 24)
    assert counts(newer) == (2_000, 0, 500, 500)
    assert len(present()) == 2_500
    with pytest.raises(Forbidden, match="tells nothing newer"):
        hand_over(city, range(2_500))


def test_memory_stays_bounded(city: Account) -> None:
    """Of a file many times as long as a batch, only the addresses are held beside the file itself."""
    raw = content(f"person-{n:08}" for n in range(20_000))
    with clock.frozen(at(1)):
        export = read_export(city, raw, "list.txt", declared(), actor=OPERATOR)
        tracemalloc.start()
        try:
            take_export(export, actor=OPERATOR)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 60 << 20


def test_what_is_held_tells_whom_it_restricts(city: Account) -> None:
    hand_over(city, ["a"])
    version = Version.objects.get()
    assert Lists.restrictions(version.record.uri, raw_bytes(version)) == (Restriction(Act.BLOCK, "a"),)


def test_the_door_is_the_same(city: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A death of the archive's own writing leaves nothing of the batch."""

    def dies(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("rostra.archive.actions.intake.write_segments", dies)
    with pytest.raises(Killed):
        hand_over(city, ["a"])
    assert not Record.objects.exists()
    monkeypatch.setattr("rostra.archive.actions.intake.write_segments", write_segments)
    assert hand_over(city, ["a"]).new == 1
