"""A file of covered persons, as an employer hands it over: every row read, or refused with its number and the reason."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from rostra.core.errors import Invalid
from rostra.core.profile import RosterColumns, RosterSource
from rostra.core.text_files import AS_CSV, text_of
from rostra.people.states import Category

LARGEST = 64 << 20  # bytes of a file: a city of a million has less
_TRUE = frozenset({"1", "y", "yes", "true", "x"})


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person in one position. ``number`` is the employer's, ``supervisor`` that of another person, "" for none."""

    line: int
    number: str
    name: str
    email: str
    unit: str
    title: str
    category: Category
    begins: dt.date | None
    ends: dt.date | None
    supervisor: str
    on_official_accounts: bool


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be used, and why. ``number``: whose it is, "" where even that cannot be read."""

    line: int
    reason: str
    number: str = ""


@dataclass(slots=True)
class RosterFile:
    """What a file says. ``digest``: SHA-256 of its bytes."""

    source: RosterSource
    name: str
    digest: bytes
    rows: list[RosterRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


class _Bad(ValueError):
    """A row is wrong: what about it."""


def read_roster(content: bytes, name: str, source: RosterSource) -> RosterFile:
    """The rows of a CSV file after the columns of ``source``. Raises Invalid for a file that is none, is cut off, or lacks a column."""
    text = _text(content, source.encoding)
    found = RosterFile(source, name, hashlib.sha256(content).digest())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _require_columns(header, source.columns)
        for cells in reader:
            if any(cells):
                _read_row(cells, header, reader.line_num, found)
    except csv.Error as error:
        raise Invalid({"file": f"line {reader.line_num} cannot be read as CSV: {error}"}, hint=_CUT_OFF) from error
    _require_whole(text, found)
    _refuse_doubles(found)
    return found


_CUT_OFF = "a file that breaks off in a row was cut off on its way: ask for it again"


def _text(content: bytes, encoding: str) -> str:
    if len(content) > LARGEST:
        raise Invalid({"file": f"it has {len(content):,} bytes, more than {LARGEST:,}"}, hint="hand over the list alone, as CSV")
    if content[:4] == b"PK\x03\x04":
        raise Invalid({"file": "it is no CSV but a workbook or another packed file"}, hint=AS_CSV)
    return text_of(content, encoding)


def _require_columns(header: list[str], columns: RosterColumns) -> None:
    missing = sorted({name for name in columns.model_dump().values() if name} - set(header))
    if missing:
        raise Invalid(
            {"file": f"it has no column {', '.join(missing)}; it has: {', '.join(header)[:500]}"},
            hint="[[roster_source]] in the profile says which column is what",
        )


def _require_whole(text: str, found: RosterFile) -> None:
    """A last row without its end, or with fewer cells than the header, is where a file was cut off."""
    cut_short = found.problems and found.problems[-1].line >= text.count("\n") and "cells" in found.problems[-1].reason
    if cut_short and not text.endswith("\n"):
        raise Invalid({"file": f"it breaks off in line {found.problems[-1].line}"}, hint=_CUT_OFF)
    if not found.rows:
        raise Invalid(
            {"file": "no row in it can be read" if found.problems else "it holds no rows"}, hint="look at the file; nothing was changed"
        )


def _read_row(cells: list[str], header: list[str], line: int, found: RosterFile) -> None:
    if len(cells) != len(header):
        found.problems.append(RowProblem(line, f"it has {len(cells)} cells, the header has {len(header)}"))
        return
    told = dict(zip(header, map(str.strip, cells), strict=True))
    try:
        found.rows.append(_row(told, line, found.source))
    except _Bad as error:
        found.problems.append(RowProblem(line, str(error), told[found.source.columns.number]))


def _row(cells: dict[str, str], line: int, source: RosterSource) -> RosterRow:
    columns = source.columns
    return RosterRow(
        line=line,
        number=_needed(cells, columns.number, 60),
        name=_name(cells, columns),
        email=_email(cells.get(columns.email, "")),
        unit=_needed(cells, columns.unit, 200),
        title=_needed(cells, columns.title, 200),
        category=_category(cells.get(columns.category, ""), source),
        begins=_day(cells.get(columns.begins, ""), source.dates),
        ends=_day(cells.get(columns.ends, ""), source.dates),
        supervisor=cells.get(columns.supervisor, ""),
        on_official_accounts=cells.get(columns.on_official_accounts, "").lower() in _TRUE,
    )


def _needed(cells: dict[str, str], column: str, longest: int) -> str:
    text = cells[column]
    if not text:
        raise _Bad(f"{column} is empty")
    if len(text) > longest or not text.isprintable():
        raise _Bad(f"{column} is longer than {longest} characters, or holds some that cannot be seen")
    return text


def _name(cells: dict[str, str], columns: RosterColumns) -> str:
    if columns.name:
        return _needed(cells, columns.name, 200)
    return f"{_needed(cells, columns.given, 100)} {_needed(cells, columns.family, 99)}"


def _email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise _Bad(f"{text[:80]!r} is no e-mail address") from None
    return text


def _category(text: str, source: RosterSource) -> Category:
    named = source.categories.get(text, text) or source.category
    if named not in set(Category):
        raise _Bad(f"category {text!r} is not told in the profile; allowed: {', '.join((*source.categories, *Category))}")
    return Category(named)


def _day(text: str, pattern: str) -> dt.date | None:
    if not text:
        return None
    try:
        if pattern == "iso8601":
            return dt.date.fromisoformat(re.split(r"[T ]", text)[0])
        return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a calendar day has no zone
    except ValueError:
        raise _Bad(f"{text[:40]!r} is no date after {pattern}") from None


def _refuse_doubles(found: RosterFile) -> None:
    """The same person twice in one position: the later row is refused. The same number under two names: every such row."""
    names: dict[str, str] = {}
    seen: set[tuple[str, str, str]] = set()
    kept: list[RosterRow] = []
    for row, problem in _with_doubles(found.rows, names, seen):
        if problem:
            found.problems.append(RowProblem(row.line, problem, row.number))
        else:
            kept.append(row)
    found.rows = kept


def _with_doubles(rows: list[RosterRow], names: dict[str, str], seen: set[tuple[str, str, str]]) -> Iterator[tuple[RosterRow, str]]:
    for row in rows:
        place = (row.number, row.unit.casefold(), row.title.casefold())
        if names.setdefault(row.number, row.name) != row.name:
            yield row, f"number {row.number} is {names[row.number]} in an earlier row"
        elif place in seen:
            yield row, f"number {row.number} holds this position in an earlier row"
        else:
            seen.add(place)
            yield row, ""
