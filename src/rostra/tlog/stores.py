"""The stores that a log stands on, each with the guarantee asked of it, and the two that are plain files.

In production the head store and the entry source (`edge.EntrySource`) are tables of one database; the other two are files.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol

from rostra.tlog import checkpoint
from rostra.tlog.errors import Malformed, Missing
from rostra.tlog.merkle import Head
from rostra.tlog.tiles import Readable


class HeadStore(Protocol):
    """The one place that decides which head the log has: in production a row in the database of the entries.

    Guarantee asked: what `load` gave or `compare_and_set` wrote survives a power cut, and of two writers that compare against the same
    head only one wins. It is what keeps two sequencers from making two logs.
    """

    def load(self) -> Head:
        """Give the committed head; `EMPTY_HEAD` before the first."""
        ...

    def compare_and_set(self, old: Head, new: Head) -> bool:
        """Commit `new` if the head is still `old`, and say whether it was. Durable once it returns."""
        ...


class HeadFile(Protocol):
    """A second memory of the head that does not fail, and is not restored, together with the database: on another volume.

    Guarantee asked: durable once `store` returns; `load` gives the last head stored, whole, or the one before it.
    """

    def load(self) -> Head:
        """Give the head. Raises Missing if none was ever stored, Malformed if it cannot be read."""
        ...

    def store(self, head: Head) -> None:
        """Replace the head."""
        ...


class TileStore(Readable, Protocol):
    """The directory that the public reads. Everything in it is derived and can be made again from the entries.

    Guarantee asked: a file is seen whole or not at all. Only `replace` need be durable once it returns.
    """

    def write(self, path: str, content: bytes) -> None:
        """Write a tile or a bundle. Its bytes are always the same for one path, save to repair a damaged one."""
        ...

    def replace(self, path: str, content: bytes) -> None:
        """Replace the checkpoint atomically and durably."""
        ...

    def discard(self, path: str) -> None:
        """Remove a directory with what is in it; nothing happens if it is not there."""
        ...


class FileHead:
    """A head file: the three lines of an unsigned checkpoint, so that it also says whose head it is."""

    def __init__(self, path: Path, origin: str) -> None:
        self._path = path
        self._origin = origin

    def load(self) -> Head:
        """Read the file. Raises Missing, or Malformed if it is damaged or belongs to another log."""
        try:
            held = checkpoint.parse(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise Missing(self._path.name) from error
        except UnicodeDecodeError as error:
            raise Malformed("not UTF-8") from error
        if held.origin != self._origin:
            raise Malformed(f"it belongs to the log {held.origin!r}")
        return held.head

    def store(self, head: Head) -> None:
        """Replace the file durably."""
        replace_durably(self._path, checkpoint.Checkpoint(self._origin, head).text.encode())


class FileTiles:
    """A tile store in a directory. Tiles are not flushed to disk one by one unless `flush` is set.

    Measured on 2 cores: flushing each tile takes the publishing of 1,000 entries from 30 ms to 1 s. What a power cut takes is found by
    `fsck` and written again by `Log.repair`.
    """

    def __init__(self, root: Path, *, flush: bool = False) -> None:
        self._root = root
        self._flush = flush

    def read(self, path: str) -> bytes:
        """Read a file. Raises Missing."""
        try:
            return (self._root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(path) from error

    def write(self, path: str, content: bytes) -> None:
        """Write a file so that it is seen whole or not at all."""
        if self._flush:
            self.replace(path, content)
        else:
            _write_whole(self._root / path, content, flush=False)

    def replace(self, path: str, content: bytes) -> None:
        """Replace a file durably."""
        replace_durably(self._root / path, content)

    def discard(self, path: str) -> None:
        """Remove a directory."""
        shutil.rmtree(self._root / path, ignore_errors=True)


def replace_durably(path: Path, content: bytes) -> None:
    """Replace a file so that after a power cut the old or the new content is there, whole: write, flush, rename, flush the directory."""
    _write_whole(path, content, flush=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _write_whole(path: Path, content: bytes, *, flush: bool) -> None:
    beside = f"{path}.new"  # one writer, so one name; left behind by a crash it is overwritten when the same file is made again
    try:
        _write(beside, content, flush=flush)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, content, flush=flush)
    Path(beside).replace(path)


def _write(path: str, content: bytes, *, flush: bool) -> None:
    with open(path, "wb") as file:  # noqa: PTH123  (a Path for each of thousands of tiles costs more than the write)
        file.write(content)
        if flush:
            file.flush()
            os.fsync(file.fileno())
