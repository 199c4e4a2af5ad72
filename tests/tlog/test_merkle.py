from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tlog.shared import SHARED, needs_shared
from tests.tlog.stands import entry, plain_root

from rostra.tlog import Head, Step, Unverifiable, leaf_hash, verify_consistency, verify_inclusion
from rostra.tlog.edge import Edge
from rostra.tlog.merkle import consistency_proof, inclusion_proof, leaf_hashes, root_from, root_of

LARGEST = 300
ENTRIES = [entry(index) for index in range(LARGEST)]
LEAVES = leaf_hashes(ENTRIES)


@cache
def read(level: int, index: int) -> bytes:
    return root_of(LEAVES[(index << level) * 32 : (index + 1 << level) * 32])


@cache
def head(size: int) -> Head:
    return Head(size, root_of(LEAVES[: size * 32]))


sizes = st.integers(1, LARGEST)


def test_roots_follow_the_recursive_definition() -> None:
    for size in range(LARGEST):
        assert root_of(LEAVES[: size * 32]) == plain_root(ENTRIES[:size]) == root_from(read, 0, size)


def test_every_index_of_every_size_is_provable() -> None:
    for size in range(1, LARGEST):
        for index in range(0, size, 1 if size < 70 or size > 250 else 7):
            leaf = LEAVES[index * 32 : index * 32 + 32]
            verify_inclusion(leaf, index, head(size), inclusion_proof(read, index, size))


def test_every_size_follows_from_every_smaller_one() -> None:
    heads = [head(size) for size in range(LARGEST)]
    for new in range(1, 140):
        for old in range(1, new + 1):
            verify_consistency(heads[old], heads[new], consistency_proof(read, old, new))


@given(size=sizes, data=st.data())
def test_a_changed_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(read, index, size)
    changed = data.draw(mutations(proof))
    with pytest.raises(Unverifiable) as refused:
        verify_inclusion(leaf_hash(ENTRIES[index]), index, head(size), changed)
    assert refused.value.step is Step.INCLUSION


@given(size=sizes, data=st.data())
def test_an_inclusion_proof_proves_no_other_index_size_or_leaf(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(read, index, size)
    other = data.draw(st.integers(-2, LARGEST).filter(lambda each: each != index))
    with pytest.raises(Unverifiable):
        verify_inclusion(leaf_hash(ENTRIES[index]), other, head(size), proof)
    with pytest.raises(Unverifiable):
        verify_inclusion(leaf_hash(b"another entry"), index, head(size), proof)


@given(sizes=st.tuples(sizes, sizes).map(sorted), data=st.data())
def test_a_changed_consistency_proof_is_refused(sizes: list[int], data: st.DataObject) -> None:
    old, new = sizes
    changed = data.draw(mutations(consistency_proof(read, old, new)))
    with pytest.raises(Unverifiable) as refused:
        verify_consistency(head(old), head(new), changed)
    assert refused.value.step is Step.CONSISTENCY


@given(sizes=st.lists(sizes, min_size=2, max_size=2, unique=True).map(sorted), data=st.data())
def test_consistency_with_another_root_is_refused(sizes: list[int], data: st.DataObject) -> None:
    old, new = sizes
    proof = consistency_proof(read, old, new)
    false = Head(old, data.draw(st.binary(min_size=32, max_size=32).filter(lambda each: each != head(old).root)))
    with pytest.raises(Unverifiable):
        verify_consistency(false, head(new), proof)
    with pytest.raises(Unverifiable):
        verify_consistency(head(old), Head(new, false.root), proof)


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_an_edge_grown_in_two_steps_has_the_plain_root(first: int, second: int) -> None:
    class Source:
        def entries(self, start: int, stop: int) -> list[bytes]:
            return ENTRIES[start:stop]

    edge = Edge()
    for stop in sorted([first, second]):
        for _ in edge.grow(Source(), stop):
            pass
        assert edge.head == head(stop)


@st.composite
def mutations(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    kinds = ["longer", *(["shorter", "flipped", "cut"] if proof else [])]
    match draw(st.sampled_from(kinds)):
        case "longer":
            return draw(st.permutations([*proof, draw(st.binary(max_size=33))]))
        case "shorter":
            return proof[1:] if draw(st.booleans()) else proof[:-1]
        case "cut":
            return [*proof[:-1], proof[-1][:-1]]
    position, bit = draw(st.integers(0, len(proof) - 1)), draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[position], "big") ^ 1 << bit).to_bytes(32, "big")
    return [*proof[:position], flipped, *proof[position + 1 :]]


def test_what_cannot_be_built_is_a_mistake_of_the_caller() -> None:
    for index, size in [(0, 0), (1, 1), (-1, 3)]:
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_proof(read, index, size)
    with pytest.raises(ValueError, match="grows out of"):
        consistency_proof(read, 4, 3)


def vectors(kind: str) -> list[Path]:
    return sorted((SHARED / "merkle" / kind).rglob("*.json"))


def expectation(path: Path) -> tuple[dict[str, Any], list[bytes], bool]:
    vector = json.loads(path.read_text())
    return vector, [base64.b64decode(each) for each in vector["proof"] or []], vector["wantErr"]


@needs_shared
def test_the_public_inclusion_vectors() -> None:
    assert len(vectors("inclusion")) == 98
    for path in vectors("inclusion"):
        vector, proof, bad = expectation(path)
        leaf, root = base64.b64decode(vector["leafHash"]), base64.b64decode(vector["root"])
        assert refused(lambda: verify_inclusion(leaf, vector["leafIdx"], Head(vector["treeSize"], root), proof)) is bad, path  # noqa: B023


@needs_shared
def test_the_public_consistency_vectors_but_the_one_with_a_root_of_twelve_bytes() -> None:
    assert len(vectors("consistency")) == 98
    differs = []
    for path in vectors("consistency"):
        vector, proof, bad = expectation(path)
        old = Head(vector["size1"], base64.b64decode(vector["root1"]))
        new = Head(vector["size2"], base64.b64decode(vector["root2"]))
        if refused(lambda: verify_consistency(old, new, proof)) is not bad:  # noqa: B023
            differs.append((path.name, len(old.root)))
    # This one asks to accept two equal roots of 12 bytes. A SHA-256 root has 32: refused on purpose.
    assert differs == [("sizes-are-equal-one-and-proof-is-empty.json", 12)]


def refused(verification: Any) -> bool:
    try:
        verification()
    except Unverifiable:
        return True
    return False
