"""Signatures, trees and proofs, with repositories that we sign ourselves."""

from __future__ import annotations

import hypothesis.strategies as st
import libipld
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from tests.platforms.bluesky.inverse import PartialTree
from tests.platforms.bluesky.repos import CITY, RESIDENT, Repo, encode, multibase, sign, tree

from rostra.platforms.base import Unprovable
from rostra.platforms.bluesky import car, keys, mst
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.ids import read_key, read_uri
from rostra.platforms.bluesky.proof import check, check_absence, read_commit, signed_tree

POST = "app.bsky.feed.post/3mptbyoeyc22k"
RECORD = encode({"$type": "app.bsky.feed.post", "text": "The fountain runs again."})
CURVES = [ec.SECP256K1(), ec.SECP256R1()]


def _key(curve: ec.EllipticCurve) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_both_curves_prove_a_record_and_an_absence(curve: ec.EllipticCurve) -> None:
    repo = Repo(key=_key(curve), records={POST: RECORD})
    signed = repo.signed()
    uri, other = f"at://{CITY}/{POST}", f"at://{CITY}/app.bsky.feed.post/3mptbyoeyc333"
    proof = signed.proof(signed.find(read_uri(uri)).path)  # type: ignore[arg-type]  # it is an address
    assert check(uri, RECORD, proof) == repo.document.key
    assert check_absence(other, proof) == repo.document.key
    with pytest.raises(Unprovable, match="has a record"):
        check_absence(uri, proof)
    with pytest.raises(Unprovable, match="not the one"):
        check(uri, RECORD + b" ", proof)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_only_the_low_s_counts(curve: ec.EllipticCurve) -> None:
    key = _key(curve)
    did_key = f"did:key:{multibase(key)}"
    keys.verify(did_key, b"message", sign(key, b"message"))
    for wrong in (sign(key, b"message", high=True), sign(key, b"other"), b"", sign(key, b"message") + b"\0", bytes(64)):
        with pytest.raises(keys.BadSignature):
            keys.verify(did_key, b"message", wrong)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_keys_of_the_old_types_are_read(curve: ec.EllipticCurve) -> None:
    key = _key(curve)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    kind = {"secp256k1": "EcdsaSecp256k1VerificationKey2019", "secp256r1": "EcdsaSecp256r1VerificationKey2019"}[curve.name]
    assert keys.did_key(kind, libipld.encode_multibase("z", point)) == keys.did_key("Multikey", multibase(key))


@pytest.mark.parametrize(
    "multibase_text", ["", "z", "zzzz", "mAAAA", "z" + "1" * 10_000, "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"]
)
def test_keys_that_are_none_are_refused(multibase_text: str) -> None:
    with pytest.raises(MalformedError):
        keys.verify(f"did:key:{multibase_text}", b"", bytes(64))
    with pytest.raises(MalformedError):
        keys.did_key("EcdsaSecp256k1VerificationKey2019", multibase_text)


def test_another_accounts_proof_is_refused() -> None:
    own, other = Repo(records={POST: RECORD}), Repo(did=RESIDENT, records={POST: RECORD})
    signed = other.signed()
    proof = signed.proof(signed.find(read_key(RESIDENT, POST)).path)  # type: ignore[arg-type]  # it is an address
    with pytest.raises(Unprovable):
        check(f"at://{CITY}/{POST}", RECORD, proof)
    commit, blocks = other.blocks()
    with pytest.raises(MalformedError, match="another account"):
        signed_tree(read_commit(blocks[commit]), blocks, own.document)


def test_a_forged_commit_is_refused() -> None:
    honest, forger = Repo(records={POST: RECORD}), Repo(records={POST: encode({"text": "Forged"})})
    commit, blocks = forger.blocks()
    with pytest.raises(keys.BadSignature):
        signed_tree(read_commit(blocks[commit]), blocks, honest.document)
    commit, blocks = honest.blocks(high=True)
    with pytest.raises(keys.BadSignature):
        signed_tree(read_commit(blocks[commit]), blocks, honest.document)


def test_parts_that_do_not_belong_are_refused() -> None:
    signed = Repo(records={POST: RECORD}).signed()
    uri = read_key(CITY, POST)
    assert uri is not None
    path = signed.find(uri).path
    for proof in (
        signed.proof([*path, car.cid_of(RECORD)]),
        signed.proof([*path, *path]),
        signed.proof([]),
        signed.proof(path) + b"\0",
        b"",
    ):
        with pytest.raises(Unprovable):
            check(str(uri), RECORD, proof)


KEYS = st.text("abc12", min_size=1, max_size=9).map(lambda rkey: f"app.bsky.feed.post/{rkey}")


@given(st.dictionaries(KEYS, st.binary(max_size=8), max_size=60))
@settings(max_examples=60, deadline=None)
def test_a_tree_gives_back_every_key_in_order(records: dict[str, bytes]) -> None:
    blocks: dict[bytes, bytes] = {}
    expected = {key.encode(): car.cid_of(record) for key, record in records.items()}
    root = tree(expected, blocks)
    assert {leaf.key: leaf.value for leaf in mst.walk(blocks, root, whole=True)} == expected
    assert [leaf.key for leaf in mst.walk(blocks, root, whole=True)] == sorted(expected)
    for key, value in expected.items():
        assert mst.find(blocks, root, key).value == value
    assert mst.find(blocks, root, b"app.bsky.feed.post/missing").value is None


