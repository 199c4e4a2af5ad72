"""Rows in bulk: the one place that goes around the ORM, because a million rows take 30 s so and 60 s with it (stack measurements)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from rostra.archive.queries.moments import sqlite_text


def reserve_ids(model: type[Model], count: int) -> range | list[int]:
    """Identifiers for ``count`` rows that nobody else will get. Must be called inside the transaction that inserts them."""
    table = model._meta.db_table  # noqa: SLF001 -- Django documents _meta as public
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return range(first, first + count)


def moment_format() -> Callable[[str], str]:
    """How a stamp (``core.clock``) becomes a moment as this database stores it."""
    return str if connection.vendor == "postgresql" else sqlite_text


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows as they are: moments adapted by the caller, JSON as text. COPY on PostgreSQL, executemany on SQLite."""
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- as above
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(rows))  # noqa: S608 -- the names are those of our own models


def empty(model: type[Model]) -> None:
    """Remove every row, also those that other tables point at: the transaction must put these back before it ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608, SLF001 -- a name of our own; as above
