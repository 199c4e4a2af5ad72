"""Items out of a repository: whole, the difference since a revision, or one record."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Event, Identity, Item, Rejected, Source, Unreachable
from rostra.platforms.bluesky import car, mst, parse
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.directory import Directory
from rostra.platforms.bluesky.ids import RecordUri, is_tid, read_key
from rostra.platforms.bluesky.keys import BadSignature
from rostra.platforms.bluesky.proof import Commit, SignedTree, read_commit, signed_tree


def open_repo(body: bytes, did: str, directory: Directory) -> SignedTree:
    """The tree in a repository's CAR file, its signature checked; with a fresh key when it does not fit the remembered one.

    Raises Unreachable where the answer is not a repository of this account: the server is broken, or lies.
    """
    try:
        content = car.read(body)
        commit = read_commit(content.blocks.get(content.roots[0] if content.roots else b"", b""))
        return _signed(commit, content, did, directory)
    except MalformedError as error:
        raise Unreachable(f"What the server of {did} gave for its repository does not hold: {error}.") from error


def _signed(commit: Commit, content: car.Car, did: str, directory: Directory) -> SignedTree:
    try:
        return signed_tree(commit, content.blocks, directory.document(did))
    except BadSignature:
        return signed_tree(commit, content.blocks, directory.document(did, fresh=True))


def is_empty(body: bytes) -> bool:
    """Whether a difference holds nothing: no commit since the revision. Raises Unreachable where it is no CAR file."""
    try:
        return not car.read(body).blocks
    except MalformedError as error:
        raise Unreachable(f"A server gave something else than a repository: {error}.") from error


def events(tree: SignedTree, author: Identity, source: Source, collections: frozenset[str], *, whole: bool) -> Iterator[Event]:
    """An Item or Rejected for every record of these collections that is in the tree's blocks.

    ``whole``: the tree must be complete. Raises Unreachable where it is not, or is no tree.
    """
    try:
        for position, leaf in enumerate(mst.walk(tree.blocks, tree.commit.data, whole=whole), 1):
            uri = read_key(author.id, leaf.key.decode("ascii", "replace"))
            if uri is not None and uri.collection in collections and (whole or leaf.value in tree.blocks):
                yield _event(tree, uri, leaf, author, source, position)
    except MalformedError as error:
        raise Unreachable(f"What the server of {author.id} gave for its repository does not hold: {error}.") from error


def repeated(tree: SignedTree, did: str, since: str) -> list[str]:
    """Records made after the revision ``since`` whose blocks the difference lacks: the repository had them before, under another key.

    A record's key is the time at which its author's program made it, so this finds them wherever that clock was right (measured against a
    PDS: two posts of the same bytes; the second is in the difference's tree and its block is not).
    """
    leaves = mst.walk(tree.blocks, tree.commit.data, whole=False)
    keys = (leaf.key.decode("ascii", "replace") for leaf in leaves if leaf.value not in tree.blocks)
    uris = (uri for key in keys if (uri := read_key(did, key)) is not None and uri.collection in parse.CAPTURED)
    return [str(uri) for uri in uris if is_tid(uri.rkey) and uri.rkey > since]


def _event(tree: SignedTree, uri: RecordUri, leaf: mst.Leaf, author: Identity, source: Source, position: int) -> Item | Rejected:
    record = tree.blocks.get(leaf.value)
    if record is None:
        return Rejected(position, f"{uri}: the record is not in the repository that lists it.", leaf.value)
    try:
        return parse.item(record, parse.signed_origin(tree, uri, leaf.path, author.id, author, source))
    except MalformedError as error:
        return Rejected(position, f"{uri}: {error}.", record)
