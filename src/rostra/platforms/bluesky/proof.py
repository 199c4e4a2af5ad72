"""Proofs that an author signed a record: made from a repository's blocks, checked offline by anybody.

A proof is a CAR file with two roots, the commit and the DID document, and these blocks in this order: the commit, the nodes of the
repository's tree from its root down to the record's key, and the DID document (codec raw) as it was served when the proof was made. The
record is not in it: it is beside it. Every bit counts, for a proof must be byte for byte what its parts give when written again.

It shows that the key in the DID document signed a tree which holds this record under this address (or holds nothing there). That the key
was the account's own rests on the DID document, which the directory serves and nobody signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rostra.platforms.base import Unprovable
from rostra.platforms.bluesky import car, keys, mst
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.documents import Document, read_document
from rostra.platforms.bluesky.ids import RecordUri, is_tid, read_uri


@dataclass(frozen=True, slots=True)
class Commit:
    """A signed state of a repository."""

    did: str
    rev: str
    data: bytes  # CID of the tree's root
    signature: bytes
    block: bytes

    @property
    def unsigned(self) -> bytes:
        """What was signed: the block without its field ``sig``, byte for byte."""
        field = b"\x63sig\x58\x40" + self.signature
        return bytes((self.block[0] - 1,)) + self.block[1:].replace(field, b"", 1)


def read_commit(block: bytes) -> Commit:
    """Read a commit of repository version 3, unchecked. Raises MalformedError."""
    content = car.decode_map(block)
    did, rev, data, signature = (content.get(name) for name in ("did", "rev", "data", "sig"))
    if not (isinstance(did, str) and isinstance(rev, str) and isinstance(data, bytes) and isinstance(signature, bytes)):
        raise MalformedError("a commit lacks a field")
    if content.get("version") != 3 or not is_tid(rev) or not car.is_cid(data) or len(signature) != 64:
        raise MalformedError("a commit is not of version 3")
    if block.count(b"\x63sig\x58\x40" + signature) != 1 or len(content) != 6:
        raise MalformedError("a commit has fields that no commit has")
    return Commit(did, rev, data, signature, block)


@dataclass(frozen=True, slots=True)
class SignedTree:
    """A repository's tree, or a part of it, under a commit whose signature was checked."""

    commit: Commit
    blocks: Mapping[bytes, bytes]
    document: Document

    def find(self, uri: RecordUri) -> mst.Way:
        """The way to a record. Raises MissingBlock, MalformedError."""
        return mst.find(self.blocks, self.commit.data, uri.key)

    def proof(self, path: Iterable[bytes]) -> bytes:
        """The proof for the record, or the nothing, at the end of this path."""
        head = (car.cid_of(self.commit.block), self.commit.block)
        tail = (car.cid_of(self.document.raw, car.RAW), self.document.raw)
        return car.write((head[0], tail[0]), (head, *((cid, self.blocks[cid]) for cid in path), tail))


def signed_tree(commit: Commit, blocks: Mapping[bytes, bytes], document: Document) -> SignedTree:
    """Check the commit's signature. Raises BadSignature, or MalformedError where it is another account's."""
    if commit.did != document.did:
        raise MalformedError("a commit is of another account than its repository")
    keys.verify(document.key, commit.unsigned, commit.signature)
    return SignedTree(commit, blocks, document)


def check(uri: str, raw: bytes, proof: bytes) -> str:
    """Check that the author signed this record under this address; returns the key (did:key). Raises Unprovable. Pure."""
    tree, way = _read(uri, proof)
    if way.value != car.cid_of(raw):
        raise Unprovable("The record is not the one that was signed under this address.")
    return tree.document.key


def check_absence(uri: str, proof: bytes) -> str:
    """Check that the author signed a repository without any record under this address; returns the key. Raises Unprovable. Pure."""
    tree, way = _read(uri, proof)
    if way.value is not None:
        raise Unprovable("The signed repository has a record under this address.")
    return tree.document.key


def _read(uri: str, proof: bytes) -> tuple[SignedTree, mst.Way]:
    address = read_uri(uri)
    if address is None:
        raise Unprovable("The address is not that of a record.")
    try:
        tree = _signed_tree(proof, address.did)
        way = tree.find(address)
    except MalformedError as error:
        raise Unprovable(f"The proof does not hold: {error}.") from error
    if tree.proof(way.path) != proof:
        raise Unprovable("The proof does not hold: it has parts that do not belong to it.")
    return tree, way


def _signed_tree(proof: bytes, did: str) -> SignedTree:
    content = car.read(proof)
    if len(content.roots) != 2 or not all(root in content.blocks for root in content.roots):
        raise MalformedError("it lacks the commit or the DID document")
    commit, document = (content.blocks[root] for root in content.roots)
    return signed_tree(read_commit(commit), content.blocks, read_document(document, did))
