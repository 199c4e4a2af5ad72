"""Claims: the database is the queue.

A row is claimed by one conditional UPDATE; whoever changes one row has it. A lease is renewed while its work goes on; a worker that
was killed does not renew, and the row falls free by itself. Work may therefore be done twice, but never with effect: the archive
recognises the same bytes.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import uuid
from collections.abc import Mapping
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from rostra.capture.models import Claimable, Schedule
from rostra.capture.queries.due import due_schedules, free
from rostra.core import clock
from rostra.core.errors import Conflict

LEASE = dt.timedelta(seconds=120)  # longer than any single request may take
STREAM_LEASE = dt.timedelta(seconds=15)  # a stream says something every few seconds, or is taken over
ALWAYS = Q()

R = TypeVar("R", bound=Claimable)


class LeaseLost(Conflict):
    """Another worker has the row now: leave it, and everything that was done is recognised when it comes again."""


class Lease(Generic[R]):
    """The right to work on ``row`` until ``until``, renewed by working."""

    def __init__(self, row: R, holder: str, length: dt.timedelta, died: dt.datetime | None) -> None:
        self.row = row
        self.holder = holder
        self.died = died  # until when an earlier worker held the row that never gave it back
        self._length = length
        self._until = clock.now() + length

    def renew(self) -> None:
        """Keep the row; writes only when a third of the lease has passed. Raises LeaseLost."""
        if self._until - clock.now() < self._length * 2 / 3:
            self.save()

    def save(self, **changes: object) -> None:
        """Change the row and keep it. Raises LeaseLost: then nothing was changed."""
        until = clock.now() + self._length
        self._update(claimed_until=until, **changes)
        self._until = until

    def release(self, **changes: object) -> None:
        """Change the row and give it back. Raises LeaseLost: then nothing was changed."""
        self._update(claimed_until=None, claimed_by="", **changes)

    def _update(self, **changes: object) -> None:
        mine = _rows_of(self.row).filter(pk=self.row.pk, claimed_by=self.holder)
        if mine.update(**changes) != 1:
            raise LeaseLost(f"{self.row} is worked on by another worker")
        _set(self.row, changes)


def claim_due(among: Q = ALWAYS) -> Lease[Schedule] | None:
    """The schedule that waits longest, claimed; None when nothing is due or others were faster."""
    return claim_first(due_schedules().filter(among))


def claim_first(due: QuerySet[R]) -> Lease[R] | None:
    """The first of these rows that are due, claimed; None when nothing is due or others were faster."""
    for row in due[:3]:
        lease = claim(row, condition=Q(due__lte=clock.now()))
        if lease is not None:
            return lease
    return None


def claim(row: R, length: dt.timedelta = LEASE, condition: Q = ALWAYS) -> Lease[R] | None:
    """A row that is free, claimed by one conditional UPDATE; None when another has it, or had it since it was read.

    What holders alone change is therefore as it was read, and is not read again.
    """
    now = clock.now()
    died = row.claimed_until if row.claimed_by else None
    lease = Lease(row, _new_holder(), length, died)
    as_read = _rows_of(row).filter(free(now), condition, pk=row.pk, claimed_by=row.claimed_by, claimed_at=row.claimed_at)
    claimed = {"claimed_by": lease.holder, "claimed_at": now, "claimed_until": now + length}
    if as_read.update(**claimed) != 1:
        return None
    _set(row, claimed)
    return lease


def _set(row: Claimable, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _rows_of(row: R) -> QuerySet[R]:
    return type(row)._default_manager.all()  # noqa: SLF001 -- Django's documented name for a model's rows


def _new_holder() -> str:
    """A name for one claim: never the same twice, so that a claim that fell free cannot be mistaken for a later one."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:16]}"
