"""Streams and gaps: events as they come, lines that are lost, servers that forget."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import Network, source

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.capture import actions, queries
from rostra.capture.actions.checks import check_next
from rostra.capture.actions.claims import STREAM_LEASE, claim
from rostra.capture.actions.streams import NOT_RUNNING, follow
from rostra.capture.models import Coverage, Gap, Schedule, StreamSource
from rostra.capture.queries.due import followed_sources
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Healing, Work
from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.core.errors import Forbidden, Invalid
from rostra.core.findings import all_findings
from rostra.platforms import PLATFORMS
from rostra.platforms.base import AccountState, Capabilities, Identity, Method, Unreachable

LONG_AGO = dt.timedelta(minutes=10)


def the_source() -> StreamSource:
    return StreamSource.objects.get()


def follow_for(seconds: float, connections: Connections, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Follow the stream in this thread; ``meanwhile`` happens in another, as soon as it is listened to."""
    stop = threading.Event()
    network: Network = PLATFORMS["memory"].network  # type: ignore[attr-defined]
    network.listening.clear()

    def script() -> None:
        network.listening.wait(10)
        meanwhile()
        time.sleep(seconds)
        stop.set()

    thread = threading.Thread(target=script)
    thread.start()
    StreamSource.objects.update(retry=None)
    follow(the_source(), connections, stop)
    stop.set()
    thread.join()


@contextmanager
def as_if_long_ago() -> Iterator[None]:
    """What was covered until now was covered until ten minutes ago."""
    yield
    for row in Coverage.objects.filter(method=Method.STREAM):
        Coverage.objects.filter(pk=row.pk).update(begins=row.begins - LONG_AGO, ends=row.ends - LONG_AGO)


def test_events_are_taken_in_at_once(mayor: Account, network: Network, connections: Connections) -> None:
    taken: list[float] = []

    def publish() -> None:
        network.post("mayor", "1", "now")
        taken.append(time.time())

    follow_for(0.3, connections, publish)
    version = Version.objects.get()
    assert version.text == "now"
    assert version.method == Method.STREAM
    assert version.seen.timestamp() - taken[0] < 0.3


def test_edits_and_deletions_come_by_the_stream(mayor: Account, network: Network, connections: Connections) -> None:
    def act() -> None:
        uri = network.post("mayor", "1", "first")
        network.post("mayor", "1", "second")
        network.delete(uri)

    follow_for(0.3, connections, act)
    record = Record.objects.get()
    assert (record.versions, record.status) == (2, "gone")
    assert Absence.objects.get().certainty == "asserted"
    assert the_source().cursor == "3"
    assert the_source().last_event is not None


