"""CSV and JSON Lines as a stream of rows, in bounded memory, each with the place where it ends."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, NamedTuple

import orjson

from rostra.platforms.base import BadSource
from rostra.platforms.files.lines import Lines, TooLong, csv_reader, csv_values
from rostra.platforms.table.mapping import TableMapping

ROW_LIMIT = 16 << 20  # bytes of one row; what is longer is set aside in pieces of this size
HEAD = 1 << 16  # bytes at a file's start by which it is known again

_BOM = b"\xef\xbb\xbf"
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip (an Excel workbook is one too: save the sheet as CSV)",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
}
_CURSOR = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,6}):([0-9a-f]{32})")


class Row(NamedTuple):
    """One row. ``reason`` says why it cannot be read; else it is empty and ``cells`` hold it."""

    position: int  # number of the row, blank ones counted, a header being row 1
    end: int  # byte offset behind it
    raw: bytes
    cells: dict[str, str]
    sameness: bytes = b""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading stands, and by which head the file is known."""

    position: int
    offset: int
    head: str  # its length in bytes and digest

    def cursor(self, row: Row | None) -> str:
        """The place behind this row (None: this place) as text, for a Mark."""
        position, offset = (row.position, row.end) if row else (self.position, self.offset)
        return f"{position}:{offset}:{self.head}"


def open_table(source: BinaryIO, mapping: TableMapping, cursor: str) -> tuple[Place, Iterator[Row]]:
    """Check the file and go to where reading stopped; the place and the rows from there.

    Raises BadSource for a file that is empty, packed, in UTF-16, lacks columns, or is not the one the cursor is from.
    """
    start = open_text(source)
    place = _resume(source, cursor) if cursor else start
    if mapping.format == "jsonl":
        return place, _json_rows(lines_from(source, place.offset), mapping, place.position)
    lines = lines_from(source, start.offset)
    header = _header(lines, mapping)
    if not cursor:
        place = Place(1, lines.offset, place.head)
    return place, _csv_rows(lines_from(source, place.offset), header, mapping, place.position)


def lines_from(source: BinaryIO, offset: int) -> Lines:
    """The lines behind this place, none over the limit."""
    source.seek(offset)
    return Lines(source, offset, ROW_LIMIT)


def open_text(source: BinaryIO) -> Place:
    """Check that a file is plain text, and where it begins. Raises BadSource for one that is empty, packed, or in UTF-16."""
    if not source.seekable():
        raise BadSource("a table is read from a file, not from a pipe")
    source.seek(0)
    head = source.read(HEAD)
    _check_head(head)
    return _start(head)


def _check_head(head: bytes) -> None:
    if not head.removeprefix(_BOM).strip():
        raise BadSource("the file is empty")
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            raise BadSource(f"the file is packed, not a table: {name}; unpack it first")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:2] == b"\0":
        raise BadSource("the file is in UTF-16: save it as UTF-8")


def _start(head: bytes) -> Place:
    return Place(0, len(_BOM) if head.startswith(_BOM) else 0, _known_by(head))


def _known_by(head: bytes) -> str:
    return f"{len(head)}:{sha256(head).hexdigest()[:32]}"


def _resume(source: BinaryIO, cursor: str) -> Place:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise BadSource(f"{cursor[:80]!r} is not where the reading of a table stopped")
    position, offset, length, _digest = found.groups()
    source.seek(0)
    if _known_by(source.read(int(length))) != f"{length}:{_digest}":
        raise BadSource("this is not the file whose reading was interrupted: it begins otherwise; take it in from its start")
    if source.seek(0, 2) < int(offset):
        raise BadSource(f"the file has become shorter: reading stopped at byte {int(offset):,}; take it in from its start")
    return Place(int(position), int(offset), f"{length}:{_digest}")


def _header(lines: Lines, mapping: TableMapping) -> list[str]:
    try:
        header = [name.strip() for name in next(csv_reader(lines, mapping.encoding, mapping.delimiter), [])]
        ",".join(header).encode()
    except (csv.Error, TooLong, UnicodeEncodeError) as error:
        raise BadSource(f"the header, the first row, cannot be read as {mapping.encoding} CSV: {error}") from error
    if doubled := sorted({name for name in header if header.count(name) > 1}):
        raise BadSource(f"the header names columns twice: {', '.join(map(repr, doubled))}")
    if missing := sorted(mapping.columns() - set(header)):
        raise BadSource(f"the file lacks the columns {', '.join(missing)}; its header has: {', '.join(header)}"[:2000])
    return header


def _csv_rows(lines: Lines, header: list[str], mapping: TableMapping, position: int) -> Iterator[Row]:
    stable = [name for name in header if name not in mapping.volatile] if mapping.volatile else []
    for found in csv_values(lines, csv_reader(lines, mapping.encoding, mapping.delimiter)):
        if isinstance(found, Exception):
            position += not lines.continues
            yield _unreadable(lines, position, f"it cannot be read as CSV: {found}")
            continue
        position += 1
        if found:  # a blank line is no row
            yield _csv_row(found, header, stable, position, lines)


def _csv_row(values: list[str], header: list[str], stable: list[str], position: int, lines: Lines) -> Row:
    if len(values) != len(header):
        return _unreadable(lines, position, f"it has {len(values)} columns, the header has {len(header)}")
    cells = dict(zip(header, values, strict=True))
    try:
        raw = orjson.dumps(cells, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # lone surrogates: bytes that could not be decoded
        return _unreadable(lines, position, "it holds bytes that are not in the encoding the mapping declares")
    if _has_nul(raw, cells):
        return _unreadable(lines, position, "it holds a NUL character")
    sameness = orjson.dumps({name: cells[name] for name in stable}, option=orjson.OPT_SORT_KEYS) if stable else b""
    return Row(position, lines.offset, raw, cells, sameness)


def _json_rows(lines: Lines, mapping: TableMapping, position: int) -> Iterator[Row]:
    while True:
        lines.begin()
        try:
            line = next(lines, None)
        except TooLong as error:
            position += not lines.continues
            yield _unreadable(lines, position, str(error))
            continue
        if line is None:
            return
        position += 1
        if raw := line.strip():
            yield _json_row(raw, mapping.volatile, position, lines)


def _json_row(raw: bytes, volatile: frozenset[str], position: int, lines: Lines) -> Row:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return _unreadable(lines, position, f"it is not JSON: {error}")
    if not isinstance(found, dict):
        return _unreadable(lines, position, "it is not a JSON object")
    cells = {name: value if type(value) is str else _plain(value) for name, value in found.items()}
    if _has_nul(raw, cells):
        return _unreadable(lines, position, "it holds a NUL character")
    kept = {name: value for name, value in found.items() if name not in volatile}
    return Row(position, lines.offset, raw, cells, orjson.dumps(kept, option=orjson.OPT_SORT_KEYS))


def _plain(value: object) -> str:
    """A JSON value as the text of a cell: nothing for null, a list of texts as its texts with spaces between, else JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return " ".join(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _has_nul(raw: bytes, cells: dict[str, str]) -> bool:
    return b"\\u0000" in raw and any("\0" in cell for cell in (*cells, *cells.values()))


def _unreadable(lines: Lines, position: int, reason: str) -> Row:
    return Row(position, lines.offset, bytes(lines.row), {}, reason=reason)
