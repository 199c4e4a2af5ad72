"""Signed notes after c2sp.org/signed-note, with the two Ed25519 signature types: 0x01, and 0x04 of c2sp.org/tlog-cosignature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rostra.tlog.encoding import b64, unb64
from rostra.tlog.errors import Malformed, Step, Unverifiable

MAX_NOTE = 1_000_000  # bytes, as in golang.org/x/mod/sumdb/note
MAX_SIGNATURES = 100  # the specification asks for 16 at least
KEY_BYTES = 32
SIGNATURE_BYTES = 64
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Kind(IntEnum):
    """Signature types: what the signed bytes are."""

    NOTE = 0x01
    COSIGNATURE = 0x04


class Signature(NamedTuple):
    """One signature line: the key's name and id, and the signature field behind the id. Verified or not."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"— {self.name} {b64(self.key_id + self.value)}\n"


class Verified(NamedTuple):
    """A signature that holds: by whom, and when, for a cosignature."""

    key: VerifierKey
    time: dt.datetime | None


class Note(NamedTuple):
    """A note's text (with its last newline) and its signature lines, not verified."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def signed(self) -> bytes:
        """The note as it is published."""
        return (self.text + "\n" + "".join(each.line for each in self.signatures)).encode()


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name and signature type: the one thing that a verifier must have got from a place it trusts."""

    name: str
    kind: Kind
    public: bytes

    def __post_init__(self) -> None:
        _require_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise Malformed(f"an Ed25519 public key has {KEY_BYTES} bytes, this one has {len(self.public)}")

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        """Read a vkey, `<name>+<id in hex>+<base64(type || key)>`. Raises Malformed."""
        name, key_id, kind, public = _split_key(vkey)
        return _matching(cls(name, kind, public), key_id)

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || type || key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as text, for publishing."""
        return f"{self.name}+{self.key_id.hex()}+{b64(bytes([self.kind]) + self.public)}"

    def verify(self, text: str, signature: Signature) -> Verified:
        """Check a signature of this key over a note's text. Raises Unverifiable."""
        stamp, value = (b"", signature.value) if self.kind is Kind.NOTE else (signature.value[:8], signature.value[8:])
        time = _read_time(stamp) if stamp else None
        if len(signature.value) != SIGNATURE_BYTES + (8 if self.kind is Kind.COSIGNATURE else 0):
            raise Unverifiable(Step.SIGNATURE, f"the signature of {self.name} has the wrong length")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, _message(self.kind, text, time))
        except (InvalidSignature, ValueError) as error:
            raise Unverifiable(Step.SIGNATURE, f"the signature of {self.name} is wrong") from error
        return Verified(self, time)


