"""Offline proofs after c2sp.org/tlog-proof: one text file that shows an entry to be in the log, to anyone who has the log's public key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rostra.tlog import note
from rostra.tlog.checkpoint import Opened, open_checkpoint, parse
from rostra.tlog.encoding import b64, decimal, unb64, unhash
from rostra.tlog.errors import Malformed, Step, Unverifiable
from rostra.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from rostra.tlog.note import Verified, VerifierKey
from rostra.tlog.tiles import Readable, TileReader

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63
SUFFIX = ".tlog-proof"


@dataclass(frozen=True)
class Proof:
    """The parts of a proof. `extra` is not authenticated by itself: it is for what is needed to build the entry again."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    @property
    def encoded(self) -> bytes:
        """The proof as a text file."""
        lines = [HEADER, *([f"extra {b64(self.extra)}"] if self.extra else []), f"index {self.index}", *map(b64, self.hashes)]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint


@dataclass(frozen=True)
class Policy:
    """What a verifier trusts: the log's key (or keys, after a rotation), its origin, and how many of which witnesses must have signed.

    An empty set of log keys, or a quorum that no set of witnesses can reach, is a ValueError: a policy that trusts nobody is a mistake.
    """

    origin: str
    keys: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0

    def __post_init__(self) -> None:
        if not self.keys or not 0 <= self.quorum <= len({each.public for each in self.witnesses}):
            raise ValueError("a policy needs a key of the log, and no more witnesses than it names")


@dataclass(frozen=True)
class Proved:
    """What a proof has shown: the entry stands at `index` in the tree of this checkpoint, which these keys have signed."""

    index: int
    opened: Opened
    cosigned: tuple[Verified, ...]


def parse_proof(encoded: bytes) -> Proof:
    """Read a proof. Raises Malformed. Nothing is verified: use `verify`."""
    head, separator, checkpoint = encoded.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed("a proof before its checkpoint is ASCII") from error
    if lines.pop(0) != HEADER or not separator:
        raise Malformed(f"a proof begins with {HEADER} and has an empty line before its checkpoint")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
    index = decimal(_after("index ", lines.pop(0) if lines else ""))
    if len(lines) > MAX_HASHES:
        raise Malformed(f"more than {MAX_HASHES} hashes")
    return Proof(index, tuple(map(unhash, lines)), checkpoint, extra)


def verify(encoded: bytes, entry: bytes | Callable[[bytes], bytes], policy: Policy) -> Proved:
    """Verify a proof offline. Raises Unverifiable with the step that failed, and nothing else.

    `entry` is the entry that the proof is about, or a function that builds it from the proof's extra data (Malformed means it cannot).

    1. FORM: the text is a proof, its last part a checkpoint.
    2. SIGNATURE: a key of the log has signed the checkpoint; no signature by a key of the policy is wrong.
    3. ORIGIN: the checkpoint is of the log that the policy names.
    4. WITNESSES: as many of the policy's witnesses as it asks for have cosigned.
    5. INDEX: the tree has a leaf at the index.
    6. INCLUSION: the hashes lead from the entry to the root that was signed.

    The caller MUST still check that the entry says what it is shown for; a proof only shows that the log contains it.
    """
    try:
        proof = parse_proof(encoded)
        parse(note.parse(proof.checkpoint).text)
        leaf = leaf_hash(entry(proof.extra) if callable(entry) else entry)
    except Malformed as error:
        raise Unverifiable(Step.FORM, str(error)) from error
    opened = open_checkpoint(proof.checkpoint, policy.origin, policy.keys, policy.witnesses)
    cosigned = _quorum(opened, policy)
    verify_inclusion(leaf, proof.index, opened.head, proof.hashes)
    return Proved(proof.index, opened, cosigned)


def build(opened: Opened, source: Readable, index: int, extra: bytes = b"") -> Proof:
    """Build the proof of one entry from the tiles, for a checkpoint that verifies. It is verified before it is given out.

    Raises ValueError if there is no such entry; Missing, Malformed or Unverifiable if the tiles are damaged.
    """
    reader = TileReader(source, opened.head.size)
    hashes = inclusion_proof(reader.hash_at, index, opened.head.size)
    verify_inclusion(reader.hash_at(0, index), index, opened.head, hashes)
    return Proof(index, tuple(hashes), opened.note.signed, extra)


def _quorum(opened: Opened, policy: Policy) -> tuple[Verified, ...]:
    cosigned = tuple(each for each in opened.verified if each.key in policy.witnesses)
    if len({each.key.public for each in cosigned}) < policy.quorum:  # one witness counts once, however many names it has
        raise Unverifiable(Step.WITNESSES, f"{len(cosigned)} of the {policy.quorum} witnesses asked for have signed")
    return cosigned


def _extra(line: str) -> bytes:
    extra = unb64(_after("extra ", line))
    if not extra:
        raise Malformed("an extra line without data is left out")
    return extra


def _after(prefix: str, line: str) -> str:
    if not line.startswith(prefix):
        raise Malformed(f"a line beginning with {prefix!r} is missing")
    return line.removeprefix(prefix)
