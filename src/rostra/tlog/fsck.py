"""Check a whole log from its files: every bundle, every tile of every level, the root, the signature, and the database against them.

Everything is derived again from the bundles. Where a file differs from what was derived, what stands above decides which of the two is
wrong: the parent tile's hash, and at the right edge the signed root. So one damaged file gives findings about that file alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from rostra.tlog import checkpoint
from rostra.tlog.checkpoint import Opened, open_checkpoint
from rostra.tlog.edge import Edge, EntrySource, differences
from rostra.tlog.encoding import HASH_BYTES, b64
from rostra.tlog.errors import LogError, Malformed, Missing, Unverifiable
from rostra.tlog.merkle import leaf_hashes, root_of
from rostra.tlog.note import VerifierKey
from rostra.tlog.tiles import FULL, WIDTH, Readable, Tile, TileReader, partial_tiles, tile_at

Progress = Callable[[int, int], None]

DATABASE = "database"
BELOW = "below"
PROGRESS_STEP = 65_536


@dataclass(frozen=True)
class Finding:
    """What is wrong where: a file of the log or the database, the position in it (the entry's index; in a higher tile, the hash's)."""

    where: str
    what: str
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.index is None else f"{self.where}, {self.index}: {self.what}"


def check(
    source: Readable, origin: str, key: VerifierKey, entries: EntrySource | None = None, progress: Progress | None = None
) -> Iterator[Finding]:
    """Check the log in `source` as its checkpoint describes it, and against the database where `entries` is given; give every finding.

    `progress` is called with entries done and entries in all, every 65,536 and at the end. No finding means: the checkpoint is signed
    by `key`, every file that a reader can ask for is there and leads to the signed root, and the database holds what was logged.
    """
    try:
        opened = open_checkpoint(source.read(checkpoint.PATH), origin, [key])
    except (Missing, Malformed, Unverifiable) as error:
        yield _unreadable(checkpoint.PATH, error)
        return
    yield from _Check(source, opened, entries, progress or _silent).run()


class _Copy(NamedTuple):
    """One of the several places that say what the hashes of a tile are: its bundle, itself, the database, or the tiles below it."""

    where: str
    run: bytes


class _Check:
    """One pass from the leaves to the root, in bounded memory: a tile a level."""

    def __init__(self, source: Readable, opened: Opened, entries: EntrySource | None, progress: Progress) -> None:
        self._head = opened.head
        self._reader = TileReader(source, opened.head.size)
        self._logged = None if entries is None else iter(entries.entries(0, opened.head.size))
        self._progress = progress
        self._above: dict[int, bytes] = {}  # for each level above the leaves, the hashes derived for its unfinished tile
        self._found: list[Finding] = []

    def run(self) -> Iterator[Finding]:
        size = self._head.size
        leaves: list[_Copy] = []
        for start in range(0, size, WIDTH):
            tile = tile_at(0, start // WIDTH, size)
            leaves = self._leaf_copies(tile)
            if tile.width == WIDTH:
                self._settle(tile, leaves)
            if start % PROGRESS_STEP == 0:
                self._progress(start, size)
            yield from self._flush()
        self._settle_edge(leaves)
        self._progress(size, size)
        yield from self._flush()

    def _flush(self) -> Iterator[Finding]:
        found, self._found = self._found, []
        return iter(found)

    def _leaf_copies(self, tile: Tile) -> list[_Copy]:
        bundle = self._bundle(tile)
        logged = None if self._logged is None else list(islice(self._logged, tile.width))
        copies = [] if bundle is None else [_Copy(tile.bundle_path, leaf_hashes(bundle))]
        copies += self._stored(tile)
        if logged is not None and logged != bundle:  # the same entries need not be hashed twice
            copies.append(_Copy(DATABASE, leaf_hashes(logged)))
        elif logged is not None:
            copies.append(_Copy(DATABASE, copies[0].run))
        return copies

    def _bundle(self, tile: Tile) -> list[bytes] | None:
        try:
            return self._reader.entries(tile.index)
        except (Missing, Malformed) as error:
            self._found.append(_unreadable(tile.bundle_path, error))
            return None

    def _stored(self, tile: Tile) -> list[_Copy]:
        try:
            return [_Copy(tile.path, self._reader.tile(tile.level, tile.index))]
        except (Missing, Malformed) as error:
            self._found.append(_unreadable(tile.path, error))
            return []

    def _settle(self, tile: Tile, copies: Collection[_Copy]) -> None:
        """Decide what the hashes of a full tile are, note who says otherwise, and carry its root up."""
        truth, root = self._choose(tile, copies)
        self._report(tile, copies, truth)
        above = Tile(tile.level + 1, tile.index // WIDTH)
        run = self._above.pop(above.level, b"") + root
        if len(run) == FULL:
            self._settle(above, [_Copy(BELOW, run), *self._stored(above)])
        else:
            self._above[above.level] = run

    def _choose(self, tile: Tile, copies: Collection[_Copy]) -> tuple[bytes, bytes]:
        """Give the hashes and their root: what all copies say, or else the copy that the stored parent confirms."""
        runs = list(dict.fromkeys(copy.run for copy in copies))
        if len(runs) == 1:
            return runs[0], root_of(runs[0])
        parent = self._parent_hash(tile)
        for run in runs:
            if root_of(run) == parent:
                return run, parent
        return (runs[0], root_of(runs[0])) if runs else (b"", parent)

    def _parent_hash(self, tile: Tile) -> bytes:
        try:
            run = self._reader.tile(tile.level + 1, tile.index // WIDTH)
        except (Missing, Malformed):
            return bytes(HASH_BYTES)  # confirms nothing; its loss is a finding of its own
        return run[tile.index % WIDTH * HASH_BYTES :][:HASH_BYTES]

    def _settle_edge(self, leaves: Collection[_Copy]) -> None:
        """Decide the partial tiles together: right is the combination of copies that gives the signed root."""
        tiles = {tile.level: tile for tile in partial_tiles(self._head.size)}
        copies = {
            level: leaves if level == 0 else [_Copy(BELOW, self._above.get(level, b"")), *self._stored(tile)]
            for level, tile in tiles.items()
        }
        options = [dict.fromkeys(copy.run for copy in copies.get(level, ())) or [b""] for level in range(max(tiles, default=-1) + 1)]
        combinations = [Edge(runs) for runs in product(*options)]
        edge = next((each for each in combinations if each.head.root == self._head.root), combinations[0])
        if edge.head.root != self._head.root:
            self._found.append(Finding(checkpoint.PATH, f"root {b64(self._head.root)} is signed, the files give {b64(edge.head.root)}"))
        for level, tile in tiles.items():
            self._report(tile, copies[level], edge.run(level))

    def _report(self, tile: Tile, copies: Collection[_Copy], truth: bytes) -> None:
        for copy in copies:
            if copy.run != truth:
                self._found += [_finding(tile, copy, position, truth) for position in differences(copy.run, truth)]


def _unreadable(path: str, error: LogError) -> Finding:
    return Finding(path, str(error).removeprefix(f"{path} "))


def _finding(tile: Tile, copy: _Copy, position: int, truth: bytes) -> Finding:
    stored, right = (run[position * HASH_BYTES :][:HASH_BYTES] for run in (copy.run, truth))
    if copy.where == BELOW:
        return Finding(Tile(tile.level - 1, tile.index * WIDTH + position).path, f"gives {b64(stored)}, its parent tile holds {b64(right)}")
    if copy.where == tile.path:
        return Finding(tile.path, f"the hash is {b64(stored)} instead of {b64(right)}", position)
    what = "the entry is not the one that was logged" if stored else "the entry is missing"
    return Finding(copy.where, what, tile.index * WIDTH + position)


def _silent(_done: int, _size: int) -> None:
    """Report progress to nobody."""
