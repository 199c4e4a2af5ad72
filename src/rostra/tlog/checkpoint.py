"""Checkpoints after c2sp.org/tlog-checkpoint: the signed head of a log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rostra.tlog.encoding import b64, decimal, unhash
from rostra.tlog.errors import Malformed, Step, Unverifiable
from rostra.tlog.merkle import EMPTY_ROOT, Head
from rostra.tlog.note import Note, SignerKey, Verified, VerifierKey, open_note

PATH = "checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its origin (which log), its head, and extension lines (we write none, others may)."""

    origin: str
    head: Head
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note text that is signed."""
        return "\n".join([self.origin, str(self.head.size), b64(self.head.root), *self.extensions]) + "\n"


@dataclass(frozen=True)
class Opened:
    """A checkpoint that verifies: what it says, the whole note, and the signatures by known keys (log first or not, as they stand)."""

    checkpoint: Checkpoint
    note: Note
    verified: tuple[Verified, ...]

    @property
    def head(self) -> Head:
        """The head that was signed."""
        return self.checkpoint.head


def parse(text: str) -> Checkpoint:
    """Read a checkpoint's text. Raises Malformed: lines missing or empty, a size or root in another spelling, a wrong empty root."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise Malformed("a checkpoint is at least three lines, none of them empty")
    head = Head(decimal(lines[1]), unhash(lines[2]))
    if head.size == 0 and head.root != EMPTY_ROOT:
        raise Malformed("the root of size 0 is not the hash of nothing")
    return Checkpoint(lines[0], head, tuple(lines[3:-1]))


def sign(checkpoint: Checkpoint, key: SignerKey) -> bytes:
    """Sign a checkpoint. Whoever calls it must know that no other head was or will be signed beside it: only `Log` does."""
    return Note(checkpoint.text, (key.sign(checkpoint.text),)).signed


def open_checkpoint(signed: bytes, origin: str, keys: Collection[VerifierKey], witnesses: Collection[VerifierKey] = ()) -> Opened:
    """Verify a checkpoint: signed by one of the log's `keys`, and of the log `origin`. Signatures of `witnesses` are verified with it.

    Raises Malformed or Unverifiable (SIGNATURE, ORIGIN). One bad signature by any key given refuses it.
    """
    note, verified = open_note(signed, [*keys, *witnesses])
    if not any(each.key in keys for each in verified):
        raise Unverifiable(Step.SIGNATURE, "no signature by the log's key")
    checkpoint = parse(note.text)
    if checkpoint.origin != origin:
        raise Unverifiable(Step.ORIGIN, f"a checkpoint of {checkpoint.origin!r}, not of {origin!r}")
    return Opened(checkpoint, note, verified)
