"""The one interface of both engines, and the SQL that they share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from rostra.search.models.match import Match
from rostra.search.states import Mark

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


class Window(NamedTuple):
    """The newest documents that fit: the first identifiers, newest first, and how all of them are shared out."""

    ids: list[int]
    shares: list[Share]


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
    def forget(self) -> None:
        """Let what was taken out go from the disk too, as far as the engine can be told to. Not within a transaction that writes."""

    @abstractmethod
    def _source(self, match: Match) -> tuple[str, str, list[Condition]]:
        """Tables to read (the documents as ``d``), the column of the identifier, and the conditions that stand for the words."""

    def hits(self, match: Match, *, limit: int, descending: bool = True, beyond: int | None = None) -> list[int]:
        """The first ``limit`` documents that fit, newest first or oldest first, going on behind the identifier ``beyond``."""
        if match.impossible:
            return []
        return [row[0] for row in self._rows(*self._select("d.id", match, limit, descending=descending, beyond=beyond))]

    def window(self, match: Match, *, limit: int, first: int) -> Window:
        """The newest ``limit`` documents that fit, counted, and the ``first`` of their identifiers.

        They come as two strings of numbers, because 10,000 rows, or groups made by the engine, take twice as long; and in one statement,
        because a phrase or prefix costs as much again when it is asked again. Both engines aggregate in the order of the inner select.
        """
        if match.impossible:
            return Window([], [])
        columns = "d.id AS id, (d.account * 65536 + d.year) * 64 + d.marks AS packed"
        inner, values = self._select(columns, match, limit)
        joined = "string_agg(CAST(id AS text), ','), string_agg(CAST(packed AS text), ',')"
        [[ids, packed]] = self._rows(f"SELECT {joined} FROM ({inner}) AS newest", values)  # noqa: S608 -- constants
        if ids is None:
            return Window([], [])
        shares = [_share(int(number), documents) for number, documents in Counter(packed.split(",")).items()]
        return Window([int(id_) for id_ in ids.split(",", first)[:first]], shares)

    def _select(
        self, columns: str, match: Match, limit: int, *, descending: bool = True, beyond: int | None = None
    ) -> tuple[str, list[Any]]:
        """A statement with its values. Only constants of this package are put together; every value is bound."""
        tables, key, conditions = self._source(match)
        conditions += [*_time_conditions(match, key), *_mark_conditions(match)]
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


def _mark_conditions(match: Match) -> list[Condition]:
    """Numbers stand in the statement itself: of accounts there may be more than engines bind, and a partial index is found by its words."""
    found: list[Condition] = [(f"d.marks & {match.left_out:d} = 0", [])] if match.left_out else []
    accounts = ",".join(f"{account:d}" for account in match.gone_left_out)
    return [*found, (f"NOT (d.marks & {Mark.GONE:d} <> 0 AND d.account IN ({accounts}))", [])] if accounts else found
