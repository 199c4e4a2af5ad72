"""The one interface of both engines, and the SQL that they share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from rostra.search.models.match import Match

Condition = tuple[str, list[Any]]


class Indexed(NamedTuple):
    """A document on its way into the index. Tokens and tags come from ``queries.tokens`` and ``queries.tags`` alone."""

    id: int
    account: int
    published: int
    year: int
    marks: int
    tokens: list[str]
    tags: list[str]


class Share(NamedTuple):
    """How many documents have the same account, year and marks: what facets are counted from."""

    account: int
    year: int
    marks: int
    documents: int


class Index(ABC):
    """Where the tokens lie. Writes must stand in the caller's transaction."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    @abstractmethod
    def write(self, documents: Sequence[Indexed]) -> None:
        """Put in these documents, which must not be there (see ``erase``)."""

    @abstractmethod
    def erase(self, ids: Sequence[int]) -> None:
        """Take out these documents, whichever of them are there."""

    @abstractmethod
    def clear(self) -> None:
        """Take out everything."""

    @abstractmethod
    def _source(self, match: Match) -> tuple[str, str, list[Condition]]:
        """Tables to read (the documents as ``d``), the column of the identifier, and the conditions that stand for the words."""

    def hits(self, match: Match, *, limit: int, descending: bool = True, beyond: int | None = None) -> list[int]:
        """The first ``limit`` documents that fit, newest first or oldest first, going on behind the identifier ``beyond``."""
        if match.impossible:
            return []
        return [row[0] for row in self._rows(*self._select("d.id", match, limit, descending=descending, beyond=beyond))]

    def shares(self, match: Match, *, limit: int) -> list[Share]:
        """The newest ``limit`` documents that fit, counted by account, year and marks.

        They come as one string of one number each, because 10,000 rows, or groups made by the engine, take twice as long.
        """
        if match.impossible:
            return []
        inner, values = self._select("(d.account * 65536 + d.year) * 64 + d.marks AS packed", match, limit)
        [[joined]] = self._rows(f"SELECT string_agg(CAST(packed AS text), ',') FROM ({inner}) AS newest", values)  # noqa: S608 -- see _select
        counts = Counter(joined.split(",") if joined else ())
        return [_share(int(packed), documents) for packed, documents in counts.items()]

    def _select(
        self, columns: str, match: Match, limit: int, *, descending: bool = True, beyond: int | None = None
    ) -> tuple[str, list[Any]]:
        """A statement with its values. Only constants of this package are put together; every value is bound."""
        tables, key, conditions = self._source(match)
        conditions += _time_conditions(match, key)
        if beyond is not None:
            conditions.append((f"{key} < %s" if descending else f"{key} > %s", [beyond]))
        where = " AND ".join(sql for sql, _ in conditions) or "1 = 1"
        order = f"{key} DESC" if descending else key
        values = [value for _, group in conditions for value in group]
        return f"SELECT {columns} FROM {tables} WHERE {where} ORDER BY {order} LIMIT {limit:d}", values  # noqa: S608 -- constants

    def _rows(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


def _share(packed: int, documents: int) -> Share:
    return Share(packed >> 22, packed >> 6 & 0xFFFF, packed & 0x3F, documents)


def _time_conditions(match: Match, key: str) -> list[Condition]:
    first, last = match.id_range()
    bounds = [(f"{key} >= %s", first), (f"{key} < %s", last), ("d.published >= %s", match.since), ("d.published < %s", match.until)]
    return [(sql, [value]) for sql, value in bounds if value is not None]
