"""Stands for the log's tests: stores in memory that can be made to fail before or after they persist, and the whole invariant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rostra.tlog import EMPTY_HEAD, Head, Kind, Log, Missing, Policy, SignerKey, Stores, check, leaf_hash, verify, verify_consistency

ORIGIN = "log.example/exampleville"
KEY = SignerKey(ORIGIN, Kind.NOTE, bytes(range(32)))
POLICY = Policy(ORIGIN, (KEY.verifier,))


class PowerCut(Exception):
    """The fault that the stores raise."""


class Faults:
    """Counts the writes of all stores of a stand; the write with number `at` fails, before or after it has persisted."""

    def __init__(self) -> None:
        self.count = 0
        self.at: int | None = None
        self.after = False

    def write(self, persist: Iterable[object]) -> None:
        """Run one write; `persist` is consumed to do it."""
        due = self.count == self.at
        self.count += 1
        if due and not self.after:
            raise PowerCut
        for _ in persist:
            pass
        if due:
            raise PowerCut


class MemoryEntries:
    def __init__(self, entries: Sequence[bytes] = ()) -> None:
        self.list = list(entries)

    def entries(self, start: int, stop: int) -> Iterable[bytes]:
        return iter(self.list[start:stop])


class MemoryHeads:
    def __init__(self, faults: Faults) -> None:
        self.head = EMPTY_HEAD
        self._faults = faults

    def load(self) -> Head:
        return self.head

    def compare_and_set(self, old: Head, new: Head) -> bool:
        if self.head != old:
            return False
        self._faults.write(self._set(new))
        return True

    def _set(self, new: Head) -> Iterable[object]:
        self.head = new
        yield


class MemoryHeadFile:
    def __init__(self, faults: Faults) -> None:
        self.head: Head | None = None
        self._faults = faults

    def load(self) -> Head:
        if self.head is None:
            raise Missing("head")
        return self.head

    def store(self, head: Head) -> None:
        self._faults.write(self._set(head))

    def _set(self, head: Head) -> Iterable[object]:
        self.head = head
        yield


class MemoryTiles:
    """Refuses to change a file that is immutable: a public cache would notice."""

    def __init__(self, faults: Faults) -> None:
        self.files: dict[str, bytes] = {}
        self.repairing = False
        self._faults = faults

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise Missing(path)
        return self.files[path]

    def write(self, path: str, content: bytes) -> None:
        assert self.repairing or self.files.get(path, content) == content, f"{path} is immutable"
        self._faults.write(self._set(path, content))

    def replace(self, path: str, content: bytes) -> None:
        assert path == "checkpoint"
        self._faults.write(self._set(path, content))

    def discard(self, path: str) -> None:
        self._faults.write(self._drop(path))

    def _set(self, path: str, content: bytes) -> Iterable[object]:
        self.files[path] = content
        yield

    def _drop(self, path: str) -> Iterable[object]:
        assert path.removesuffix(".p") in self.files, f"{path} goes before the full tile is there"
        for each in [each for each in self.files if each.startswith(path + "/")]:
            del self.files[each]
        yield


class Stand:
    """A log on memory stores. `restart` is what a new process does."""

    def __init__(self, entries: Sequence[bytes] = ()) -> None:
        self.faults = Faults()
        self.entries = MemoryEntries(entries)
        self.heads = MemoryHeads(self.faults)
        self.head_file = MemoryHeadFile(self.faults)
        self.tiles = MemoryTiles(self.faults)
        self.log = Log.create(ORIGIN, KEY, self.stores)
        self.signed: list[Head] = []

    @property
    def stores(self) -> Stores:
        return Stores(self.entries, self.heads, self.head_file, self.tiles)

    def restart(self, **seen: bytes) -> Log:
        self.log = Log.open(ORIGIN, KEY, self.stores, seen)
        return self.log

    def grow(self, size: int) -> None:
        """Commit entries up to `size`, and take them in and publish as the sequencer does."""
        self.entries.list += [entry(index) for index in range(len(self.entries.list), size)]
        self.log.extend(size)
        self.log.publish()

    def check(self) -> None:
        """The whole invariant: what is served verifies entry for entry, follows from all that was served before, and is never ahead."""
        if "checkpoint" not in self.tiles.files:
            return
        assert [str(each) for each in check(self.tiles, ORIGIN, KEY.verifier, self.entries)] == []
        served = self.restart().checkpoint.head
        assert self.log.reasons == ()
        assert self.head_file.head is not None
        assert served.size <= self.head_file.head.size <= self.heads.head.size <= len(self.entries.list)
        self._check_history(served)

    def _check_history(self, served: Head) -> None:
        for old in self.signed:
            if 0 < old.size < served.size:
                verify_consistency(old, served, self.log.prove_consistency(old.size, served.size))
            assert old.size < served.size or old == served or old.size == 0
        self.signed.append(served)

    def prove(self, indexes: Iterable[int]) -> None:
        for index in indexes:
            assert verify(self.log.prove(index), self.entries.list[index], POLICY).index == index


def entry(index: int) -> bytes:
    return f'{{"counter":{index},"type":"capture"}}'.encode()


def plain_root(entries: Sequence[bytes]) -> bytes:
    """The root by the recursive definition of RFC 6962, section 2.1: slow, and independent of what it checks."""
    from hashlib import sha256

    if len(entries) < 2:
        return leaf_hash(entries[0]) if entries else sha256(b"").digest()
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    return sha256(b"\x01" + plain_root(entries[:middle]) + plain_root(entries[middle:])).digest()
