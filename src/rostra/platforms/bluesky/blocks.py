"""The blocks of a CAR file that may be too large for memory."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from weakref import finalize

from rostra.platforms.base import BadSource
from rostra.platforms.bluesky import car
from rostra.platforms.bluesky.car import CID_LENGTH, MalformedError
from rostra.platforms.bluesky.parse import MAX_RECORD
from rostra.platforms.files.tape import Tape

MAX_HEADER = 1 << 16  # bytes; of a longer one only so many are read, which are none
_CACHE = 8 << 10  # KiB of memory for the database
_LENGTH = 5  # bytes in which the length of a block is written, at most


class Blocks(Mapping[bytes, bytes]):
    """Every sound block by its CID, read once from ``pieces``, in whatever order the file has them. Raises BadSource where it is none.

    A tree asks for its blocks in another order than they stand in the file, so they lie in a database on disk: a temporary one without a
    name, which is gone with this. ``roots``: what the file names as such. ``faults``: what is wrong with the file, in words.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        tape = Tape(pieces)
        self.roots = _roots(tape)
        self._broken: Counter[str] = Counter()
        self._database = sqlite3.connect("", check_same_thread=False)
        finalize(self, self._database.close)
        try:
            self._fill(tape)
        except sqlite3.Error as error:
            raise BadSource(f"it cannot be laid out on disk: {error}") from error

    @property
    def faults(self) -> list[str]:
        """What is wrong with the file, each with how often."""
        return [f"{fault} ({count:,} times)" if count > 1 else fault for fault, count in self._broken.items()]

    def __getitem__(self, cid: bytes) -> bytes:
        found = self._database.execute("SELECT block FROM block WHERE cid = ?", (cid,)).fetchone()
        if found is None:
            raise KeyError(cid)
        return bytes(found[0])

    def __iter__(self) -> Iterator[bytes]:
        return (bytes(cid) for (cid,) in self._database.execute("SELECT cid FROM block"))

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM block").fetchone()[0])

    def _fill(self, tape: Tape) -> None:
        for setting in (f"cache_size = -{_CACHE}", "journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute("CREATE TABLE block (cid BLOB PRIMARY KEY, block BLOB NOT NULL)")
        self._database.executemany("INSERT OR IGNORE INTO block VALUES (?, ?)", self._sound(tape))
        self._database.commit()

    def _sound(self, tape: Tape) -> Iterator[tuple[bytes, bytes]]:
        """The blocks that are what their CIDs say; a file that is cut off, or goes on as none can, is read up to there."""
        try:
            while tape.ahead(1):
                size = _length(tape)
                if size > MAX_RECORD:
                    self._broken[f"a block is larger than {MAX_RECORD:,} bytes"] += 1
                    tape.skip(size)
                    continue
                section = tape.take(size)
                if car.is_sound(section[:CID_LENGTH], section[CID_LENGTH:]):
                    yield section[:CID_LENGTH], section[CID_LENGTH:]
                else:
                    self._broken["a block is not what its CID says"] += 1
        except BadSource as error:
            self._broken[str(error)] += 1


def _roots(tape: Tape) -> tuple[bytes, ...]:
    """What the header says. Raises BadSource."""
    try:
        return car.read_roots(tape.take(min(_length(tape), MAX_HEADER)))
    except (BadSource, MalformedError) as error:
        raise BadSource(f"it is no CAR file, or not even the beginning of one: {error}") from error


def _length(tape: Tape) -> int:
    """The length of what comes next. Raises BadSource."""
    try:
        size, behind = car.varint(tape.ahead(_LENGTH), 0)
    except MalformedError as error:
        raise BadSource(str(error)) from error
    tape.take(behind)
    return size
