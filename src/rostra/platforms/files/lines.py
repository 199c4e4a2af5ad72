"""CSV in bounded memory: values row by row, with the exact bytes of each and the place where it ends."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from operator import methodcaller
from typing import Protocol

FIELD_LIMIT = 16 << 20  # of a value


class Readable(Protocol):
    """What is read line by line, as a file is."""

    def readline(self, limit: int, /) -> bytes:
        """The next line with its end, at most this many bytes of it; nothing at the end."""
        ...


class TooLong(ValueError):
    """A row is over the limit."""


class Lines:
    """The lines of a file as bytes from where it stands, with the number of bytes read, no line and no row over the limit.

    ``csv.reader`` pulls whole lines and hands a row out at the end of one, so ``offset`` is then the end of that row.
    """

    def __init__(self, source: Readable, offset: int, limit: int) -> None:
        self._source = source
        self._limit = limit
        self.offset = offset
        self.row = bytearray()  # the bytes of the row that is being read: one piece, for a row may have millions of lines
        self._torn = False  # the line before had no end
        self.continues = False  # the row being read is the rest of a line that was too long

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        line = self._source.readline(self._limit)
        if not line:
            raise StopIteration
        self.offset += len(line)
        self.row += line
        torn, self._torn = self._torn, len(line) == self._limit and line[-1] != 10
        if torn or self._torn or len(self.row) > self._limit:
            raise TooLong(f"it is longer than {self._limit:,} bytes: a quote that is never closed, or no text at all")
        return line

    def begin(self) -> None:
        """A new row begins here."""
        self.row.clear()
        self.continues = self._torn


def csv_reader(lines: Iterator[bytes], encoding: str, delimiter: str, mend: Callable[[str], str] = str) -> Iterator[list[str]]:
    """The rows of these lines; ``mend`` puts right what a network writes otherwise than CSV says. Raises csv.Error, TooLong."""
    if csv.field_size_limit() < FIELD_LIMIT:  # one for the whole interpreter, so it is only ever raised
        csv.field_size_limit(FIELD_LIMIT)
    decoded = map(methodcaller("decode", encoding, "surrogateescape"), lines)  # so that one bad byte spoils one row
    return csv.reader(map(mend, decoded), delimiter=delimiter, strict=True)


def csv_values(lines: Lines, reader: Iterator[list[str]]) -> Iterator[list[str] | Exception]:
    """The values of each row, none of a blank line, or what is wrong with it; meanwhile ``lines.row`` holds its bytes."""
    while True:
        lines.begin()
        try:
            values = next(reader, None)
        except (csv.Error, TooLong) as error:
            yield error
            continue
        if values is None:
            return
        yield values
