from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tlog.stands import KEY, ORIGIN, POLICY, Stand, entry

from rostra.tlog import Head, Kind, Malformed, Policy, Proof, SignerKey, Step, Unverifiable, parse_proof, verify
from rostra.tlog.checkpoint import Checkpoint, parse, sign
from rostra.tlog.merkle import EMPTY_ROOT
from rostra.tlog.note import VerifierKey

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WITNESSES = tuple(SignerKey.generate(f"w{number}.example", Kind.COSIGNATURE) for number in range(3))


def witnessed() -> Stand:
    stand = Stand()
    stand.grow(300)
    text = stand.log.checkpoint.note.text
    stand.log.cosign([each.sign(text, NOON) for each in WITNESSES[:2]], [each.verifier for each in WITNESSES])
    return stand


STAND = witnessed()
PROOF = STAND.log.prove(257, b"what the entry is built from")
WITNESSED = Policy(ORIGIN, (KEY.verifier,), tuple(each.verifier for each in WITNESSES), 2)


def failing(encoded: bytes, logged: bytes = entry(257), policy: Policy = WITNESSED) -> Unverifiable:
    with pytest.raises(Unverifiable) as refused:
        verify(encoded, logged, policy)
    return refused.value


def test_a_proof_proves() -> None:
    proved = verify(PROOF, entry(257), WITNESSED)
    assert (proved.index, proved.opened.head.size) == (257, 300)
    assert [(each.key.name, each.time) for each in proved.cosigned] == [("w0.example", NOON), ("w1.example", NOON)]
    assert parse_proof(PROOF).encoded == PROOF
    lines = PROOF.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[2] == "index 257"
    assert lines[lines.index("") + 1 :][:2] == [ORIGIN, "300"]


def test_the_entry_can_be_built_from_the_extra_data() -> None:
    STAND.prove([0, 255, 256, 299])
    encoded = STAND.log.prove(7, b"7")
    assert verify(encoded, lambda extra: entry(int(extra)), POLICY).index == 7

    def broken(_extra: bytes) -> bytes:
        raise Malformed("no such thing")

    with pytest.raises(Unverifiable, match=r"step 1 \(form\): no such thing"):
        verify(encoded, broken, POLICY)


def test_cosignatures_are_there_after_a_restart_and_gone_with_the_next_head() -> None:
    stand = witnessed()
    assert len(stand.restart().checkpoint.note.signatures) == 3
    stand.log.publish()
    assert len(stand.restart().checkpoint.note.signatures) == 3
    stand.grow(301)
    assert len(stand.restart().checkpoint.note.signatures) == 1


def test_a_cosignature_that_does_not_hold_is_never_served() -> None:
    stand = witnessed()
    before = stand.tiles.files["checkpoint"]
    with pytest.raises(Unverifiable):
        stand.log.cosign([WITNESSES[2].sign("another\n", NOON)], [WITNESSES[2].verifier])
    assert stand.tiles.files["checkpoint"] == before


# --- The steps, each failing alone ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"\n\n",
        PROOF[:-40],
        PROOF.replace(b"@v1", b"@v2"),
        PROOF.replace(b"index 257", b"index 0257"),
        PROOF.replace(b"index 257", b"index +257"),
        PROOF.replace(b"index 257\n", b""),
        PROOF.replace(b"index 257\n", b"index 257\nAAAA\n"),
        PROOF.replace(b"index 257\n", b"index 257\n" + b"A" * 43 + b"=\n" * 64),
        PROOF.replace(b"\nextra ", b"\nextra !"),
        PROOF.replace(b"\nextra ", b"\nextra  "),
        STAND.log.prove(257).replace(b"index", b"extra \nindex"),
        PROOF.replace(b"index", b"\xff"),
        PROOF.replace(b"\n\n", b"\n"),
        PROOF.split(b"\n\n")[0] + b"\n\n",
        PROOF.replace(b"\n300\n", b"\n0300\n"),
    ],
)
def test_step_1_form(encoded: bytes) -> None:
    assert failing(encoded).step is Step.FORM


