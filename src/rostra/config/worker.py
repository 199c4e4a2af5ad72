"""The background worker: one thread for each kind of work, each by itself, so that a fault of one never stops another.

Everything here either follows a cursor or claims a due row, and can be killed at any line
(docs/decisions/0003-the-database-is-the-queue.md).
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from rostra.accounts.actions import follow_terms
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.statements import follow_events
from rostra.archive.actions.witnesses import ask_witnesses
from rostra.capture.tasks import Calls, Checks, Line, Renewals, Streams
from rostra.cases.tasks import follow_the_day as follow_cases
from rostra.core.erasing import empty_write_ahead_log
from rostra.core.http import client
from rostra.core.mail import send_due
from rostra.moderation.tasks import follow_archive as follow_restrictions
from rostra.moderation.tasks import follow_samples, forget_what_is_over
from rostra.moderation.tasks import follow_the_day as follow_exceptions
from rostra.people.actions import complete_leavings
from rostra.policy.tasks import follow_the_day, keep_recipients
from rostra.portal.tasks import Looks
from rostra.search.actions import follow as follow_archive

LONGEST_PAUSE = 30.0  # seconds between tries of a step that fails
CHECKING = "check"  # what the threads are called that do checks
TIME_TO_END = 20.0  # seconds for what is under way when the worker is told to stop

SMALL_CACHE = 8192  # kB of SQLite's pages that a thread keeps which checks: there are many

log = logging.getLogger(__name__)


def be_one_of_many(connection: BaseDatabaseWrapper, **_: object) -> None:
    """How a thread that checks uses SQLite: it keeps few pages, and waits for no flush of the disk.

    Each with the usual cache, all would hold gigabytes, of the same pages. And SQLite has one writer: four flushes for each check would be
    what all wait for. A loss of power takes the end of what was checked; its cursors are part of that, so it is asked for again.
    """
    if connection.vendor == "sqlite" and threading.current_thread().name.startswith(CHECKING):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{SMALL_CACHE}")
            cursor.execute("PRAGMA synchronous=NORMAL")


connection_created.connect(be_one_of_many)  # Django tells of each connection, also of one that takes a lost one's place


@dataclass(frozen=True, slots=True)
class Loop:
    """A step that is done again and again, ``every`` so many seconds when it found nothing to do."""

    name: str
    step: Callable[[], int]
    every: float

    def run(self, stop: threading.Event) -> None:
        """Do the step until ``stop``. What it raises is logged; it is tried again after a pause that doubles, on a new connection."""
        pause = self.every
        while not stop.is_set():
            try:
                close_old_connections()
                pause = 0.0 if self.step() else self.every
            except Exception as error:
                pause = min(LONGEST_PAUSE, max(0.5, pause * 2))
                if isinstance(error, OperationalError | InterfaceError):
                    log.warning("%s failed; again in %.1f s: the database is lost: %s", self.name, pause, error)
                else:
                    log.exception("%s failed; again in %.1f s", self.name, pause)
                connection.close()
            stop.wait(pause)
        connection.close()


class Worker:
    """All loops, from ``start`` to ``end``."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._checks = Checks(self.stop)
        self._streams = Streams(self.stop)
        self._calls = Calls(self.stop)
        self._threads: list[threading.Thread] = []

    def loops(self) -> Sequence[Loop]:
        """What is done in the background."""
        return (
            *(Loop(f"{CHECKING} {number}", self._checks.step, 0.5) for number in range(1, settings.PROFILE.capture.at_once + 1)),
            Loop("log", Sequencer().step, 0.2),
            Loop("events", follow_events, 0.5),
            Loop("search", follow_archive, 0.2),
            Loop("restrictions", follow_restrictions, 0.2),
            Loop("renewals", Renewals().step, 10.0),
            Loop("streams", self._watch_streams, 1.0),
            Loop("calls", self._calls.attend, 0.5),
            Loop("tellings", self._calls.ask, 10.0),
            *(Loop(f"line of {network}", Line(network, self.stop).step, 1.0) for network in settings.PROFILE.capture.lines),
            Loop("policy", follow_the_day, 60.0),
            Loop("acknowledgements", keep_recipients, 60.0),
            Loop("mail", send_due, 2.0),
            Loop("exceptions", follow_exceptions, 60.0),
            Loop("cases", follow_cases, 60.0),
            Loop("samples", follow_samples, 600.0),
            Loop("inquiries", Looks().step, 0.5),
            Loop("more inquiries", Looks().step, 0.9),
            Loop("residents", self._forget, 60.0),
            Loop("terms", self._follow_terms, 3600.0),
            Loop("witnesses", self._ask_witnesses, 60.0),
        )

    def _watch_streams(self) -> int:
        self._streams.step()
        return 0

    def _forget(self) -> int:
        forget_what_is_over()
        return 0

    def _follow_terms(self) -> int:
        follow_terms()
        complete_leavings()
        return 0

    def _ask_witnesses(self) -> int:
        with client(settings.PROFILE.city.name) as asking:
            ask_witnesses(asking)
        return 0

    def start(self) -> None:
        """Start every loop in a thread of its own."""
        self._threads = [threading.Thread(target=loop.run, args=(self.stop,), name=loop.name, daemon=True) for loop in self.loops()]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop, and wait for what is under way; what does not end in time is picked up by the next worker."""
        self.stop.set()
        deadline = time.monotonic() + TIME_TO_END
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._streams.join(max(0.0, deadline - time.monotonic()))


def run() -> None:
    """Work until SIGTERM or SIGINT."""
    worker = Worker()

    def told_to_stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told_to_stop)
    worker.start()
    log.info("the worker is at work")
    worker.stop.wait()
    worker.end()
    empty_write_ahead_log()
    log.info("the worker has stopped")
