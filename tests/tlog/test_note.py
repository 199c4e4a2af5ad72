from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.tlog import Kind, Malformed, SignerKey, Step, Unverifiable, VerifierKey
from rostra.tlog.note import Note, add_signatures, open_note, parse

# The example of golang.org/x/mod/sumdb/note, the format's first implementation.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

# The example of c2sp.org/signed-note v1.0.0.
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# The example of c2sp.org/tlog-cosignature, whose keys are not published: parsed, not verified.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

ANNA = SignerKey.generate("a.example/anna")
BERT = SignerKey.generate("b.example/bert")
WITNESS = SignerKey.generate("w.example/1", Kind.COSIGNATURE)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TEXT = "one\n\nthree\n"


@pytest.mark.parametrize(("vkey", "note"), [(GO_VKEY, GO_NOTE), (C2SP_VKEY, C2SP_NOTE)])
def test_published_examples_verify(vkey: str, note: str) -> None:
    opened, verified = open_note(note.encode(), [VerifierKey.parse(vkey)])
    assert opened.signed == note.encode()
    assert [each.key.vkey for each in verified] == [vkey]


def test_signing_gives_the_published_bytes() -> None:
    key = SignerKey.parse(GO_SKEY)
    assert key.skey == GO_SKEY
    assert key.verifier.vkey == GO_VKEY
    assert Note(GO_TEXT, (key.sign(GO_TEXT),)).signed == GO_NOTE.encode()


def test_the_published_cosignature_has_its_parts() -> None:
    log, witness = parse(COSIGNED.encode()).signatures
    assert (log.name, len(log.value)) == ("example.com/behind-the-sofa", 64)
    assert (witness.name, len(witness.value), int.from_bytes(witness.value[:8], "big")) == ("witness.example.com/w1", 72, 1679315147)
    assert log.line + witness.line in COSIGNED


def test_unknown_signatures_are_ignored_and_sixteen_accepted() -> None:
    others = [SignerKey.generate(f"o.example/{each}") for each in range(16)]
    signed = Note(TEXT, (*(each.sign(TEXT) for each in others), ANNA.sign(TEXT))).signed
    _, verified = open_note(signed, [ANNA.verifier, BERT.verifier])
    assert [each.key for each in verified] == [ANNA.verifier]


def test_a_name_or_an_id_alone_makes_no_known_key() -> None:
    stranger = SignerKey.generate(ANNA.name)
    renamed = ANNA.sign(TEXT)._replace(name="c.example/carl")
    for signature in (stranger.sign(TEXT), renamed):
        with pytest.raises(Unverifiable, match="no signature by a known key"):
            open_note(Note(TEXT, (signature,)).signed, [ANNA.verifier])


def test_one_bad_signature_by_a_known_key_refuses_the_note() -> None:
    bad = ANNA.sign("another text\n")
    with pytest.raises(Unverifiable, match=r"step 2 \(signature\): the signature of a.example/anna is wrong"):
        open_note(Note(TEXT, (BERT.sign(TEXT), bad)).signed, [ANNA.verifier, BERT.verifier])
    with pytest.raises(Unverifiable):  # even behind a good one by the same key
        open_note(Note(TEXT, (ANNA.sign(TEXT), bad)).signed, [ANNA.verifier])
    open_note(Note(TEXT, (BERT.sign(TEXT), bad)).signed, [BERT.verifier])


def test_a_cosignature_carries_its_time_and_signs_it() -> None:
    signature = WITNESS.sign(TEXT, NOON)
    _, (verified,) = open_note(Note(TEXT, (signature,)).signed, [WITNESS.verifier])
    assert verified.time == NOON
    later = signature._replace(value=(int.from_bytes(signature.value[:8], "big") + 1).to_bytes(8, "big") + signature.value[8:])
    for bad in (later, signature._replace(value=signature.value[8:]), signature._replace(value=b"\xff" * 8 + signature.value[8:])):
        with pytest.raises(Unverifiable):
            open_note(Note(TEXT, (bad,)).signed, [WITNESS.verifier])


