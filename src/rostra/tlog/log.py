"""The log itself: it commits heads, signs them, and publishes tiles and checkpoints.

The caller commits entries; then the durable steps, always in this order:

1. `extend`: the new head (size, root) is computed from the entries and committed to the head store by compare-and-set;
2. the same head goes into the head file, which can live on another volume;
3. `publish`: the head is signed, never one that is not in both;
4. bundles and tiles are written, derived from the entries;
5. the checkpoint is replaced atomically;
6. whoever wants cosignatures asks the witnesses (`witness.submit`) and hands them to `cosign`.

Dead at any line, the next `Log.open` finds out how far it came, and the next `publish` finishes it through the same code as on a good
day: tiles are always derived from the last published edge up to the committed head. There is no other way to write one.

`open` compares all memories of the log. If one is ahead of the database head (an old backup was restored) or contradicts it (history
was rewritten), the log is read-only and `reasons` says exactly why; nothing is written then, so that the evidence stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from rostra.tlog import checkpoint, note, proof
from rostra.tlog.checkpoint import Checkpoint, Opened, open_checkpoint
from rostra.tlog.edge import Edge
from rostra.tlog.errors import Contradiction, LogError, Missing, ReadOnly
from rostra.tlog.merkle import EMPTY_HEAD, Head, consistency_proof
from rostra.tlog.note import Signature, SignerKey, VerifierKey
from rostra.tlog.opening import HEAD_FILE_MISSING, State, Stores, examine
from rostra.tlog.tiles import WIDTH, Tile, TileReader, encode_bundle


class Log:
    """One log with one writer. Make it with `create` once and with `open` ever after.

    After an exception open the log again (or repeat the same call): both find out what was finished and go on from there.
    """

    def __init__(self, origin: str, key: SignerKey, stores: Stores, state: State) -> None:
        self.origin = origin
        self._key = key
        self._stores = stores
        self._state = state

    @classmethod
    def create(cls, origin: str, key: SignerKey, stores: Stores) -> Log:
        """Begin a log: write the empty head into the head file, where nothing may be yet. Raises Contradiction if any store has a head.

        That `open` demands the head file and only `create` makes it is what turns its loss into a finding.
        """
        state = examine(origin, key.verifier, stores, {})
        if state.reasons not in {(), (HEAD_FILE_MISSING,)} or state.head != EMPTY_HEAD or state.served is not None:
            raise Contradiction("a log was begun here before")
        stores.head_file.store(EMPTY_HEAD)
        return cls.open(origin, key, stores)

    @classmethod
    def open(cls, origin: str, key: SignerKey, stores: Stores, seen: Mapping[str, bytes] | None = None) -> Log:
        """Open a log, comparing every memory of it. Nothing is written.

        `seen` are signed checkpoints of this log that others hold, under names for the message (what `witness.latest` fetched, a
        printed one). Those that this log's key did not sign are ignored: a stranger must not be able to stop the log.
        """
        return cls(origin, key, stores, examine(origin, key.verifier, stores, seen or {}))

    @property
    def head(self) -> Head:
        """The committed head."""
        return self._state.head

    @property
    def published(self) -> Head:
        """The head of the checkpoint that is served; the empty head before the first."""
        return self._state.served.head if self._state.served else EMPTY_HEAD

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the log is read-only; empty if it is not."""
        return self._state.reasons

    def extend(self, stop: int) -> Head:
        """Take the entries up to `stop` (exclusive) into the log and commit the new head, in both memories. Gives the head.

        The entries must be committed, for ever. Any number at once, in bounded memory; nothing is published yet. With `stop` at the
        head nothing happens. Raises ReadOnly; Contradiction (and the log is read-only from then on) if the entries already logged have
        changed, some are missing, the head file is not as we left it, or another writer was here; Malformed if an entry is too long,
        with nothing committed; ValueError if `stop` is below the head.
        """
        self._require_writable()
        if stop < self.head.size:
            raise ValueError(f"the log has {self.head.size} entries, it cannot end at {stop}")
        with self._stopping_at_contradiction():
            self._load_filed()
            if stop > self.head.size:
                self._commit(stop)
            self._file_head()
        return self.head

    def publish(self) -> bytes:
        """Sign the committed head, write what its tiles lack, and replace the checkpoint. Gives the signed checkpoint as it is served.

        A checkpoint of the same head is not written again (it may carry cosignatures). Raises ReadOnly, or Contradiction as `extend`.
        """
        self._require_writable()
        with self._stopping_at_contradiction():
            self._file_head()
            signed = self._sign()
            self._write_tiles()
        served = self._state.served
        if served is None or served.head != self.head:
            self._serve(signed)
        return self.checkpoint.note.signed

    def cosign(self, signatures: Iterable[Signature], witnesses: Collection[VerifierKey]) -> bytes:
        """Add cosignatures to the served checkpoint, replacing older ones by the same key. Gives the checkpoint as it is served.

        Raises Unverifiable if one does not hold for the served checkpoint or none is by one of `witnesses`, and ReadOnly.
        """
        self._require_writable()
        signed = note.add_signatures(self.checkpoint.note, signatures).signed
        open_checkpoint(signed, self.origin, [self._key.verifier], witnesses)
        self._serve(signed)
        return signed

    def repair(self) -> None:
        """Write all bundles and tiles again from the entries: after `fsck` found some damaged, or a power cut. Raises as `publish`."""
        self._require_writable()
        self._state.written = Edge()
        self.publish()

    @property
    def checkpoint(self) -> Opened:
        """The served checkpoint, verified. Raises Missing if nothing was published yet."""
        if self._state.served is None:
            raise Missing(checkpoint.PATH)
        return self._state.served

    def prove(self, index: int, extra: bytes = b"") -> bytes:
        """Give the offline proof of one entry against the served checkpoint. Raises as `proof.build`. Works read-only too."""
        return proof.build(self.checkpoint, self._stores.tiles, index, extra).encoded

    def prove_consistency(self, old: int, new: int) -> list[bytes]:
        """Give the proof that the tree of size `new` (at most the published) begins with that of `old`. Raises ValueError."""
        return consistency_proof(TileReader(self._stores.tiles, self.published.size).hash_at, old, new)

    def _require_writable(self) -> None:
        if self.reasons:
            raise ReadOnly(self.reasons)

    @contextmanager
    def _stopping_at_contradiction(self) -> Iterator[None]:
        try:
            yield
        except Contradiction as error:
            self._state.reasons += (str(error),)
            raise

    def _commit(self, stop: int) -> None:
        edge = self._state.edge.copy()
        for _ in edge.grow(self._stores.entries, stop):
            pass
        new = edge.head
        won = self._stores.heads.compare_and_set(self.head, new)
        if not won and self._stores.heads.load() != new:  # if it is, an earlier try had succeeded without our being told
            raise Contradiction("the database head is not where this log left it: another writer was here")
        self._state.edge, self._state.head = edge, new

    def _load_filed(self) -> Head:
        """Read the head file, which must hold what we put there."""
        try:
            held = self._stores.head_file.load()
        except LogError as error:
            raise Contradiction(f"the head file cannot be read: {error}") from error
        if held not in {self._state.filed, self.head}:
            raise Contradiction(f"the head file has changed under this log: {held}, not {self._state.filed}")
        return held

    def _file_head(self) -> None:
        if self._load_filed() != self.head:
            self._stores.head_file.store(self.head)
        self._state.filed = self.head

    def _sign(self) -> bytes:
        """Sign the head, which must stand in both memories: the only place that signs one."""
        if self._load_filed() != self.head or self._stores.heads.load() != self.head:
            raise Contradiction("the head to be signed does not stand in both the head file and the database")
        return checkpoint.sign(Checkpoint(self.origin, self.head), self._key)

    def _write_tiles(self) -> None:
        before, tiles = self._state.written, self._stores.tiles
        if before.size == self.head.size:
            return
        edge = before.copy()
        for made in edge.grow(self._stores.entries, self.head.size):
            tiles.write(Tile(0, made.start // WIDTH, len(made.entries)).bundle_path, encode_bundle(made.entries))
            for tile, run in made.full:
                tiles.write(tile.path, run)
        if edge.head != self.head:
            raise Contradiction(f"the entries have changed since their head was committed: {edge.head} instead of {self.head}")
        self._write_partials(before, edge)
        self._state.written = edge

    def _write_partials(self, before: Edge, edge: Edge) -> None:
        """Write the new right edge, and remove the partial tiles that have become full ones (tlog-tiles, Partial Tiles)."""
        old = {tile for tile, _ in before.partials()}
        for tile, run in edge.partials():
            if tile not in old:
                self._stores.tiles.write(tile.path, run)
        for tile in old:
            if (tile.index + 1) * WIDTH ** (tile.level + 1) <= edge.size:
                self._stores.tiles.discard(f"{tile.full.path}.p")
                if tile.level == 0:
                    self._stores.tiles.discard(f"{tile.full.bundle_path}.p")

    def _serve(self, signed: bytes) -> None:
        self._stores.tiles.replace(checkpoint.PATH, signed)
        self._state.served = open_checkpoint(signed, self.origin, [self._key.verifier])
