"""Objects of JSON, cut out of a stream of bytes one by one. Nothing is run: around an array only what is declared may stand.

An object is cut by its brackets alone, so that one that is no JSON spoils itself and not those behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import orjson

from rostra.platforms.base import BadSource
from rostra.platforms.files.exported import Element

LIMIT = 1 << 20  # bytes of one object, and of what stands around the array
END = re.compile(rb"\]\s*+;?\s*+")

_HEAD = 1 << 14  # bytes; no head is longer
_SPACE = re.compile(rb"[\s,]*+")
_IN_OBJECT = re.compile(rb"\]\s*+\}\s*+")
_NEXT_LIST = re.compile(rb'\]\s*+,\s*+"(?P<of>\w{1,80})"\s*+:\s*+\[')
_BETWEEN = 1024  # bytes; what stands between two lists is no longer
_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\[\s\S])*+")*+([{}\[\]])')  # the next one outside of a text
_VALUE = re.compile(rb"\s*+(?=[{\[])")
_NAME = re.compile(rb'("(?:[^"\\]++|\\[\s\S])*+")\s*+:')
_SCALAR = re.compile(rb'"(?:[^"\\]++|\\[\s\S])*+"|[^\s,{}\[\]":]++(?=[\s,}\]])')
_BOM = b"\xef\xbb\xbf"


def slices(pieces: Iterable[bytes], head: re.Pattern[bytes], tail: re.Pattern[bytes] | None = None) -> Iterator[Element]:
    """Every object, not yet read as JSON, of the array that ``head`` (up to its bracket) opens, and ``tail`` (from its bracket on) ends.

    Where ``head`` finds a group ``of``, that is the array's name in an object around it: arrays that follow in it are read too. None for
    ``tail``: nothing stands behind the array, or behind the object around it.

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
    roll.check_tail(tail or (_IN_OBJECT if roll.of else END))


def nested(pieces: Iterable[bytes], head: re.Pattern[bytes], opening: re.Pattern[bytes], closing: re.Pattern[bytes]) -> Iterator[Element]:
    """The same of arrays that stand in the objects of an array: ``opening`` leads from each object's bracket behind that of its array, and
    finds its name in a group ``of``; ``closing`` leads from that array's end behind the object. Numbers count on. Raises as ``slices``.
    """
    roll = _Roll(pieces)
    roll.skip_head(head)
    number = 0
    while roll.goes_on(number + 1):
        roll.follow(opening)
        while roll.goes_on(number + 1):
            number += 1
            raw = roll.cut(number)
            yield Element(number, roll.behind + roll.place, raw, roll.of)
        roll.follow(closing)
    roll.check_tail(END)


def found_at(pieces: Iterable[bytes], paths: Collection[tuple[str, ...]]) -> Iterator[Element]:
    """Every object that lies at one of these paths of one large JSON value, or in a list there; what lies elsewhere is passed over.

    ``of`` of an element is its path, with ``/`` between the names; the empty path is the value itself. What a list there holds besides
    objects is handed out too. Raises BadSource, also after some elements: it is no JSON, is cut off, or has a part over the limit.
    """
    return _Walk(pieces, paths).run()


class _Walk:
    """On the way through one JSON value, only where a path leads."""

    def __init__(self, pieces: Iterable[bytes], paths: Collection[tuple[str, ...]]) -> None:
        self._roll = _Roll(pieces)
        self._paths = frozenset(paths)
        self._ways = {path[:depth] for path in paths for depth in range(len(path))}
        self._number = 0

    def run(self) -> Iterator[Element]:
        self._roll.skip_head(_VALUE)
        yield from self._value(())
        self._roll.check_end()

    def _value(self, path: tuple[str, ...]) -> Iterator[Element]:
        sign = self._roll.sign(self._number)
        if sign == b"{" and path in self._ways:
            yield from self._object(path)
        elif sign == b"[" and path in self._paths:
            yield from self._list(path)
        elif sign == b"{" and path in self._paths:
            yield self._element(path, sign)
        else:
            self._roll.pass_over(sign, self._number)

    def _object(self, path: tuple[str, ...]) -> Iterator[Element]:
        self._roll.place += 1
        while self._roll.sign(self._number) != b"}":
            yield from self._value((*path, self._roll.name(self._number)))
        self._roll.place += 1

    def _list(self, path: tuple[str, ...]) -> Iterator[Element]:
        self._roll.place += 1
        while (sign := self._roll.sign(self._number)) != b"]":
            yield self._element(path, sign)
        self._roll.place += 1

    def _element(self, path: tuple[str, ...], sign: bytes) -> Element:
        self._number += 1
        raw = self._roll.cut(self._number) if sign in b"{[" else self._roll.scalar(self._number)
        return Element(self._number, self._roll.behind + self._roll.place, raw, "/".join(path))


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

    def follow(self, way: re.Pattern[bytes]) -> None:
        """Go behind what must stand here. Raises BadSource."""
        while len(self.text) - self.place < _BETWEEN and self.unroll():
            pass
        found = way.match(self.text, self.place)
        if found is None:
            raise BadSource("its lists do not begin and end as those of such a file do")
        self._open(found)

    def sign(self, last: int) -> bytes:
        """Go to what is neither space nor comma, and what it begins with; ``last``: the element before. Raises BadSource."""
        while True:
            found = _SPACE.match(self.text, self.place)
            self.place = found.end() if found else self.place
            if sign := self.text[self.place : self.place + 1]:
                return sign
            if not self.unroll():
                raise BadSource(f"it is cut off behind element {last}")

    def goes_on(self, number: int) -> bool:
        """Go to the next object; whether there is one before the array ends. Raises BadSource."""
        sign = self.sign(number - 1)
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

    def pass_over(self, sign: bytes, last: int) -> None:
        """Go behind the value that begins here with this sign, and keep nothing of it. Raises BadSource."""
        if sign not in b"{[":
            self.scalar(last)
            return
        depth = 0
        while True:
            found = self._matched(_BRACKET, last)
            self.place = found.end()
            depth += 1 if found[1] in b"{[" else -1
            if depth == 0:
                return

    def scalar(self, last: int) -> bytes:
        """The text, number or word that stands here, and go behind it. Raises BadSource."""
        found = self._matched(_SCALAR, last)
        self.place = found.end()
        return found[0]

    def name(self, last: int) -> str:
        """The name that stands here, and go behind its colon. Raises BadSource."""
        found = self._matched(_NAME, last)
        self.place = found.end()
        try:
            return str(orjson.loads(found[1]))
        except orjson.JSONDecodeError:
            return ""

    def _matched(self, pattern: re.Pattern[bytes], last: int) -> re.Match[bytes]:
        """What stands here, read on until it is whole. Raises BadSource."""
        while (found := pattern.match(self.text, self.place)) is None:
            if len(self.text) - self.place > LIMIT:
                raise BadSource(f"what stands behind element {last} is no JSON, or is longer than {LIMIT:,} bytes")
            if not self.unroll():
                raise BadSource(f"it is cut off behind element {last}, or is no JSON from there on")
        return found

    def check_end(self) -> None:
        """Nothing but space may follow. Raises BadSource."""
        while not self.text[self.place :].strip():
            self.place = len(self.text)
            if not self.unroll():
                return
        raise BadSource("something follows behind its end, which is not read")

    def check_tail(self, tail: re.Pattern[bytes]) -> None:
        """Nothing else may follow. Raises BadSource."""
        while len(self.text) - self.place <= LIMIT and self.unroll():
            pass
        if not tail.fullmatch(self.text, self.place):
            raise BadSource("something follows behind its list, which is neither read nor run")
