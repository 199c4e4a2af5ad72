"""Following one stream: events into the archive as they come, the cursor behind them, gaps when the line is lost.

The platform's generator runs in a thread of its own that touches no database; what it yields is taken in by the caller in whatever
batches have come together meanwhile: one event when little happens, hundreds after a break.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.checks import receive
from rostra.capture.actions.claims import STREAM_LEASE, Lease, LeaseLost, claim
from rostra.capture.actions.gaps import close_gaps, heal_by_replay, open_gap
from rostra.capture.actions.intake import Intake
from rostra.capture.actions.runs import cover
from rostra.capture.models import Coverage, Gap, Schedule, StreamSource
from rostra.capture.queries.due import accounts_on
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Work
from rostra.core import clock
from rostra.core.errors import RostraError
from rostra.platforms.base import Cause, Event, Mark, Method, Platform, PlatformError
from rostra.platforms.base import Gap as PlatformGap

AHEAD = 1000  # events that may wait for the archive before the server has to
BATCH = 200
WAIT = 1.0  # seconds without an event after which we look whether to go on
SETTLE = 0.05  # seconds in which the end of a stream follows its last Mark
LOOK_EVERY = dt.timedelta(seconds=5)  # at the register, for accounts that came or went
NOT_RUNNING = "Capture was not running."

log = logging.getLogger(__name__)


def follow(source: StreamSource, connections: Connections, stop: threading.Event) -> bool:
    """Follow a stream until ``stop``, until its accounts change, or until it is lost; whether we were the ones to follow it.

    Raises only when the database is lost.
    """
    lease = claim(source, STREAM_LEASE)
    if lease is None:
        return False
    try:
        accounts = accounts_on(source)
        if accounts and (source.retry is None or source.retry <= clock.now()):
            _Session(lease, connections.platform(source.network), accounts, stop).run()
        else:
            lease.release()
    except LeaseLost as lost:
        log.warning("%s", lost)
    except PlatformError as error:
        lose(lease, error, rules.cause_of(error))
    except RostraError as error:
        lose(lease, PlatformError(str(error), retry_after=60.0), Cause.OURS)
    return True


@transaction.atomic
def lose(lease: Lease[StreamSource], error: PlatformError, cause: Cause) -> None:
    """The line is lost: say so, and try again after a while."""
    source = lease.row
    text = str(error) or type(error).__name__
    log.warning("the stream of %s is lost: %s", source, text)
    failures = source.failures + 1
    wait = rules.back_off_stream(rules.outcome_of(error), failures, retry_after=error.retry_after)
    open_stream_gaps(source, text, cause)
    retry = clock.now() + dt.timedelta(seconds=wait)
    lease.release(connected=None, failures=failures, trouble=text, retry=retry)


def open_stream_gaps(source: StreamSource, reason: str, cause: Cause) -> None:
    """A gap for every account that this stream should carry now, since it was last followed."""
    for account in accounts_on(source).values():
        open_gap(account, Method.STREAM, reason, cause=cause, after=rules.GRACE, replayable=True)


class _Session:
    """One connection, from the claim to its end."""

    def __init__(self, lease: Lease[StreamSource], platform: Platform, accounts: dict[str, Account], stop: threading.Event) -> None:
        self._lease = lease
        self._source = lease.row
        self._accounts = accounts
        self._stop = stop
        self._intake = Intake(platform, accounts, lease.renew)
        self._reader = _Reader(platform, accounts, self._source.cursor)
        self._connected: dt.datetime | None = None
        self._covered: list[int] = []
        self._held: list[PlatformGap] = []  # told before the server showed life: they are told again if it does not
        self._to_heal = False
        self._news = False
        self._last_cursor: str | None = None
        self._look = clock.now() + LOOK_EVERY

    def run(self) -> None:
        """Take in what comes. Raises what ended the stream: PlatformError, LeaseLost."""
        trouble = self._source.trouble
        open_stream_gaps(self._source, trouble or NOT_RUNNING, Cause.OUTAGE if trouble else Cause.OURS)
        self._reader.start()
        try:
            while not self._is_over():
                batch = self._reader.next_batch()
                self._take(batch)
                if batch.error is not None:
                    raise batch.error
                if batch.ended:
                    break
                self._lease.renew()
        finally:
            self._reader.stop()
        self._lease.release(connected=None)

    def _is_over(self) -> bool:
        """Whether to stop, or to begin again with other accounts."""
        if clock.now() >= self._look:
            self._look = clock.now() + LOOK_EVERY
            return accounts_on(self._source).keys() != self._accounts.keys()
        return self._stop.is_set()

    def _take(self, batch: _Batch) -> None:
        gaps = [event for event in batch.events if isinstance(event, PlatformGap)]
        if self._connected is None:
            self._held += gaps
            if batch.shows_life():
                self._connect()
        else:
            self._note(gaps)
        for event in batch.events:
            if not isinstance(event, PlatformGap):
                receive(event, self._intake, self._accounts, Method.STREAM)
        self._intake.flush()
        self._news = self._news or batch.has_news()
        if mark := batch.last_mark():
            self._keep(mark, alive=batch.shows_life())

    def _note(self, gaps: Sequence[PlatformGap]) -> None:
        for gap in gaps:
            receive(gap, self._intake, self._accounts, Method.STREAM)

    @transaction.atomic
    def _connect(self) -> None:
        """The server answers: open gaps end here, and are healed when it has sent again what was missed.

        Where it cannot send all of that again it said so before: since we were here last, then, not since it knows of.
        """
        self._note([replace(gap, start=None) for gap in self._held])
        self._connected = clock.now()
        accounts = self._accounts.values()
        close_gaps(accounts, Method.STREAM)
        self._covered = cover(accounts, Method.STREAM, self._connected, within=rules.GRACE)
        waiting = Gap.objects.filter(account__in=accounts, method=Method.STREAM, replayable=True, healed_at__isnull=True)
        self._to_heal = waiting.exists()
        if not self._source.cursor:  # a stream begins with now: what was published since the last poll is polled
            Schedule.objects.filter(account__in=accounts, work=Work.POLL, due__isnull=False).update(due=self._connected)
        self._lease.save(connected=self._connected, alive=self._connected, failures=0, trouble="", retry=None)

    @transaction.atomic
    def _keep(self, mark: Mark, *, alive: bool) -> None:
        """Everything before the mark is in the archive: keep its cursor, and the sign of life."""
        now = clock.now()
        changes: dict[str, object] = {"cursor": mark.cursor} | ({"last_event": now} if self._news else {})
        self._news = False
        if alive and self._connected is not None:
            changes["alive"] = now
            Coverage.objects.filter(pk__in=self._covered).update(ends=now)
            if self._to_heal and self._is_in_step(mark):
                heal_by_replay(self._accounts.values())
                self._to_heal = False
        self._lease.save(**changes)
        self._last_cursor = mark.cursor

    def _is_in_step(self, mark: Mark) -> bool:
        """Whether everything that was missed has been sent: the events are younger than the connection, or there are no more."""
        assert self._connected is not None
        return mark.cursor == self._last_cursor or (mark.at is not None and mark.at >= self._connected)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What came together since the last look."""

    events: Sequence[Event] = ()
    ended: bool = False
    error: Exception | None = None

    def last_mark(self) -> Mark | None:
        """The newest mark; everything in the batch stands before it, or will come again."""
        return next((event for event in reversed(self.events) if isinstance(event, Mark)), None)

    def has_news(self) -> bool:
        """Whether the server told something of an account."""
        return any(not isinstance(event, Mark | PlatformGap) for event in self.events)

    def shows_life(self) -> bool:
        """Whether the server is there: a Mark alone says so, unless the stream ended right behind it."""
        return self.has_news() or (self.error is None and self.last_mark() is not None)


