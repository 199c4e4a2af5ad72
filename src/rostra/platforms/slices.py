"""The objects of one JSON array, cut out of a stream of bytes one by one. Nothing is run: around the array only what is declared may stand.

An object is cut by its brackets alone, so that one that is no JSON spoils itself and not those behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rostra.platforms.base import BadSource
from rostra.platforms.exported import Element

LIMIT = 1 << 20  # bytes of one object, and of what stands around the array
END = re.compile(rb"\]\s*+;?\s*+")

_HEAD = 1 << 14  # bytes; no head is longer
_SPACE = re.compile(rb"[\s,]*+")
_IN_OBJECT = re.compile(rb"\]\s*+\}\s*+")
_NEXT_LIST = re.compile(rb'\]\s*+,\s*+"(?P<of>\w{1,80})"\s*+:\s*+\[')
_BETWEEN = 1024  # bytes; what stands between two lists is no longer
_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\[\s\S])*+")*+([{}\[\]])')  # the next one outside of a text
_BOM = b"\xef\xbb\xbf"


def slices(pieces: Iterable[bytes], head: re.Pattern[bytes], tail: re.Pattern[bytes] = END) -> Iterator[Element]:
    """Every object, not yet read as JSON, of the array that ``head`` (up to its bracket) opens, and ``tail`` (from its bracket on) ends.

    Where ``head`` finds a group ``of``, that is the array's name in an object around it: arrays that follow in it are read too.

    Raises BadSource, also after some objects: it begins otherwise, is cut off, holds something that is no object or is over the limit, or
    something follows.
    """
    roll = _Roll(pieces)
    roll.skip_head(head)
    number, opened = 0, True
    while opened:
        while roll.goes_on(number + 1):
            number += 1
            raw = roll.cut(number)
            yield Element(number, roll.behind + roll.place, raw, roll.of)
        opened = roll.opens_another()
    roll.check_tail(_IN_OBJECT if roll.of else tail)


class _Roll:
    """The stream as far as it is unrolled: ``text`` from ``place`` on, ``behind`` the bytes that were dropped before it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.text = b""
        self.place = 0
        self.behind = 0
        self.of = ""  # the name of the array, where it lies in an object

    def unroll(self) -> bool:
        """Read on; whether there was anything."""
        piece = next(self._pieces, b"")
        self.behind += self.place
        self.text, self.place = self.text[self.place :] + piece, 0
        return bool(piece)

    def skip_head(self, head: re.Pattern[bytes]) -> None:
        """Go behind the bracket that opens the array. Raises BadSource."""
        while (opened := head.match(self.text, len(_BOM) if self.text.startswith(_BOM) else 0)) is None:
            if len(self.text) > _HEAD or not self.unroll():
                raise BadSource("it does not begin as such a file does")
        self._open(opened)

    def opens_another(self) -> bool:
        """Go behind the bracket of the next array in the same object; whether there is one."""
        while len(self.text) - self.place < _BETWEEN and self.unroll():
            pass
        opened = _NEXT_LIST.match(self.text, self.place) if self.of else None
        if opened:
            self._open(opened)
        return opened is not None

    def _open(self, opened: re.Match[bytes]) -> None:
        self.place = opened.end()
        self.of = (opened.groupdict().get("of") or b"").decode("ascii")

    def goes_on(self, number: int) -> bool:
        """Go to the next object; whether there is one before the array ends. Raises BadSource."""
        while True:
            found = _SPACE.match(self.text, self.place)
            self.place = found.end() if found else self.place
            sign = self.text[self.place : self.place + 1]
            if sign:
                break
            if not self.unroll():
                raise BadSource(f"it is cut off behind element {number - 1}")
        if sign not in b"{]":
            raise BadSource(f"element {number} is no object")
        return sign == b"{"

    def cut(self, number: int) -> bytes:
        """The object that begins here, and go behind it. Raises BadSource."""
        length = depth = 0
        while True:
            found = _BRACKET.match(self.text, self.place + length)
            if (found.end() if found else len(self.text)) - self.place > LIMIT:
                raise BadSource(f"element {number} is longer than {LIMIT:,} bytes: a text or a bracket that is never closed")
            if found is None:
                if not self.unroll():
                    raise BadSource(f"it is cut off in element {number}")
                continue
            length = found.end() - self.place
            depth += 1 if found[1] in b"{[" else -1
            if depth == 0:
                raw = self.text[self.place : self.place + length]
                self.place += length
                return raw

    def check_tail(self, tail: re.Pattern[bytes]) -> None:
        """Nothing else may follow. Raises BadSource."""
        while len(self.text) - self.place <= LIMIT and self.unroll():
            pass
        if not tail.fullmatch(self.text, self.place):
            raise BadSource("something follows behind its list, which is neither read nor run")
