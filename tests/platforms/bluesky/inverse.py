"""Undoing a commit's changes in the part of the tree that its frame carries: the root must be the one that was before.

A node is a list of its subtrees and entries in turn: ``[subtree, (key, value), subtree, …]``; a subtree is None, the CID of a node that was
not opened, or such a list. Written from the repository specification for the tests, apart from the reading in the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import libipld
from tests.platforms.bluesky.repos import depth, encode

from rostra.platforms.bluesky import car

Node = list[Any]


@dataclass
class PartialTree:
    """A tree of which some nodes are at hand."""

    blocks: Mapping[bytes, bytes]
    root: Any

    def remove(self, key: bytes) -> None:
        self.root = self._removed(self.root, key)
        while self.root is not None and len(node := self._open(self.root)) == 1:
            self.root = node[0]

    def put(self, key: bytes, value: bytes) -> None:
        """Insert, or overwrite."""
        layer = depth(key)
        top = layer if self.root is None else depth(self._open(self.root)[1][0])
        while top < layer:
            self.root, top = [self.root], top + 1
        self.root = self._inserted(self.root, top, key, value, layer)

    def cid(self) -> bytes:
        return self._closed(self.root if self.root is not None else [None])

    def _open(self, subtree: Any) -> Node:
        if isinstance(subtree, list):
            return subtree
        content = libipld.decode_dag_cbor(self.blocks[subtree])
        node: Node = [content["l"]]
        last = b""
        for entry in content["e"]:
            last = last[: entry["p"]] + entry["k"]
            node += [(last, entry["v"]), entry["t"]]
        return node

    @staticmethod
    def _place(node: Node, key: bytes) -> int:
        """The index of the subtree in which the key is or would be, or of the entry that has it."""
        for at in range(1, len(node), 2):
            if node[at][0] >= key:
                return at if node[at][0] == key else at - 1
        return len(node) - 1

    def _removed(self, subtree: Any, key: bytes) -> Any:
        node = list(self._open(subtree))
        at = self._place(node, key)
        if at % 2:
            node[at - 1 : at + 2] = [self._merged(node[at - 1], node[at + 1])]
        else:
            node[at] = self._removed(node[at], key)
        return None if node == [None] else node

    def _merged(self, left: Any, right: Any) -> Any:
        if left is None or right is None:
            return left if right is None else right
        before, after = self._open(left), self._open(right)
        return [*before[:-1], self._merged(before[-1], after[0]), *after[1:]]

    def _inserted(self, subtree: Any, top: int, key: bytes, value: bytes, layer: int) -> Node:
        node = [None] if subtree is None else list(self._open(subtree))
        at = self._place(node, key)
        if at % 2:
            node[at] = (key, value)
        elif top > layer:
            node[at] = self._inserted(node[at], top - 1, key, value, layer)
        else:
            left, right = self._split(node[at], key)
            node[at : at + 1] = [left, (key, value), right]
        return node

    def _split(self, subtree: Any, key: bytes) -> tuple[Any, Any]:
        if subtree is None:
            return None, None
        node = self._open(subtree)
        at = self._place(node, key)
        left, right = self._split(node[at], key)
        before, after = [*node[:at], left], [right, *node[at + 1 :]]
        return (None if before == [None] else before), (None if after == [None] else after)

    def _closed(self, subtree: Any) -> Any:
        if not isinstance(subtree, list):
            return subtree
        entries, last = [], b""
        for (key, value), right in zip(subtree[1::2], subtree[2::2], strict=True):
            shared = next((i for i, (a, b) in enumerate(zip(last, key, strict=False)) if a != b), min(len(last), len(key)))
            entries.append({"p": shared, "k": key[shared:], "v": value, "t": self._closed(right)})
            last = key
        return car.cid_of(encode({"l": self._closed(subtree[0]), "e": entries}))
