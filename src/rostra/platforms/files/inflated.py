"""The bytes inside a gzip file, from any place on: in constant memory, and without a copy of them anywhere."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from rostra.platforms.base import BadSource
from rostra.platforms.files.exports import CUT, PIECE, Damaged

if TYPE_CHECKING:
    from zlib import _Decompress

MAGIC = b"\x1f\x8b"  # with which a gzip file begins
MOST_PLACES = 256

_GZIP = zlib.MAX_WBITS | 16
_EVERY = 4 << 20  # bytes unpacked between two places, at first
_PACKED = 1 << 14  # bytes of the file read at a time


class _Place(NamedTuple):
    """How far unpacking came: bytes that were unpacked, bytes of the file that were taken for it, and what is needed to go on."""

    at: int
    taken: int
    unpacker: _Decompress


class Inflated:
    """A gzip file whose bytes are read from several places. ``source`` is seekable; ``limit``: bytes that it may unpack to.

    A gzip file has no way into its middle: what was unpacked just before is needed to go on. So a first reading keeps, every some
    megabytes, the state of unpacking (56 KiB at most, and no more than 256 of them, further apart the longer the file is), and a later one
    begins at the last state before its place. A copy on disk would be simpler, but would fill a disk with what a stranger packed well.
    """

    def __init__(self, source: BinaryIO, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._every = _EVERY
        self._places = [_Place(0, 0, zlib.decompressobj(_GZIP))]

    def pieces(self, at: int = 0) -> Iterator[bytes]:
        """What is unpacked from this byte on, in pieces. Raises Damaged, also after some; BadSource beyond the limit."""
        place = self._places[bisect_right(self._places, at, key=lambda place: place.at) - 1]
        skip = at - place.at
        try:
            for piece in self._unpacked(place):
                if len(piece) > skip:
                    yield piece[skip:]
                skip = max(0, skip - len(piece))
        except zlib.error as error:
            raise Damaged(f"{CUT} ({error})") from error

    def _unpacked(self, place: _Place) -> Iterator[bytes]:
        at, taken, unpacker = place.at, place.taken, place.unpacker.copy()
        while True:
            packed = self._read(taken)
            piece = unpacker.decompress(packed, PIECE)
            at, taken = at + len(piece), taken + len(packed) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
            if at > self._limit:
                raise BadSource(f"the archive holds a bomb: it unpacks to more than {self._limit:,} bytes")
            yield piece
            if unpacker.eof:
                if not self._read(taken):
                    return
                unpacker = zlib.decompressobj(_GZIP)  # a gzip file may be several, one behind the other
            elif not packed and not piece:
                raise Damaged(CUT)
            self._keep(at, taken, unpacker)

    def _read(self, at: int) -> bytes:
        self._source.seek(at)  # each time, for others read from here between two pieces
        return self._source.read(_PACKED)

    def _keep(self, at: int, taken: int, unpacker: _Decompress) -> None:
        if at < self._places[-1].at + self._every:
            return
        self._places.append(_Place(at, taken, unpacker.copy()))
        if len(self._places) > MOST_PLACES:
            self._places = self._places[::2]
            self._every *= 2
