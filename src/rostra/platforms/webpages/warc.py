"""WARC 1.0 and 1.1 (ISO 28500) as anybody writes them: record by record out of a stream of bytes, packed with gzip or not.

Our own segments are read by a stricter reader, which knows every byte of them. Here a record may lack its digest, end its lines with a
line feed alone, name its headers in any case, or share a gzip member with others.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from rostra.platforms.base import BadSource

PACKED = b"\x1f\x8b"
UNPACKED = b"WARC/"

_PIECE = 1 << 16  # bytes unpacked at a time
_GZIP = 31  # zlib's wbits for a gzip wrapper
_SMALL = 64 << 20  # bytes: what unpacks to less is no bomb
_RATIO = 200  # bytes unpacked for one packed
_HEAD = 1 << 16  # bytes that the headers of a record may have
_EMPTY = re.compile(rb"[\r\n]*+")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])[ \t]*\r?\n")
_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_LENGTH = re.compile(r"[0-9]{1,15}")
_DIGESTS = {"md5": hashlib.md5, "sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}

Headers = Mapping[str, str]  # by names in small letters


class Record(NamedTuple):
    """One record. ``raw``: its headers, and as much of its block as was asked for."""

    headers: Headers
    raw: bytes
    block: bytes
    length: int  # of the block, as it is stated and was found


def records(pieces: Iterable[bytes], hold: Callable[[Headers], int]) -> Iterator[Record]:
    """Every record of a file; of each block the first ``hold(headers)`` bytes, so that what is not wanted fills no memory.

    Raises BadSource, also after some records: it is cut off, a length is wrong, it does not unpack, or it is no WARC at all.
    """
    roll, number = _Roll(_unpacked(pieces)), 0
    while head := roll.head(number):
        number += 1
        headers = headers_of(head)
        stated = headers.get("content-length", "")
        if not _LENGTH.fullmatch(stated):
            raise BadSource(f"record {number} does not say how long it is")
        block = roll.block(int(stated), hold(headers), number)
        yield Record(headers, head + block, block, int(stated))


def read_record(raw: bytes) -> Record:
    """A record that stands alone, its headers and what there is of its block. Raises BadSource."""
    roll = _Roll([raw])
    head = roll.head(0)
    headers, block = headers_of(head), raw[len(head) :]
    return Record(headers, raw, block, int(headers["content-length"]))


def headers_of(head: bytes) -> dict[str, str]:
    """The headers by their names in small letters; of one that stands there twice the first."""
    found: dict[str, str] = {}
    for name, value in _HEADER.findall(head):
        found.setdefault(name.decode("ascii").lower(), " ".join(value.decode("utf-8", "replace").split()))
    return found


def has_digest(block: bytes, label: str) -> bool:
    """Whether the block has this digest (``sha1:…``, in base32 or hexadecimal); also where the label is of a kind that is not known."""
    kind, _, value = label.partition(":")
    digest = _DIGESTS.get(kind.lower().replace("-", ""))
    if digest is None:
        return True
    found = digest(block).digest()
    return value.lower().rstrip("=") in (found.hex(), base64.b32encode(found).decode().lower().rstrip("="))


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The stream itself, unpacked if it is packed. Raises BadSource."""
    rest = iter(pieces)
    first = next(rest, b"")
    while len(first) < len(PACKED) and (more := next(rest, b"")):
        first += more
    whole = chain([first], rest)
    return _inflated(whole) if first.startswith(PACKED) else whole


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What the gzip members hold, one after the other. Raises BadSource."""
    inflate, begun = zlib.decompressobj(_GZIP), False
    packed = unpacked = 0
    for piece in pieces:
        packed += len(piece)
        left = piece if begun else piece.lstrip(b"\0")
        while left:
            out = _bite(inflate, left)
            unpacked += len(out)
            if unpacked > _SMALL and unpacked > _RATIO * packed:
                raise BadSource(f"it is a bomb: {packed:,} bytes unpack to more than {unpacked:,}")
            yield out
            begun = not inflate.eof
            left = inflate.unconsumed_tail if begun else inflate.unused_data.lstrip(b"\0")
            inflate = inflate if begun else zlib.decompressobj(_GZIP)
    if begun:
        raise BadSource("it is cut off in the middle of what is packed")


def _bite(inflate: zlib._Decompress, packed: bytes) -> bytes:
    try:
        return inflate.decompress(packed, _PIECE)
    except zlib.error as error:
        raise BadSource(f"it does not unpack: {error}") from error


class _Roll:
    """The stream as far as it is unrolled: ``_text`` from ``_place`` on."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._text = b""
        self._place = 0

    def head(self, number: int) -> bytes:
        """The headers of the next record, with the empty line behind them; empty at the end. Raises BadSource."""
        if not self._go_to_text():
            return b""
        while (found := _HEAD_END.search(self._text, self._place)) is None:
            if len(self._text) - self._place > _HEAD or not self._unroll():
                raise BadSource(f"record {number + 1} has no end of its headers" if number else "this is no WARC file")
        head = self._text[self._place : found.end()]
        if not _VERSION.match(head) or len(head) > _HEAD:
            raise BadSource(f"behind record {number} no other begins: its length is wrong" if number else "this is no WARC file")
        self._place = found.end()
        return head

    def block(self, length: int, hold: int, number: int) -> bytes:
        """The first ``hold`` bytes of the block that begins here, and go behind it. Raises BadSource."""
        kept: list[bytes] = []
        left, wanted = length, min(hold, length)
        while left:
            if self._place == len(self._text) and not self._unroll():
                raise BadSource(f"it is cut off in record {number}, or the length of that is wrong")
            piece = self._text[self._place : self._place + left]
            self._place += len(piece)
            left -= len(piece)
            kept.append(piece[:wanted])
            wanted -= len(kept[-1])
        return b"".join(kept)

    def _go_to_text(self) -> bool:
        """Go behind the empty lines; whether anything follows."""
        while True:
            found = _EMPTY.match(self._text, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._text):
                return True
            if not self._unroll():
                return False

    def _unroll(self) -> bool:
        """Read on; whether there was anything."""
        for piece in self._pieces:
            if piece:
                self._text, self._place = self._text[self._place :] + piece, 0
                return True
        return False
