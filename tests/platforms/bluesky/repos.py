"""Repositories that we sign ourselves: trees, commits, frames and documents for cases that no real server gives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import libipld
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rostra.platforms.bluesky import car
from rostra.platforms.bluesky.documents import Document, read_document
from rostra.platforms.bluesky.proof import SignedTree, read_commit, signed_tree

CITY = "did:plc:cityofexamplevilleaaaaaa"
RESIDENT = "did:plc:residentaaaaaaaaaaaaaaaa"
STRANGER = "did:plc:strangeraaaaaaaaaaaaaaaa"
ORDERS = {
    "secp256k1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
}
CODECS = {"secp256k1": b"\xe7\x01", "secp256r1": b"\x80\x24"}
REVISIONS = [f"3mptbyp{digit}{other}id2a" for digit in "234567" for other in "abcdefghij"]


def encode(value: Any) -> bytes:
    return bytes(libipld.encode_dag_cbor(value))


def sign(key: ec.EllipticCurvePrivateKey, message: bytes, *, high: bool = False) -> bytes:
    """A signature with the low S, as the network wants it, or with the high one, as it does not."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    order = ORDERS[key.curve.name]
    if (s > order // 2) != high:
        s = order - s
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def multibase(key: ec.EllipticCurvePrivateKey) -> str:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return str(libipld.encode_multibase("z", CODECS[key.curve.name] + point))


def depth(key: bytes) -> int:
    """The layer of a key: pairs of leading zero bits of its SHA-256."""
    bits = f"{int.from_bytes(hashlib.sha256(key).digest()):0256b}"
    return (len(bits) - len(bits.lstrip("0"))) // 2


def tree(records: dict[bytes, bytes], blocks: dict[bytes, bytes]) -> bytes:
    """Build the tree of these keys and CIDs into ``blocks``; the CID of its root."""
    entries = sorted(records.items())
    root = _subtree(entries, max((depth(key) for key, _ in entries), default=0), blocks)
    return root or _put({"l": None, "e": []}, blocks)


def _subtree(entries: list[tuple[bytes, bytes]], layer: int, blocks: dict[bytes, bytes]) -> bytes | None:
    if not entries:
        return None
    own = [i for i, (key, _) in enumerate(entries) if depth(key) == layer]
    edges = [*own, len(entries)]
    node: dict[str, Any] = {"l": _subtree(entries[: edges[0]], layer - 1, blocks), "e": []}
    last = b""
    for at, after in zip(own, edges[1:], strict=True):
        key, value = entries[at]
        shared = next((i for i, (a, b) in enumerate(zip(last, key, strict=False)) if a != b), min(len(last), len(key)))
        node["e"].append({"p": shared, "k": key[shared:], "v": value, "t": _subtree(entries[at + 1 : after], layer - 1, blocks)})
        last = key
    return _put(node, blocks)


def _put(value: Any, blocks: dict[bytes, bytes]) -> bytes:
    block = encode(value)
    blocks[car.cid_of(block)] = block
    return car.cid_of(block)


@dataclass
class Repo:
    """A repository in the making."""

    did: str = CITY
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256K1()))
    records: dict[str, bytes] = field(default_factory=dict)
    revision: str = ""
    seq: int = 0

    @property
    def document(self) -> Document:
        method = {"id": f"{self.did}#atproto", "type": "Multikey", "controller": self.did, "publicKeyMultibase": multibase(self.key)}
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example"}
        content = {"id": self.did, "alsoKnownAs": ["at://city.example"], "verificationMethod": [method], "service": [service]}
        return read_document(orjson.dumps(content), self.did)

    def blocks(self, high: bool = False) -> tuple[bytes, dict[bytes, bytes]]:
        """The CID of the signed commit, and all blocks."""
        blocks = {car.cid_of(record): record for record in self.records.values()}
        data = tree({key.encode(): car.cid_of(record) for key, record in self.records.items()}, blocks)
        unsigned = {"did": self.did, "version": 3, "data": data, "rev": self.revision or REVISIONS[0], "prev": None}
        content = encode(unsigned)
        signature = sign(self.key, content, high=high)
        while signature[0] == 1:  # as a CID begins: libipld would write such bytes as a link
            signature = sign(self.key, content, high=high)
        return _put({**unsigned, "sig": signature}, blocks), blocks

    def signed(self) -> SignedTree:
        commit, blocks = self.blocks()
        return signed_tree(read_commit(blocks[commit]), blocks, self.document)

    def car(self) -> bytes:
        commit, blocks = self.blocks()
        return car.write([commit], blocks.items())

    def change(self, action: str, key: str, record: Any = None, **body: Any) -> bytes:
        """Change one record and give the frame that tells it; ``body`` overrides fields of it."""
        since, self.revision = self.revision, REVISIONS[REVISIONS.index(self.revision) + 1] if self.revision else REVISIONS[0]
        cid = None
        if action == "delete":
            del self.records[key]
        else:
            self.records[key] = record if isinstance(record, bytes) else encode(record)
            cid = car.cid_of(self.records[key])
        commit, blocks = self.blocks()
        self.seq += 1
        content = {
            "repo": self.did,
            "seq": self.seq,
            "time": f"2026-07-04T14:38:{self.seq:02}.000Z",
            "rev": self.revision,
            "since": since or None,
            "commit": commit,
            "ops": [{"action": action, "path": key, "cid": cid}],
            "blocks": car.write([commit], blocks.items()),
            "tooBig": False,
        }
        return frame("#commit", {**content, **body})


def frame(kind: str, body: dict[str, Any], op: int = 1) -> bytes:
    """One frame of the stream."""
    header = {"op": op, "t": kind} if op == 1 else {"op": op}
    return encode(header) + encode(body)
