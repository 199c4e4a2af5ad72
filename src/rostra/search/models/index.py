"""The one interface of both engines, and the SQL that they share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

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


class Hit(NamedTuple):
    """A document that fits, with what the facets count packed into one number (``facets``)."""

    id: int
    facets: int


def unpack(facets: int) -> tuple[int, int, int]:
    """(account, year, marks) out of a hit."""
    return facets >> 22, facets >> 6 & 0xFFFF, facets & 0x3F


class Index(ABC):
    """Where the tokens lie. Writes must stand in the caller's transaction."""

    columns: ClassVar[str] = "d.id, (d.account * 65536 + d.year) * 64 + d.marks"

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

    def hits(self, match: Match, *, limit: int, descending: bool = True, beyond: int | None = None) -> list[Hit]:
        """The first ``limit`` documents that fit, newest first or oldest first, going on behind the identifier ``beyond``."""
        if match.impossible:
            return []
        tables, key, conditions = self._source(match)
        conditions += _time_conditions(match, key)
        if beyond is not None:
            conditions.append((f"{key} < %s" if descending else f"{key} > %s", [beyond]))
        where = " AND ".join(sql for sql, _ in conditions) or "1 = 1"
        order = f"{key} DESC" if descending else key
        values = [value for _, group in conditions for value in group]
        with self.connection.cursor() as cursor:
            # Only constants of this package are put together here; every value is bound.
            cursor.execute(f"SELECT {self.columns} FROM {tables} WHERE {where} ORDER BY {order} LIMIT {limit:d}", values)  # noqa: S608
            return [Hit(*row) for row in cursor.fetchall()]


def _time_conditions(match: Match, key: str) -> list[Condition]:
    first, last = match.id_range()
    bounds = [(f"{key} >= %s", first), (f"{key} < %s", last), ("d.published >= %s", match.since), ("d.published < %s", match.until)]
    return [(sql, [value]) for sql, value in bounds if value is not None]
