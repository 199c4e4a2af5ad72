"""A segment's file: written beside its name as ``.part``, then fsynced, renamed and final."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

SUFFIX = ".warc.gz"
PART_SUFFIX = ".warc.gz.part"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_BUFFER = 1 << 20  # bytes kept back before they are hashed and written


class Location(NamedTuple):
    """Where the members of one version lie in a segment, in bytes."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished segment: its file is ``name`` + ``.warc.gz``, ``size`` in bytes, ``sha256`` (hex) of the whole file."""

    name: str
    size: int
    sha256: str


class PartFile:
    """A file that appears under its name only when it is whole and on disk. Locked while open, so that no sweep takes it away."""

    def __init__(self, folder: Path, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a segment's name: letters, digits, dot, dash and underscore, at most 200")
        self.name = name
        self.size = 0
        self._final = folder / (name + SUFFIX)
        if self._final.exists():
            raise FileExistsError(f"{self._final} exists: a segment is never overwritten")
        self._part = folder / (name + PART_SUFFIX)
        self._file = self._part.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._digest = sha256()
        self._pending: list[bytes] = []
        self._pending_size = 0

    def write(self, piece: bytes) -> None:
        """Append; kept in memory up to 1 MiB."""
        self._pending.append(piece)
        self.size += len(piece)
        self._pending_size += len(piece)
        if self._pending_size >= _BUFFER:
            self._flush()

    def _flush(self) -> None:
        piece = memoryview(b"".join(self._pending))
        self._pending.clear()
        self._pending_size = 0
        self._digest.update(piece)
        try:
            while piece:  # an unbuffered write may take less than it was given
                piece = piece[self._file.write(piece) :]
        except OSError:  # a full disk: what follows must not be published behind a hole
            self.discard()
            raise

    def publish(self) -> Segment:
        """Flush, fsync, rename, fsync the folder: after this the segment survives a power cut under its final name."""
        self._flush()
        os.fsync(self._file.fileno())
        self._part.rename(self._final)
        self._file.close()
        sync_folder(self._final.parent)
        return Segment(self.name, self.size, self._digest.hexdigest())

    def discard(self) -> None:
        """Remove the unfinished file. Nothing happens once it is published."""
        if not self._file.closed:
            self._part.unlink(missing_ok=True)
            self._file.close()


def sync_folder(folder: Path) -> None:
    """Fsync a folder, so that a rename in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def leftovers(folder: Path) -> Iterator[Path]:
    """The ``.part`` files in a folder that no living writer holds: what a killed run left."""
    for path in sorted(folder.glob("*" + PART_SUFFIX)):
        if not _is_held(path):
            yield path


def remove_leftovers(folder: Path) -> list[Path]:
    """Remove what killed runs left; the paths that were removed. Nothing refers to such a file: only published segments are referred to."""
    removed = list(leftovers(folder))
    for path in removed:
        path.unlink(missing_ok=True)
    return removed


def _is_held(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