def test_the_cursor_stands_behind_what_was_kept(
    mayor: Account, network: Network, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_for(0.3, connections)
    before = the_source().cursor

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("rostra.capture.actions.intake.take_in", fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        follow_for(0.3, connections, lambda: network.post("mayor", "1", "not to be lost"))
    assert the_source().cursor == before
    monkeypatch.undo()


def test_a_lost_line_is_a_gap_that_heals_by_replay(mayor: Account, network: Network, connections: Connections) -> None:
    with as_if_long_ago():
        follow_for(0.3, connections)
    uri = network.post("mayor", "1", "posted while nobody listened")
    network.delete(uri)
    network.break_down(Unreachable("connection refused"))
    follow_for(0.1, connections)
    gap = Gap.objects.get()
    assert (gap.ends, gap.healed_at, gap.method) == (None, None, Method.STREAM)
    assert gap.starts <= clock.now() - LONG_AGO
    assert the_source().trouble == "connection refused"
    assert {"capture.W003", "capture.W004"} <= {finding.id for finding in all_findings()}
    assert queries.coverage_overview()[0].unhealed == 1
    network.come_back()
    follow_for(0.6, connections)
    gap.refresh_from_db()
    assert gap.healed_how == Healing.REPLAY
    assert gap.ends is not None
    assert gap.ends <= gap.healed_at
    assert Record.objects.get().status == "gone"  # posted and deleted in the gap: both are known
    assert queries.coverage_overview()[0].unhealed == 0
    assert [span.ends - span.begins >= dt.timedelta(0) for span in queries.intervals(mayor)] == [True, True]


def test_a_short_break_is_no_gap(mayor: Account, network: Network, connections: Connections) -> None:
    follow_for(0.3, connections)
    network.break_down()
    follow_for(0.1, connections)
    network.come_back()
    follow_for(0.3, connections)
    assert not Gap.objects.exists()
    assert Coverage.objects.filter(method=Method.STREAM).count() == 1


def test_a_dead_server_shows_no_life(mayor: Account, network: Network, connections: Connections) -> None:
    network.break_down()
    follow_for(0.1, connections)
    assert the_source().alive is None
    assert not Coverage.objects.exists()


def test_a_worker_that_was_not_running_leaves_a_gap(mayor: Account, network: Network, connections: Connections) -> None:
    with as_if_long_ago():
        follow_for(0.3, connections)
    follow_for(0.5, connections)
    gap = Gap.objects.get()
    assert gap.reason == NOT_RUNNING
    assert gap.healed_how == Healing.REPLAY


def test_what_the_server_forgot_heals_by_comparing(mayor: Account, network: Network, connections: Connections) -> None:
    deleted = network.post("mayor", "0", "deleted in the gap")
    while check_next(connections):
        pass
    with as_if_long_ago():
        follow_for(0.3, connections)
    network.delete(deleted, silently=True)
    network.post("mayor", "1", "posted in the gap")
    network.events.append(network.events[-1])
    network.kept_from = len(network.events)
    follow_for(0.4, connections)
    gap = Gap.objects.get()
    assert (gap.replayable, gap.healed_at) == (False, None)
    assert gap.reason == f"{NOT_RUNNING} The server no longer has these events."
    assert gap.ends is not None
    while check_next(connections):
        pass
    gap.refresh_from_db()
    assert gap.healed_how == Healing.DIFFERENCE
    assert Record.objects.get(uri=deleted).status == "gone"
    assert Record.objects.count() == 2


def test_a_gap_is_not_healed_while_the_comparison_fails(mayor: Account, network: Network, connections: Connections) -> None:
    with as_if_long_ago():
        follow_for(0.3, connections)
    network.post("mayor", "1", "posted in the gap")
    network.kept_from = len(network.events)
    follow_for(0.3, connections)
    network.break_down()
    while check_next(connections):
        pass
    assert Gap.objects.get().healed_at is None


def test_gaps_are_never_deleted(mayor: Account) -> None:
    now = clock.now()
    gap = Gap.objects.create(account=mayor, method="stream", starts=now, noticed=now, reason="test")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        gap.delete()
    assert Gap.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Gap.objects.create(account=mayor, method="stream", starts=now, noticed=now, reason="a second open one")


def test_a_note_on_a_gap(mayor: Account) -> None:
    now = clock.now()
    gap = Gap.objects.create(account=mayor, method="stream", starts=now, noticed=now, reason="test")
    assert actions.note_gap(gap, " The line was cut by works in Main Street. ", actor=OPERATOR).note.startswith("The line")
    with pytest.raises(Invalid):
        actions.note_gap(gap, " ", actor=OPERATOR)
    with pytest.raises(Forbidden):
        actions.note_gap(gap, "text", actor=PUBLIC)


def test_one_worker_follows_a_stream(mayor: Account, network: Network, connections: Connections) -> None:
    assert claim(the_source(), STREAM_LEASE)
    assert follow(the_source(), connections, threading.Event()) is False
    with clock.frozen(clock.now() + STREAM_LEASE + dt.timedelta(seconds=1)):
        assert claim(the_source(), STREAM_LEASE)


def test_the_stream_begins_again_when_accounts_change(
    mayor: Account, network: Network, register: Register, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rostra.capture.actions.streams.LOOK_EVERY", dt.timedelta(seconds=0.1))
    Account.objects.filter(pk=mayor.pk).update(state="archived")
    assert not followed_sources().exists()
    library = actions.connect(register("library"), actor=OPERATOR)
    seen: list[int] = []
    original = network.events

    def retire() -> None:
        network.post("library", "1", "of the library")
        network.post("mayor", "1", "of a retired account")
        seen.append(len(original))

    follow_for(0.4, connections, retire)
    assert [record.account for record in Record.objects.all()] == [library]


def test_an_account_that_came_back_is_asked_at_once(mayor: Account, network: Network, connections: Connections) -> None:
    Schedule.objects.filter(work=Work.POLL).update(due=None, trouble="400 RepoDeactivated")
    state = AccountState(Identity("mayor"), active=True, status="active", source=source(Method.STREAM))
    follow_for(0.3, connections, lambda: network.say(state))
    assert Schedule.objects.get(work=Work.POLL).due is not None


def test_polls_alone_have_gaps_too(network: Network, register: Register, connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", Capabilities(methods=frozenset({Method.POLL})))
    account = actions.connect(register("blog"), actor=OPERATOR)
    start = clock.now()
    check_next(connections)
    network.break_down(Unreachable("503"))
    with clock.frozen(start + dt.timedelta(hours=2)):
        while check_next(connections):
            pass
        gap = Gap.objects.get()
        assert (gap.account, gap.ends, gap.reason, gap.method) == (account, None, "503", Method.POLL)
    network.come_back()
    with clock.frozen(start + dt.timedelta(hours=4)):
        while check_next(connections):
            pass
        gap.refresh_from_db()
        assert gap.healed_how == Healing.NEXT_LOOK
        assert Coverage.objects.filter(account=account, method=Method.POLL).count() == 2
