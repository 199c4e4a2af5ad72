"""The rows of a CSV member of an archive, each with the header before it, so that its bytes tell by themselves what they mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rostra.platforms.base import BadSource
from rostra.platforms.files.exported import BadElement, Element
from rostra.platforms.files.lines import Lines, TooLong, csv_reader, csv_values

MEDIA_TYPE = "text/csv"
LIMIT = 1 << 20  # bytes of one row
HEADER_LIMIT = 1 << 14  # bytes: it is kept with every row

_BOM = b"\xef\xbb\xbf"

Mend = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: as many values as names."""

    names: tuple[str, ...]
    values: tuple[str, ...]

    def under(self, name: str) -> str:
        """The value under this name, in whatever case it is written; "" where there is none."""
        return next((value for told, value in zip(self.names, self.values, strict=True) if told.casefold() == name.casefold()), "")


def rows(pieces: Iterable[bytes], mend: Mend = str) -> Iterator[Element]:
    """Every row behind the header, not yet understood. Blank lines are none.

    ``mend`` puts a line right that the network writes otherwise than CSV says. Raises BadSource, also after some rows: the header cannot be
    read, or a row is over the limit.
    """
    lines = Lines(_Pieces(pieces), 0, LIMIT)
    header = _header(lines, mend)
    number = 0
    for found in csv_values(lines, csv_reader(lines, "utf-8", ",", mend)):
        number += 1
        if isinstance(found, TooLong):
            raise BadSource(f"row {number}: {found}")
        if found:
            yield Element(number, lines.offset, header + bytes(lines.row))
        else:
            number -= 1


def cells(raw: bytes, mend: Mend = str) -> Cells:
    """What an element of ``rows`` holds. Raises BadElement."""
    try:
        names, values = csv_reader(io.BytesIO(raw), "utf-8", ",", mend)
    except (csv.Error, ValueError) as error:
        raise BadElement(f"it cannot be read as CSV: {error}") from error
    if len(names) != len(values):
        raise BadElement(f"it has {len(values)} columns, the header has {len(names)}")
    if not _sound("".join([*names, *values])):
        raise BadElement("it holds bytes that are no UTF-8, or a NUL character")
    return Cells(tuple(name.strip() for name in names), tuple(values))


def _header(lines: Lines, mend: Mend) -> bytes:
    """The bytes of the first row, without a byte order mark. Raises BadSource."""
    found = next(csv_values(lines, csv_reader(lines, "utf-8", ",", mend)), None)
    if not found or isinstance(found, Exception):
        raise BadSource("it has no header that can be read")
    if len(lines.row) > HEADER_LIMIT:
        raise BadSource(f"its header has {len(lines.row):,} bytes, more than {HEADER_LIMIT:,}")
    return bytes(lines.row).removeprefix(_BOM)


def _sound(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


class _Pieces:
    """What comes in pieces, line by line."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = io.BytesIO()

    def readline(self, limit: int) -> bytes:
        """See ``lines.Readable``."""
        line = self._held.readline(limit)
        while len(line) < limit and not line.endswith(b"\n") and (piece := next(self._pieces, b"")):
            self._held = io.BytesIO(piece)
            line += self._held.readline(limit - len(line))
        return line