class _Reader(threading.Thread):
    """Runs the platform's generator and puts what it yields in a line that is AHEAD long at most."""

    def __init__(self, platform: Platform, accounts: Collection[str], cursor: str) -> None:
        super().__init__(name="stream reader", daemon=True)
        self._platform = platform
        self._of = list(accounts)
        self._cursor = cursor
        self._over = threading.Event()
        self._line: queue.Queue[Event | Exception | None] = queue.Queue(AHEAD)

    def run(self) -> None:
        """Read until the stream ends, is lost, or nobody listens."""
        try:
            for event in self._platform.stream(self._of, self._cursor, self._over.is_set):
                self._put(event)
            self._put(None)
        except Exception as error:  # noqa: BLE001 -- it is raised again where it is taken from the line
            self._put(error)

    def stop(self) -> None:
        """Nobody listens any more."""
        self._over.set()

    def next_batch(self) -> _Batch:
        """What is there, at most BATCH events; waits up to WAIT for the first."""
        events: list[Event] = []
        wait = WAIT
        while len(events) < BATCH:
            try:
                event = self._line.get(timeout=wait) if wait else self._line.get_nowait()
            except queue.Empty:
                break
            if event is None or isinstance(event, Exception):
                return _Batch(events, ended=True, error=event)
            events.append(event)
            wait = SETTLE if isinstance(event, Mark) else 0
        return _Batch(events)

    def _put(self, event: Event | Exception | None) -> None:
        while not self._over.is_set():
            try:
                self._line.put(event, timeout=WAIT)
            except queue.Full:
                continue
            return
