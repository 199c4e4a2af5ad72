"""What `Log.open` does: compare every memory of a log with the database head, and find the edge from which to go on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from rostra.tlog import checkpoint
from rostra.tlog.checkpoint import Opened, open_checkpoint
from rostra.tlog.edge import Edge, EntrySource
from rostra.tlog.encoding import b64
from rostra.tlog.errors import LogError, Malformed, Missing, Unverifiable
from rostra.tlog.merkle import EMPTY_HEAD, Head
from rostra.tlog.note import VerifierKey
from rostra.tlog.stores import HeadFile, HeadStore, TileStore
from rostra.tlog.tiles import TileReader

HEAD_FILE_MISSING = "the head file is missing; it is made once, when the log is created, and must be brought back from where it went"


@dataclass(frozen=True)
class Stores:
    """The four stores of a log; their protocols state what is asked of each."""

    entries: EntrySource
    heads: HeadStore
    head_file: HeadFile
    tiles: TileStore


@dataclass
class State:
    """Where a log stands. Owned by its `Log`."""

    head: Head  # committed to the head store
    edge: Edge = field(default_factory=Edge)  # of the tree of `head`
    written: Edge = field(default_factory=Edge)  # bundles and tiles are written up to here
    filed: Head = EMPTY_HEAD  # what the head file held when last looked at
    served: Opened | None = None  # the published checkpoint
    reasons: tuple[str, ...] = ()  # why nothing may be written


@dataclass(frozen=True)
class Claim:
    """A head that some memory of the log holds."""

    holder: str
    head: Head


def examine(origin: str, key: VerifierKey, stores: Stores, seen: Mapping[str, bytes]) -> State:
    """Compare all memories of the log; see `Log.open`. Nothing is written."""
    state = State(stores.heads.load())
    claims = [*_read_head_file(state, stores.head_file), *_read_served(state, stores.tiles, origin, key)]
    claims += [Claim(holder, head) for holder, signed in seen.items() for head in _signed_head(signed, origin, key)]
    state.reasons += tuple(_conflicts(state.head, claims))
    if not state.reasons:
        _find_edge(state, stores, claims)
    return state


def _read_head_file(state: State, head_file: HeadFile) -> Iterator[Claim]:
    try:
        state.filed = head_file.load()
        yield Claim("the head file", state.filed)
    except Missing:
        state.reasons += (HEAD_FILE_MISSING,)
    except Malformed as error:
        state.reasons += (f"the head file cannot be read: {error}",)


def _read_served(state: State, tiles: TileStore, origin: str, key: VerifierKey) -> Iterator[Claim]:
    try:
        state.served = open_checkpoint(tiles.read(checkpoint.PATH), origin, [key])
        yield Claim("the served checkpoint", state.served.head)
    except Missing:
        return  # nothing was published yet, or the whole directory is lost: it is made again
    except (Malformed, Unverifiable) as error:
        state.reasons += (f"the served checkpoint does not verify: {error}",)


def _signed_head(signed: bytes, origin: str, key: VerifierKey) -> list[Head]:
    try:
        return [open_checkpoint(signed, origin, [key]).head]
    except (Malformed, Unverifiable):
        return []


def _conflicts(head: Head, claims: Collection[Claim]) -> Iterator[str]:
    for claim in claims:
        if claim.head.size > head.size:
            yield f"{claim.holder} is ahead: it has {claim.head.size} entries, the database head has {head.size}"
        elif claim.head.size == head.size and claim.head.root != head.root:
            yield (
                f"{claim.holder} contradicts the database head: both have {head.size} entries, "
                f"but root {b64(claim.head.root)} there and {b64(head.root)} in the database"
            )


def _find_edge(state: State, stores: Stores, claims: Collection[Claim]) -> None:
    """Retrace the tree from the served tiles, or, if that does not come out, from the first entry; both failing is the reason to stop."""
    failures: list[str] = []
    for base in _bases(state.served, stores.tiles):
        edge = base.copy()
        found = list(_retrace(edge, TileReader(stores.tiles, base.size), stores.entries, [*claims, Claim("the database head", state.head)]))
        if not found:
            state.edge, state.written = edge, base
            return
        failures += found
    state.reasons += tuple(dict.fromkeys(failures))


def _bases(served: Opened | None, tiles: TileStore) -> Iterator[Edge]:
    """Give the edges to try: what the tiles say (`_retrace` holds it against the served checkpoint), then that of the empty tree."""
    if served is not None:
        with suppress(LogError):
            yield Edge.read(tiles, served.head.size)
    yield Edge()


def _retrace(edge: Edge, published: TileReader, entries: EntrySource, claims: Collection[Claim]) -> Iterator[str]:
    """Grow the edge to the last claim, saying which claims are not the root that the tree had at their size."""
    try:
        for claim in sorted(claims, key=lambda each: each.head.size):
            root = _root_at(claim.head.size, edge, published, entries)
            if root != claim.head.root:
                yield (
                    f"{claim.holder} is not what the entries give: at size {claim.head.size} "
                    f"it has root {b64(claim.head.root)}, the entries {b64(root)}"
                )
    except LogError as error:
        yield str(error)


def _root_at(size: int, edge: Edge, published: TileReader, entries: EntrySource) -> bytes:
    if size < published.size:
        return published.root(size)
    for _ in edge.grow(entries, size):
        pass
    return edge.head.root
