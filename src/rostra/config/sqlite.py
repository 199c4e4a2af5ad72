"""Use a SQLite that does not corrupt a write-ahead log shared by several processes.

The "WAL-reset" bug of 3.7.0 to 3.51.2 (fixed in 3.51.3, 3.50.7 and 3.44.6; https://sqlite.org/wal.html#walresetbug) can lose a
committed transaction when two connections write and checkpoint together: exactly our web server and worker. The ``pysqlite3`` wheel
brings a fixed library; it takes the place of the standard module before Django loads.
"""

from __future__ import annotations

import sys

import pysqlite3

from rostra.core.errors import Misconfigured

FIXED = (3, 51, 3)
BACKPORTS = {(3, 50): 7, (3, 44): 6}  # minor release: first fixed patch


def is_fixed(version: tuple[int, int, int]) -> bool:
    """Whether a library of this version is free of the bug."""
    return version >= FIXED or version[2] >= BACKPORTS.get(version[:2], sys.maxsize)


def use_fixed_sqlite() -> None:
    """Let ``import sqlite3`` mean the fixed library. Raises Misconfigured when even that one is not fixed."""
    if not is_fixed(pysqlite3.sqlite_version_info):
        raise Misconfigured(
            f"SQLite {pysqlite3.sqlite_version} can corrupt a database that several processes use",
            id="config.E001",
            hint="install the pinned requirements again: they bring SQLite 3.51.3 or later",
        )
    pysqlite3.register_adapter(bytes, bytes)  # For a type that has no adapter, the module looks for one by raising and dropping three
    pysqlite3.register_adapter(bool, int)  # errors: 2 µs a value against 0.5.
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
