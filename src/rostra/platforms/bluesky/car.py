"""Content-addressed blocks and the CAR files that carry them (CARv1, DAG-CBOR, SHA-256: the AT Protocol's subset)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import libipld

DAG_CBOR = 0x71
RAW = 0x55
CID_LENGTH = 36
ENDS = "a CAR file that ends too early"
_PREFIXES = {codec: bytes((1, codec, 0x12, 0x20)) for codec in (DAG_CBOR, RAW)}
_ALLOWED = tuple(_PREFIXES.values())


class MalformedError(ValueError):
    """Bytes from outside that are not what they must be; the message says what is wrong."""


def decode(block: bytes) -> object:
    """The value in a DAG-CBOR block; links come as the bytes of the CID. Raises MalformedError, also for too deep nesting."""
    try:
        value: object = libipld.decode_dag_cbor(block)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not DAG-CBOR: {str(error)[:200]}") from None
    return value


def decode_map(block: bytes) -> dict[str, object]:
    """The map in a DAG-CBOR block. Raises MalformedError."""
    value = decode(block)
    if not isinstance(value, dict):
        raise MalformedError("a block that must be a map is none")
    return value


def cid_of(block: bytes, codec: int = DAG_CBOR) -> bytes:
    """The CID of a block."""
    return _PREFIXES[codec] + hashlib.sha256(block).digest()


def is_cid(value: object, codec: int = DAG_CBOR) -> bool:
    """Whether this is a CID of the codec, with SHA-256."""
    return isinstance(value, bytes) and len(value) == CID_LENGTH and value.startswith(_PREFIXES[codec])


def read_cid(text: str) -> bytes:
    """The bytes of a CID in text. Raises MalformedError."""
    try:
        return bytes(libipld.decode_multibase(text)[1])
    except ValueError:
        raise MalformedError("a CID that is none") from None


@dataclass(frozen=True, slots=True)
class Car:
    """A CAR file that was read: every block is what its CID says."""

    roots: tuple[bytes, ...]
    blocks: dict[bytes, bytes]


def read(data: bytes) -> Car:
    """Read a CAR file and check every block against its CID. Raises MalformedError."""
    size, at = varint(data, 0)
    return Car(read_roots(_slice(data, at, size)), _blocks(data, at + size))


def read_roots(header: bytes) -> tuple[bytes, ...]:
    """The roots that the header of a CAR file names. Raises MalformedError."""
    content = decode_map(header)
    roots = content.get("roots")
    if content.get("version") != 1 or not isinstance(roots, list) or not all(isinstance(root, bytes) for root in roots):
        raise MalformedError("not a CAR file of version 1")
    return tuple(roots)


def is_sound(cid: bytes, block: bytes) -> bool:
    """Whether a block is what its CID says, and the CID is one that a repository may have."""
    return cid.startswith(_ALLOWED) and hashlib.sha256(block).digest() == cid[4:]


def _blocks(data: bytes, at: int) -> dict[bytes, bytes]:
    blocks: dict[bytes, bytes] = {}
    while at < len(data):
        size, at = varint(data, at)
        section = _slice(data, at, size)
        cid, block = section[:CID_LENGTH], section[CID_LENGTH:]
        if not is_sound(cid, block):
            raise MalformedError("a block is not what its CID says")
        blocks[cid] = block
        at += size
    return blocks


def write(roots: Iterable[bytes], blocks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A CAR file of these blocks (CID, bytes), in this order."""
    header = libipld.encode_dag_cbor({"version": 1, "roots": list(roots)})
    sections = (_length(len(cid) + len(block)) + cid + block for cid, block in blocks)
    return _length(len(header)) + header + b"".join(sections)


def _slice(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise MalformedError(ENDS)
    return data[at : at + size]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The length that stands at this place, and the place behind it. Raises MalformedError."""
    value = 0
    for shift in range(0, 35, 7):
        if at >= len(data):
            raise MalformedError(ENDS)
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise MalformedError("a length in a CAR file is out of range")


def _length(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
