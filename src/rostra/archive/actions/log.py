"""The log of this installation: waiting entries get their place, the head is committed, tiles and checkpoint are published.

One writer: whoever holds the lock file. Entries are handed in by committing them (``take_in``, ``state``).
"""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from rostra.archive.queries.heads import HeadRow, log_stores
from rostra.archive.queries.log import log_origin, log_signer
from rostra.archive.queries.records import log_size
from rostra.core.errors import ReadOnly
from rostra.tlog.log import Log
from rostra.tlog.merkle import Head as LogHead
from rostra.tlog.note import Signature, VerifierKey

_AT_ONCE = 50_000  # entries that get their place in one transaction


def begin_log() -> None:
    """Begin the log of a new installation. Raises tlog's Contradiction where one was begun before."""
    Log.create(log_origin(), log_signer(), log_stores())


class Sequencer:
    """Moves the log forward. Keeps the log open between steps, and opens it anew when another process was here."""

    def __init__(self) -> None:
        self._log: Log | None = None

    def step(self) -> int:
        """Place waiting entries, extend and publish; how many were placed. Nothing to do costs two short queries.

        Raises ReadOnly, with every reason, when the memories of the log do not agree: nothing is signed then.
        """
        with _sole_writer():
            placed = place_waiting()
            log = self._current()
            log.extend(log_size())
            if log.published != log.head:
                log.publish()
            return placed

    def drain(self) -> int:
        """Step until nothing waits; how many were placed."""
        total = 0
        while placed := self.step():
            total += placed
        return total

    def _current(self) -> Log:
        if self._log is None or self._log.head != HeadRow().load():
            self._log = Log.open(log_origin(), log_signer(), log_stores())
        if self._log.reasons:
            reasons, self._log = self._log.reasons, None
            raise ReadOnly("the log is read-only: " + "; ".join(reasons), hint="docs/how-to/when-the-log-is-read-only.md")
        return self._log


def cosign(signatures: Iterable[Signature], witnesses: Collection[VerifierKey], head: LogHead) -> bool:
    """Add cosignatures of ``witnesses`` to the served checkpoint, if it is still that of ``head``; whether it was.

    Raises tlog's Unverifiable where one does not hold, and ReadOnly.
    """
    with _sole_writer():
        log = Log.open(log_origin(), log_signer(), log_stores())
        if log.published != head:
            return False
        log.cosign(signatures, witnesses)
        return True


@contextmanager
def _sole_writer() -> Iterator[None]:
    """Hold the lock of the log's writer on this machine; it falls free when the process dies."""
    with (settings.ROSTRA_DATA / "log-writer.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def place_waiting(limit: int = _AT_ONCE) -> int:
    """Give waiting entries the next indices, in the order of handing in; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        size = log_size()
        cursor.execute(
            'UPDATE archive_entry SET "index" = waiting.place FROM '
            "(SELECT id, %s + row_number() OVER (ORDER BY id) - 1 AS place FROM archive_entry "
            'WHERE "index" IS NULL ORDER BY id LIMIT %s) AS waiting WHERE archive_entry.id = waiting.id',
            [size, limit],
        )
        return int(cursor.rowcount)
