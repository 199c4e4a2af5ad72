"""What is deleted is gone from the disk too: SQLite keeps old pages in its write-ahead log until the log is emptied.

In the database file itself ``secure_delete`` overwrites what is deleted. On PostgreSQL the server's own log is its keeper's matter.
"""

from __future__ import annotations

import logging

from django.db import connection, transaction

MOST_WAITED = 2_000  # milliseconds for those who read just now

log = logging.getLogger(__name__)


def erase_after_commit() -> None:
    """Empty the write-ahead log when the transaction of the caller, which deletes something for good, is committed."""
    transaction.on_commit(empty_write_ahead_log, robust=True)


def empty_write_ahead_log() -> bool:
    """Move what stands in SQLite's write-ahead log into the database, and cut the log to nothing; whether that was done.

    Somebody who reads just now is waited for a moment, and then left alone: the next deletion, or the next clean stop, empties it.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={MOST_WAITED}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
    if busy:
        log.warning("the write-ahead log was in use and is not emptied yet: what was deleted last may still stand in it")
    return not busy