@dataclass(frozen=True)
class SignerKey:
    """A private key with its name and signature type. Its text form never appears in a repr."""

    name: str
    kind: Kind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _require_name(self.name)
        if len(self.seed) != KEY_BYTES:
            raise Malformed(f"an Ed25519 private key has {KEY_BYTES} bytes")

    @classmethod
    def generate(cls, name: str, kind: Kind = Kind.NOTE) -> SignerKey:
        """Make a new key."""
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, skey: str) -> SignerKey:
        """Read an skey, `PRIVATE+KEY+<name>+<id in hex>+<base64(type || seed)>`. Raises Malformed, which never quotes the key."""
        if not skey.startswith("PRIVATE+KEY+"):
            raise Malformed("not a private key")
        name, key_id, kind, seed = _split_key(skey.removeprefix("PRIVATE+KEY+"))
        key = cls(name, kind, seed)
        _matching(key.verifier, key_id)
        return key

    @property
    def skey(self) -> str:
        """The private key as text. Keep it secret."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{b64(bytes([self.kind]) + self.seed)}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.kind, self._private.public_key().public_bytes_raw())

    def sign(self, text: str, time: dt.datetime | None = None) -> Signature:
        """Sign a note's text; a cosignature needs the time, and nothing else may have one (ValueError). Raises Malformed for a bad text."""
        if (time is None) is not (self.kind is Kind.NOTE):
            raise ValueError("a cosignature has a time, a note signature has none")
        _require_text(text)
        stamp = b"" if time is None else _seconds(time).to_bytes(8, "big")
        return Signature(self.name, self.verifier.key_id, stamp + self._private.sign(_message(self.kind, text, time)))

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse(signed: bytes) -> Note:
    """Split a signed note into text and signature lines. Raises Malformed. Nothing is verified: use `open_note` before believing it."""
    if len(signed) > MAX_NOTE:
        raise Malformed(f"a note over {MAX_NOTE} bytes")
    try:
        whole = signed.decode()
    except UnicodeDecodeError as error:
        raise Malformed("a note is UTF-8") from error
    text, separator, lines = whole.rpartition("\n\n")
    if not separator:
        raise Malformed("no empty line before the signatures")
    _require_text(text + "\n")
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Read signature lines, each with its newline; at least one. Raises Malformed."""
    if not lines.endswith("\n"):
        raise Malformed("the signatures do not end in a newline")
    if lines.count("\n") > MAX_SIGNATURES:
        raise Malformed(f"more than {MAX_SIGNATURES} signatures")
    return tuple(_parse_line(line) for line in lines[:-1].split("\n"))


def open_note(signed: bytes, keys: Iterable[VerifierKey]) -> tuple[Note, tuple[Verified, ...]]:
    """Parse a note and verify every signature that is by one of `keys`; the others are ignored, as the specification demands.

    One bad signature by a known key refuses the whole note, and so does the lack of a good one. Raises Malformed or Unverifiable.
    """
    known = {(key.name, key.key_id): key for key in keys}
    note = parse(signed)
    verified = tuple(known[each.name, each.key_id].verify(note.text, each) for each in note.signatures if (each.name, each.key_id) in known)
    if not verified:
        raise Unverifiable(Step.SIGNATURE, "no signature by a known key")
    return note, verified


def add_signatures(note: Note, signatures: Iterable[Signature]) -> Note:
    """Add signature lines; one by the same key takes the place of the older one."""
    by_key = {(each.name, each.key_id): each for each in (*note.signatures, *signatures)}
    return Note(note.text, tuple(by_key.values()))


def _message(kind: Kind, text: str, time: dt.datetime | None) -> bytes:
    prefix = "" if kind is Kind.NOTE or time is None else f"cosignature/v1\ntime {_seconds(time)}\n"
    return (prefix + text).encode()


def _seconds(time: dt.datetime) -> int:
    return (time - EPOCH) // dt.timedelta(seconds=1)


def _read_time(stamp: bytes) -> dt.datetime:
    try:
        return EPOCH + dt.timedelta(seconds=int.from_bytes(stamp, "big"))
    except OverflowError as error:
        raise Unverifiable(Step.SIGNATURE, "a cosignature with an impossible time") from error


def _parse_line(line: str) -> Signature:
    dash, name, encoded = (*line.split(" "), "", "", "")[:3]
    if dash != "—" or line.count(" ") != 2:
        raise Malformed(f"not a signature line: {line[:80]!r}")
    _require_name(name)
    raw = unb64(encoded)
    if len(raw) < 5:
        raise Malformed("a signature line without a signature")
    return Signature(name, raw[:4], raw[4:])


def _split_key(encoded: str) -> tuple[str, str, Kind, bytes]:
    name, key_id, material = (*encoded.split("+", 2), "", "")[:3]
    raw = unb64(material)
    if raw[:1] not in {bytes([kind]) for kind in Kind}:
        raise Malformed("not an Ed25519 key of type 0x01 or 0x04")
    return name, key_id, Kind(raw[0]), raw[1:]


def _matching(key: VerifierKey, key_id: str) -> VerifierKey:
    if key.key_id.hex() != key_id:
        raise Malformed(f"the key's id is not {key_id!r}")
    return key


def _require_name(name: str) -> None:
    if not name or "+" in name or any(each.isspace() or each < " " for each in name):
        raise Malformed(f"not a key name: {name[:80]!r}")


def _require_text(text: str) -> None:
    if not text.endswith("\n") or any(each < " " for each in text if each != "\n"):
        raise Malformed("a note's text ends in a newline and has no other control character")
