"""The growing right edge of a tree, and how entries become bundles and tiles: the one way in which tiles are ever made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from rostra.tlog.encoding import HASH_BYTES
from rostra.tlog.errors import Contradiction, Malformed
from rostra.tlog.merkle import EMPTY_ROOT, Head, leaf_hashes, root_of
from rostra.tlog.tiles import FULL, MAX_ENTRY, WIDTH, Readable, Tile, partial_tiles, read_tile


class EntrySource(Protocol):
    """The entries of the log in order: in production the database.

    Guarantee asked: it is the durable truth. An index below any size that was ever handed to `Log.extend` gives the same bytes for
    ever, after a power cut too; so an entry gets its index in the transaction that commits it, and nothing is inserted before it.
    """

    def entries(self, start: int, stop: int) -> Iterable[bytes]:
        """Give the entries from `start` to `stop`, lazily where they are many. Fewer or more than asked stop the log."""
        ...


class Made(NamedTuple):
    """What 256 (at the end: fewer) entries have made: their bundle's first index, themselves, and the tiles that became full."""

    start: int
    entries: Sequence[bytes]
    full: list[tuple[Tile, bytes]]


class Edge:
    """The compact range of a tree in the form of tiles: for each level, the run of hashes of the tile that is not full yet.

    At most 8 KiB a level, whatever the size of the tree; enough to append to and to give the root.
    """

    def __init__(self, levels: Iterable[bytes] = ()) -> None:
        self._levels = list(levels)

    @classmethod
    def read(cls, source: Readable, size: int) -> Edge:
        """Read the edge of the tree of `size` from its partial tiles. Raises Missing or Malformed; compare the root before using it."""
        runs = {tile.level: read_tile(source, tile) for tile in partial_tiles(size)}
        return cls(runs.get(level, b"") for level in range(max(runs, default=-1) + 1))

    @property
    def size(self) -> int:
        """The number of leaves."""
        return sum(len(run) // HASH_BYTES * WIDTH**level for level, run in enumerate(self._levels))

    @property
    def head(self) -> Head:
        """Size and root of the tree."""
        rest = b""
        for run in self._levels:  # what is below a level hangs as the last, lower subtree at its right end
            rest = root_of(run + rest) if run or rest else b""
        return Head(self.size, rest or EMPTY_ROOT)

    def copy(self) -> Edge:
        """Give an independent copy."""
        return Edge(self._levels)

    def partials(self) -> Iterator[tuple[Tile, bytes]]:
        """Give the partial tiles with their content."""
        return ((tile, self._levels[tile.level]) for tile in partial_tiles(self.size))

    def run(self, level: int) -> bytes:
        """Give the hashes of the unfinished tile of a level, empty if there is none."""
        return self._levels[level] if level < len(self._levels) else b""

    def put(self, leaves: bytes) -> list[tuple[Tile, bytes]]:
        """Set the unfinished tile of leaf hashes to `leaves`, at most 256; give the tiles, of all levels, that are full thereby.

        The leaves that were there already must come first among `leaves`, otherwise Contradiction with the index of the first that differs.
        """
        held = self.run(0)
        first = self.size - len(held) // HASH_BYTES
        if not leaves.startswith(held):
            raise Contradiction(f"entry {first + first_difference(held, leaves)} is not the one that was logged")
        full = []
        level, run = 0, leaves
        while len(run) == FULL:
            full.append((Tile(level, first // WIDTH ** (level + 1)), run))
            self._set(level, b"")
            level += 1
            run = self.run(level) + root_of(run)
        self._set(level, run)
        return full

    def grow(self, source: EntrySource, stop: int) -> Iterator[Made]:
        """Advance to `stop`, a bundle at a time, beginning with the unfinished one, whose entries are read and compared again.

        Memory stays bounded however many entries there are. Raises Contradiction if the source does not give exactly the entries asked
        for, or others than were logged; Malformed if one is too long.
        """
        first = self.size - self.size % WIDTH
        entries = iter(source.entries(first, stop))
        for start in range(first, stop, WIDTH):
            bundle = list(islice(entries, min(WIDTH, stop - start)))
            if len(bundle) != min(WIDTH, stop - start):
                raise Contradiction(f"the entry source ends at {start + len(bundle)} where entries up to {stop} were committed")
            _require_lengths(start, bundle)
            yield Made(start, bundle, self.put(leaf_hashes(bundle)))
        if next(entries, None) is not None:
            raise Contradiction(f"the entry source gave more than the entries from {first} to {stop}")

    def _set(self, level: int, run: bytes) -> None:
        self._levels[level:] = [run, *self._levels[level + 1 :]]


def first_difference(run: bytes, other: bytes) -> int:
    """Give the position of the first hash in which two different runs differ (or at which one ends)."""
    return next(differences(run, other))


def differences(run: bytes, other: bytes) -> Iterator[int]:
    """Give the positions of all hashes in which two runs differ, those that only one has included."""
    for offset in range(0, max(len(run), len(other)), HASH_BYTES):
        if run[offset : offset + HASH_BYTES] != other[offset : offset + HASH_BYTES]:
            yield offset // HASH_BYTES


def _require_lengths(start: int, bundle: Sequence[bytes]) -> None:
    if max(map(len, bundle)) > MAX_ENTRY:
        position = next(position for position, entry in enumerate(bundle) if len(entry) > MAX_ENTRY)
        raise Malformed(f"entry {start + position} has {len(bundle[position])} bytes, at most {MAX_ENTRY} fit into a bundle")
