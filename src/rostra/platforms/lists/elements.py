"""The elements of one JSON array in a file, one after the other, never the whole at once. Nothing is run: what follows is refused."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from rostra.platforms.base import BadSource

PIECE = 1 << 16  # bytes read at a time
LIMIT = 1 << 16  # characters of one element, and of what stands around the array

_SPACE = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What stands around the array: a pattern up to its bracket, and what closes it again."""

    head: str
    tail: str = ""


class Element(NamedTuple):
    """One object of the array."""

    number: int  # the first is 1
    end: int  # bytes of the file that were read by then
    raw: bytes
    found: dict[str, Any]


def elements(source: BinaryIO, wrapping: Wrapping) -> Iterator[Element]:
    """Every object of the array. Raises BadSource: not such a file, cut off, longer than any entry is, followed by something else."""
    roll = _Roll(source)
    roll.skip_head(re.compile(rf"\s*{wrapping.head}"))
    number = 0
    while (found := roll.next_object(number + 1)) is not None:
        number += 1
        yield Element(number, source.tell(), found[0].encode("utf-8", "surrogatepass"), found[1])
    roll.check_tail(re.compile(rf"\]\s*{re.escape(wrapping.tail)}\s*;?\s*"))


class _Roll:
    """The text of the file as far as it is unrolled: ``text`` from ``place`` on."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.text = ""
        self.place = 0

    def unroll(self) -> bool:
        """Read on; whether there was anything. Raises BadSource."""
        piece = self._source.read(PIECE)
        try:
            self.text, self.place = self.text[self.place :] + self._decode(piece, not piece), 0
        except UnicodeDecodeError as error:
            raise BadSource(f"the file is not in UTF-8: {error.reason}") from error
        return bool(piece)

    def skip_head(self, head: re.Pattern[str]) -> None:
        """Go behind the bracket that opens the array. Raises BadSource."""
        self.unroll()
        opened = head.match(self.text)
        if opened is None:
            raise BadSource("the file does not begin as such a list does: is it another list, or in another form?")
        self.place = opened.end()

    def next_object(self, number: int) -> tuple[str, dict[str, Any]] | None:
        """The next object with its text; None at the end of the array. Raises BadSource."""
        while True:
            self.place = self._behind_space()
            sign = self.text[self.place : self.place + 1]
            if sign == "]":
                return None
            if sign not in ("{", ""):
                raise BadSource(f"entry {number} of the list is no object: {self.text[self.place : self.place + 40]!r}")
            if sign and (found := self._decoded()):
                return found
            if len(self.text) - self.place > LIMIT:
                raise BadSource(f"entry {number} of the list cannot be read as JSON, or is longer than {LIMIT:,} characters")
            if not self.unroll():
                raise BadSource(f"the list is cut off: it ends in the middle, at entry {number}")

    def check_tail(self, tail: re.Pattern[str]) -> None:
        """Nothing may follow. Raises BadSource."""
        while self.unroll():
            if len(self.text) > LIMIT:
                break
        if not tail.fullmatch(self.text):
            raise BadSource(f"something follows behind the list: {self.text[:60]!r}")

    def _behind_space(self) -> int:
        found = _SPACE.match(self.text, self.place)
        return found.end() if found else self.place

    def _decoded(self) -> tuple[str, dict[str, Any]] | None:
        try:
            found, end = _DECODER.raw_decode(self.text, self.place)
        except (ValueError, RecursionError):
            return None
        raw, self.place = self.text[self.place : end], end
        return raw, found