def test_the_type_keeps_a_note_signature_from_passing_as_a_cosignature() -> None:
    same_seed = SignerKey(WITNESS.name, Kind.NOTE, WITNESS.seed)
    assert same_seed.verifier.key_id != WITNESS.verifier.key_id
    with pytest.raises(ValueError, match="has a time"):
        WITNESS.sign(TEXT)
    with pytest.raises(ValueError, match="has a time"):
        ANNA.sign(TEXT, NOON)


@pytest.mark.parametrize(
    "signed",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        b"text\n\nnot a signature\n",
        "text\n\n— name".encode(),
        "text\n\n— name AAAAAAAA".encode(),  # no newline
        "text\n\n—  AAAAAAAA\n".encode(),
        "text\n\n— a+b AAAAAAAA\n".encode(),
        "text\n\n— a\u00a0b AAAAAAAA\n".encode(),
        "text\n\n— name AAAAAA\n".encode(),
        "text\n\n— name AAAA\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),  # not canonical
        "text\n\n— name AAAAAAAA \n".encode(),
        "te\rxt\n\n— name AAAAAAAA\n".encode(),
        "te\x00xt\n\n— name AAAAAAAA\n".encode(),
        "te\txt\n\n— name AAAAAAAA\n".encode(),
        b"t\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        ("text\n\n" + "— name AAAAAAAA\n" * 101).encode(),
        ("x" * 1_000_001 + "\n\n— name AAAAAAAA\n").encode(),
    ],
)
def test_what_is_no_note_is_refused(signed: bytes) -> None:
    with pytest.raises(Malformed):
        parse(signed)


@given(st.integers(0, len(GO_VKEY) - 1), st.characters())
def test_a_changed_vkey_is_refused(position: int, other: str) -> None:
    changed = GO_VKEY[:position] + other + GO_VKEY[position + 1 :]
    if changed != GO_VKEY:
        with pytest.raises(Malformed):
            VerifierKey.parse(changed)


@given(st.integers(0, len(GO_VKEY)), st.integers(0, len(GO_VKEY)))
def test_a_piece_of_a_vkey_is_refused(start: int, stop: int) -> None:
    if GO_VKEY[start:stop] != GO_VKEY:
        with pytest.raises(Malformed):
            VerifierKey.parse(GO_VKEY[start:stop])


def test_a_private_key_is_never_shown() -> None:
    key = SignerKey.generate("a.example")
    assert SignerKey.parse(key.skey) == key
    assert repr(key.seed) not in repr(key)
    with pytest.raises(Malformed) as refused:
        SignerKey.parse(key.skey[:-4])
    assert key.skey[30:-8] not in str(refused.value)
    with pytest.raises(Malformed, match="not a private key"):
        SignerKey.parse(key.verifier.vkey)


@given(st.integers(0, len(GO_NOTE.encode()) - 1), st.integers(1, 255))
def test_a_note_with_one_changed_byte_is_refused(position: int, change: int) -> None:
    signed = bytearray(GO_NOTE.encode())
    signed[position] ^= change
    with pytest.raises((Malformed, Unverifiable)) as refused:
        open_note(bytes(signed), [VerifierKey.parse(GO_VKEY)])
    assert not isinstance(refused.value, Unverifiable) or refused.value.step is Step.SIGNATURE


def test_a_newer_cosignature_takes_the_place_of_the_older() -> None:
    first = Note(TEXT, (ANNA.sign(TEXT), WITNESS.sign(TEXT, NOON)))
    second = add_signatures(first, [WITNESS.sign(TEXT, NOON + dt.timedelta(hours=1)), BERT.sign(TEXT)])
    _, verified = open_note(second.signed, [WITNESS.verifier])
    assert [each.time for each in verified] == [NOON + dt.timedelta(hours=1)]
    assert len(second.signatures) == 3