def test_step_2_signature() -> None:
    assert failing(PROOF.replace(b"\n300\n", b"\n301\n")).step is Step.SIGNATURE
    stranger = Policy(ORIGIN, (SignerKey.generate(ORIGIN).verifier,), WITNESSED.witnesses, 2)
    refused = failing(PROOF, policy=stranger)
    assert (refused.step, refused.reason) == (Step.SIGNATURE, "no signature by the log's key")


def test_step_3_origin() -> None:
    assert failing(PROOF, policy=Policy("other.example", (KEY.verifier,))).step is Step.ORIGIN


def test_step_4_witnesses() -> None:
    refused = failing(PROOF, policy=Policy(ORIGIN, (KEY.verifier,), WITNESSED.witnesses, 3))
    assert (refused.step, refused.reason) == (Step.WITNESSES, "2 of the 3 witnesses asked for have signed")
    twice = VerifierKey("again.example", Kind.COSIGNATURE, WITNESSES[0].verifier.public)
    with pytest.raises(ValueError, match="no more witnesses than it names"):
        Policy(ORIGIN, (KEY.verifier,), (WITNESSES[0].verifier, twice), 2)  # one key under two names is one witness


def test_step_5_index() -> None:
    assert failing(PROOF.replace(b"index 257", b"index 300")).step is Step.INDEX


def test_step_6_inclusion() -> None:
    assert failing(PROOF, b"another entry").step is Step.INCLUSION
    assert failing(PROOF.replace(b"index 257", b"index 256")).step is Step.INCLUSION


def test_a_policy_trusts_somebody() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Policy(ORIGIN, ())


@settings(max_examples=300)
@given(st.integers(0, len(PROOF) - 1), st.integers(1, 255))
def test_a_proof_with_one_changed_byte_is_refused_or_still_the_same(position: int, change: int) -> None:
    changed = bytearray(PROOF)
    changed[position] ^= change
    try:
        proved = verify(bytes(changed), entry(257), POLICY)
    except Unverifiable:
        return
    # Only what is not authenticated may differ: the extra data, and cosignatures that this policy does not ask for.
    assert (proved.index, proved.opened.checkpoint) == (257, parse(STAND.log.checkpoint.note.text))


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary(), st.binary())
def test_proofs_come_back(index: int, hashes: list[bytes], checkpoint: bytes, extra: bytes) -> None:
    proof = Proof(index, tuple(hashes), checkpoint, extra)
    assert parse_proof(proof.encoded) == proof


@given(st.binary())
def test_noise_is_refused(noise: bytes) -> None:
    assert failing(noise).step is Step.FORM
    assert failing(b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + noise).step is Step.FORM


def test_damaged_tiles_give_no_proof() -> None:
    stand = witnessed()
    stand.tiles.files["tile/0/000"] = bytes(8192)
    with pytest.raises(Unverifiable):
        stand.log.prove(3)


# --- Checkpoints ---------------------------------------------------------------------------------------------------------------------


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1),
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)),
)
def test_checkpoints_come_back(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin, Head(size, root), tuple(extensions))
    assert parse(checkpoint.text) == checkpoint


ROOT = "A" * 43 + "="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        f"\n1\n{ROOT}\n",
        f"o\n1\n{ROOT}",
        f"o\n01\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n1 \n{ROOT}\n",
        f"o\n١\n{ROOT}\n",
        f"o\n{2**63}\n{ROOT}\n",
        f"o\n{10**30}\n{ROOT}\n",
        "o\n1\nAAAA\n",
        f"o\n1\n{ROOT}\n\n",
        f"o\n1\n\n{ROOT}\n",
        f"o\n0\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_the_empty_checkpoint() -> None:
    assert sign(Checkpoint(ORIGIN, Head(0, EMPTY_ROOT)), KEY).startswith(f"{ORIGIN}\n0\n47DEQpj8HBSa".encode())