CID = car.cid_of(b"")
NODES = [
    {},
    {"l": None},
    {"l": 1, "e": []},
    {"l": b"x", "e": []},
    {"l": None, "e": [1]},
    {"l": None, "e": [{"p": 1, "k": b"a", "v": CID, "t": None}]},
    {"l": None, "e": [{"p": -1, "k": b"a", "v": CID, "t": None}]},
    {"l": None, "e": [{"p": 0, "k": "a", "v": CID, "t": None}]},
    {"l": None, "e": [{"p": 0, "k": b"", "v": CID, "t": None}]},
    {"l": None, "e": [{"p": 0, "k": b"a", "v": b"a", "t": None}]},
    {"l": None, "e": [{"p": 0, "k": b"b", "v": CID, "t": None}, {"p": 0, "k": b"a", "v": CID, "t": None}]},
    {"l": None, "e": [{"p": 0, "k": b"a", "v": CID, "t": 7}]},
]


@pytest.mark.parametrize("node", NODES, ids=repr)
def test_nodes_that_are_none_are_refused(node: dict[str, object]) -> None:
    block = encode(node)
    with pytest.raises(MalformedError):
        list(mst.walk({car.cid_of(block): block}, car.cid_of(block), whole=True))
    with pytest.raises(MalformedError):
        mst.find({car.cid_of(block): block}, car.cid_of(block), b"c")


def test_a_tree_cannot_give_a_key_twice_nor_be_without_end() -> None:
    blocks: dict[bytes, bytes] = {}
    leaf = tree({b"a": CID}, blocks)
    twice = encode({"l": leaf, "e": [{"p": 0, "k": b"b", "v": CID, "t": leaf}]})
    blocks[car.cid_of(twice)] = twice
    with pytest.raises(MalformedError, match="out of order"):
        list(mst.walk(blocks, car.cid_of(twice), whole=True))
    deep = leaf
    for _ in range(200):
        block = encode({"l": deep, "e": []})
        deep = car.cid_of(block)
        blocks[deep] = block
    with pytest.raises(MalformedError, match="deeper"):
        list(mst.walk(blocks, deep, whole=True))
    with pytest.raises(MalformedError, match="deeper"):
        mst.find(blocks, deep, b"a")


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_bytes_of_any_kind_are_refused_in_one_way(content: bytes) -> None:
    for read in (car.read, read_commit):
        with pytest.raises(MalformedError):
            read(content)
    with pytest.raises(Unprovable):
        check(f"at://{CITY}/{POST}", RECORD, content)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_byte_anywhere_in_a_proof_is_found(data: st.DataObject) -> None:
    signed = Repo(records={f"app.bsky.feed.post/{n}": RECORD for n in range(9)}).signed()
    uri = read_key(CITY, "app.bsky.feed.post/4")
    assert uri is not None
    proof = bytearray(signed.proof(signed.find(uri).path))
    check(str(uri), RECORD, bytes(proof))
    at = data.draw(st.integers(0, len(proof) - 1))
    proof[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unprovable):
        check(str(uri), RECORD, bytes(proof))


def test_car_files_that_lie_are_refused() -> None:
    good = car.write([CID], [(CID, b"")])
    assert car.read(good).blocks == {CID: b""}
    with pytest.raises(MalformedError, match="not what its CID says"):
        car.read(car.write([CID], [(CID, b"other")]))
    with pytest.raises(MalformedError, match="too early"):
        car.read(good[:-1])
    with pytest.raises(MalformedError, match="out of range"):
        car.read(b"\xff" * 20)
    for header in ({"version": 2, "roots": []}, {"version": 1, "roots": 1}, {"version": 1, "roots": ["a"]}, {"version": 1}):
        block = encode(header)
        with pytest.raises(MalformedError, match="version 1"):
            car.read(bytes([len(block)]) + block)
    large = car.cid_of(bytes(100_000))
    assert car.read(car.write([], [(large, bytes(100_000))])).blocks == {large: bytes(100_000)}


@given(st.dictionaries(KEYS, st.binary(max_size=8), min_size=1, max_size=40), st.data())
@settings(max_examples=60, deadline=None)
def test_a_tree_is_the_same_whatever_its_history(records: dict[str, bytes], data: st.DataObject) -> None:
    """The tests' own way to undo a change agrees with their own way to build a tree."""
    key = data.draw(st.sampled_from(sorted(records)))
    whole = {name.encode(): car.cid_of(record) for name, record in records.items()}
    without = {name: cid for name, cid in whole.items() if name != key.encode()}
    blocks: dict[bytes, bytes] = {}
    roots = tree(whole, blocks), tree(without, blocks)
    removed, inserted = PartialTree(blocks, roots[0]), PartialTree(blocks, roots[1] if without else None)
    removed.remove(key.encode())
    inserted.put(key.encode(), whole[key.encode()])
    assert (inserted.cid(), removed.cid()) == roots
