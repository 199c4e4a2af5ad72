"""How much this process asks at once: of each server, and of what may take long; and which server asked everybody for patience.

In memory, for each process by itself: what a restart forgets is learnt again from the first answers.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from rostra.capture.actions.claims import Lease, claim_due
from rostra.capture.models import Schedule
from rostra.capture.queries.due import MAY_TAKE_LONG, Server, may_take_long, schedules_at, server_of
from rostra.platforms.base import PlatformError, RateLimited

QUIET = 0.4  # seconds for which nobody looks again when nothing could begin
REST = 60.0  # seconds for which a server is left alone that did not say for how long
LONGEST_REST = 3600.0


@dataclass(frozen=True, slots=True)
class _Held:
    """A place that is taken. ``server`` None: nothing is asked for it."""

    server: Server | None
    account: int
    long: bool


@dataclass(slots=True)
class _Limited:
    """A server that asked ``account`` for patience, and has answered nobody since. ``until``: nobody asks it before."""

    account: int
    until: float = 0.0


class Places:
    """Places for checks of one process. All its threads share one.

    ``at_server``: checks at once of one server. ``long``: checks at once that may take long, of all servers: the other threads are left
    to polls of accounts that are known already, so that nobody waits for another's first poll.
    """

    def __init__(self, at_server: int = 1, long: int = 1, *, now: Callable[[], float] = time.monotonic) -> None:
        self._at_server = at_server
        self._most_long = long
        self._now = now
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}  # by holder of the lease
        self._limited: dict[Server, _Limited] = {}
        self._quiet_until = 0.0

    def begin(self) -> Lease[Schedule] | None:
        """The schedule that waits longest among those for which there is a place, claimed. ``end`` gives the place back.

        One thread looks at a time: others would but see the same row.
        """
        with self._lock:
            if self._now() < self._quiet_until:
                return None
            lease = claim_due(self._may_begin())
            if lease is None:
                self._quiet_until = self._now() + QUIET
            else:
                row = lease.row
                self._held[lease.holder] = _Held(server_of(row), row.account_id, may_take_long(row))
            return lease

    def end(self, lease: Lease[Schedule], trouble: PlatformError | None = None) -> None:
        """Give the place back. ``trouble``: how the platform ended the check; None: it did not."""
        with self._lock:
            held = self._held.pop(lease.holder)
            self._quiet_until = 0.0
            if held.server is not None:
                self._note(held.server, held.account, trouble)

    def look_again(self) -> None:
        """Something may be due that was not a moment ago."""
        self._quiet_until = 0.0

    def _may_begin(self) -> Q:
        now = self._now()
        asked = Counter(held.server for held in self._held.values() if held.server)
        full = {server for server, checks in asked.items() if checks >= self._at_server}
        resting = {server for server, limited in self._limited.items() if limited.until > now}
        may = ~MAY_TAKE_LONG if sum(held.long for held in self._held.values()) >= self._most_long else Q()
        for server in sorted(full | resting):
            may &= ~schedules_at(server)
        return may

    def _note(self, server: Server, account: int, trouble: PlatformError | None) -> None:
        """One account that is limited may have used up what is its own; a second one, with no answer between, shows that all are."""
        if trouble is None:
            self._limited.pop(server, None)
        elif isinstance(trouble, RateLimited):
            limited = self._limited.setdefault(server, _Limited(account))
            if limited.account != account or limited.until:
                rest = REST if trouble.retry_after is None else min(trouble.retry_after, LONGEST_REST)
                limited.until = max(limited.until, self._now() + rest)
