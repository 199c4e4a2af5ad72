"""The Merkle search tree of a repository: from its root to a record's key, and in order through all of it.

Source: the AT Protocol's repository specification, section "MST Structure". A node holds entries in key order, each with the length of the
prefix it shares with the key before (``p``), the rest of the key (``k``), the record's CID (``v``) and the subtree to its right (``t``);
``l`` is the subtree left of all entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rostra.platforms.bluesky.car import MalformedError, decode_map, is_cid

MAX_DEPTH = 128  # a key's depth is half the leading zero bits of its SHA-256: never above 128


class MissingBlock(MalformedError):
    """A block of the tree is not there: the answer carries only a part of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, its record's CID, and the subtree between this key and the next."""

    key: bytes
    value: bytes
    right: bytes | None


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree: keys strictly ascending."""

    left: bytes | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A key with its record's CID and the CIDs of the nodes from the root down to it."""

    key: bytes
    value: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a key: the nodes it passes, and the record's CID, or None where the tree has no such key."""

    value: bytes | None
    path: tuple[bytes, ...]


def find(blocks: Mapping[bytes, bytes], root: bytes, key: bytes) -> Way:
    """Look a key up. Raises MissingBlock where the way leaves the given blocks, MalformedError."""
    path: list[bytes] = []
    at: bytes | None = root
    while at is not None and len(path) < MAX_DEPTH:
        path.append(at)
        value, at = _step(_node(blocks, at), key)
        if value is not None:
            return Way(value, tuple(path))
    if at is not None:
        raise MalformedError("a repository tree is deeper than any can be")
    return Way(None, tuple(path))


def _step(node: Node, key: bytes) -> tuple[bytes | None, bytes | None]:
    """The record under this key in this node, or else the subtree to go on in."""
    down = node.left
    for entry in node.entries:
        if entry.key == key:
            return entry.value, None
        if entry.key > key:
            break
        down = entry.right
    return None, down


def _ignore(_cid: bytes) -> None:
    """A subtree that is not there, where nobody asks."""


def walk(blocks: Mapping[bytes, bytes], root: bytes, *, whole: bool, lacks: Callable[[bytes], None] = _ignore) -> Iterator[Leaf]:
    """Every leaf in key order.

    ``whole``: every node must be there (raises MissingBlock); else subtrees that are not there are passed over, as in the difference
    since a revision, and told to ``lacks``. Raises MalformedError where keys are out of order, so that a tree can give no key twice.
    """
    last = b""
    for leaf in _walk(blocks, root, (), None if whole else lacks):
        if leaf.key <= last:
            raise MalformedError("the keys of a repository tree are out of order")
        last = leaf.key
        yield leaf


def _walk(
    blocks: Mapping[bytes, bytes], at: bytes | None, above: tuple[bytes, ...], lacks: Callable[[bytes], None] | None
) -> Iterator[Leaf]:
    if at is None:
        return
    if lacks and at not in blocks:
        lacks(at)
        return
    if len(above) >= MAX_DEPTH:
        raise MalformedError("a repository tree is deeper than any can be")
    path = (*above, at)
    node = _node(blocks, at)
    yield from _walk(blocks, node.left, path, lacks)
    for entry in node.entries:
        yield Leaf(entry.key, entry.value, path)
        yield from _walk(blocks, entry.right, path, lacks)


def _node(blocks: Mapping[bytes, bytes], cid: bytes) -> Node:
    block = blocks.get(cid)
    if block is None:
        raise MissingBlock("a block of the repository tree is missing")
    content = decode_map(block)
    entries = content.get("e")
    if not isinstance(entries, list):
        raise MalformedError("a node of a repository tree has no entries")
    return Node(_link(content.get("l")), tuple(_entries(entries)))


def _entries(entries: list[object]) -> Iterator[Entry]:
    last = b""
    for entry in entries:
        if not isinstance(entry, dict):
            raise MalformedError("an entry of a repository tree is not a map")
        shared, rest, value = entry.get("p"), entry.get("k"), entry.get("v")
        if not (isinstance(shared, int) and 0 <= shared <= len(last) and isinstance(rest, bytes) and isinstance(value, bytes)):
            raise MalformedError("an entry of a repository tree is not one")
        key = last[:shared] + rest
        if key <= last or not is_cid(value):
            raise MalformedError("an entry of a repository tree is out of order, or names no record")
        yield Entry(key, value, _link(entry.get("t")))
        last = key


def _link(value: object) -> bytes | None:
    if value is None or (isinstance(value, bytes) and is_cid(value)):
        return value
    raise MalformedError("a link in a repository tree is none")
