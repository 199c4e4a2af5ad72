"""Tiles and entry bundles after c2sp.org/tlog-tiles: where they lie, what is in them, and how to read the tree out of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rostra.tlog.encoding import HASH_BYTES
from rostra.tlog.errors import Malformed, Missing
from rostra.tlog.merkle import root_from, root_of

WIDTH = 256
FULL = WIDTH * HASH_BYTES
MAX_ENTRY = 0xFFFF
LENGTH = struct.Struct(">H")
CACHED_TILES = 64  # 512 KiB: a proof from cold tiles reads about five


class Readable(Protocol):
    """Where tiles are read from: a directory, a web server, a memory."""

    def read(self, path: str) -> bytes:
        """Give the whole file at `path` (relative, with slashes). Raises Missing if there is none. What it gives is not trusted."""
        ...


@dataclass(frozen=True)
class Tile:
    """The coordinates of a tile: level (0 holds leaf hashes), index in the level, and width (256: full)."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path under the log's prefix, as `tile/0/x001/x234/067.p/8`."""
        return f"tile/{self.level}/{spread(self.index)}{self._suffix}"

    @property
    def bundle_path(self) -> str:
        """The path of the entry bundle beside this tile of level 0."""
        return f"tile/entries/{spread(self.index)}{self._suffix}"

    @property
    def full(self) -> Tile:
        """The full tile that this one is, or will grow into."""
        return Tile(self.level, self.index)

    @property
    def _suffix(self) -> str:
        return "" if self.width == WIDTH else f".p/{self.width}"


def spread(index: int) -> str:
    """Write an index as path elements of three digits: 1234067 is `x001/x234/067`."""
    digits = str(index)
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def tile_at(level: int, index: int, size: int) -> Tile:
    """Give the tile of a tree of `size` leaves, as wide as it is there. Raises ValueError if that tree has no such tile."""
    width = min(size // WIDTH**level - index * WIDTH, WIDTH)
    if width <= 0:
        raise ValueError(f"a tree of size {size} has no tile {index} at level {level}")
    return Tile(level, index, width)


def tiles_of(size: int) -> Iterator[Tile]:
    """List every tile of a tree, level by level from the leaves up; those of level 0 have their entry bundles beside them."""
    level = 0
    while (hashes := size // WIDTH**level) > 0:
        for index in range(-(-hashes // WIDTH)):
            yield tile_at(level, index, size)
        level += 1


def partial_tiles(size: int) -> Iterator[Tile]:
    """List the partial tiles of a tree, one a level at most: the right edge, from the leaves up."""
    level = 0
    while (hashes := size // WIDTH**level) > 0:
        if hashes % WIDTH:
            yield Tile(level, hashes // WIDTH, hashes % WIDTH)
        level += 1


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Join entries, each behind its length as big-endian uint16. An entry over 65,535 bytes raises Malformed."""
    pack = LENGTH.pack
    try:
        return b"".join([pack(len(entry)) + entry for entry in entries])
    except struct.error as error:
        raise Malformed(f"an entry is longer than {MAX_ENTRY} bytes") from error


def decode_bundle(bundle: bytes, width: int) -> list[bytes]:
    """Split a bundle into its `width` entries. Raises Malformed if it is cut short or has more."""
    entries: list[bytes] = []
    offset, end = 0, len(bundle)
    length_at = LENGTH.unpack_from
    while len(entries) < width:
        if offset + 2 > end:
            raise Malformed(f"the bundle ends after {len(entries)} of {width} entries")
        start = offset + 2
        offset = start + length_at(bundle, offset)[0]
        entries.append(bundle[start:offset])
    if offset != end:
        raise Malformed(f"the bundle has {end} bytes, its {width} entries take {offset}")
    return entries


class TileReader:
    """Reads hashes, roots and entries of the tree of `size` leaves out of its tiles.

    Nothing is verified here but lengths: whoever builds a proof from it verifies the proof against a signed root (`proof.build` does).
    """

    def __init__(self, source: Readable, size: int) -> None:
        self.size = size
        self._source = source
        self._cached = lru_cache(CACHED_TILES)(self._load)

    def tile(self, level: int, index: int) -> bytes:
        """Give one tile as a run of hashes, as wide as it is in this tree. Raises Missing, Malformed or ValueError."""
        return self._cached(level, index)

    def hash_at(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree of 2^level leaves: the reader that `merkle` asks for."""
        tile_level, height = divmod(level, 8)
        first = index << height
        offset = first % WIDTH * HASH_BYTES
        return root_of(self.tile(tile_level, first // WIDTH)[offset : offset + (HASH_BYTES << height)])

    def root(self, size: int) -> bytes:
        """Compute the root that the tree had at `size` (at most the reader's own)."""
        return root_from(self.hash_at, 0, size)

    def entries(self, index: int) -> list[bytes]:
        """Give the entries of one bundle. Raises Missing, Malformed or ValueError."""
        tile = tile_at(0, index, self.size)
        try:
            return decode_bundle(self._source.read(tile.bundle_path), tile.width)
        except Missing:
            if tile.width == WIDTH:
                raise
        return decode_bundle(self._source.read(tile.full.bundle_path), WIDTH)[: tile.width]

    def _load(self, level: int, index: int) -> bytes:
        tile = tile_at(level, index, self.size)
        try:
            return read_tile(self._source, tile)
        except Missing:
            if tile.width == WIDTH:
                raise
        return read_tile(self._source, tile.full)[: tile.width * HASH_BYTES]  # it has grown since (tlog-tiles, Partial Tiles)


def read_tile(source: Readable, tile: Tile) -> bytes:
    """Read exactly this tile as a run of hashes. Raises Missing, or Malformed if its length is wrong."""
    run = source.read(tile.path)
    if len(run) != tile.width * HASH_BYTES:
        raise Malformed(f"{tile.path} has {len(run)} bytes instead of {tile.width * HASH_BYTES}")
    return run
