"""A signed roll: what was signed comes out, and nothing else does."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.tlog.errors import LogError, Malformed
from rostra.tlog.note import Note, SignerKey
from rostra.tlog.roll import is_roll, open_roll, sign_roll

KEY = SignerKey.generate("log.exampleville.example/social")
AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
VALUES = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)


def lines(values: list[object]) -> list[bytes]:
    return [json.dumps(value).encode() for value in values]


@given(st.lists(VALUES, max_size=4))
def test_what_was_signed_comes_out(values: list[object]) -> None:
    signed = sign_roll("official-accounts", lines(values), KEY, AT)
    roll = open_roll(signed, KEY.verifier)
    assert (roll.kind, roll.at, list(roll.values)) == ("official-accounts", AT, values)
    assert is_roll(signed)


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=3))
def test_no_changed_byte_is_believed(place: int, change: bytes) -> None:
    signed = sign_roll("official-accounts", lines([{"handle": "parks.example"}]), KEY, AT)
    place %= len(signed)
    changed = signed[:place] + change + signed[place + len(change) :]
    if changed != signed:
        with pytest.raises(LogError):
            open_roll(changed, KEY.verifier)


def test_another_key_and_another_text_of_the_same_key_are_refused() -> None:
    signed = sign_roll("official-accounts", lines([1]), KEY, AT)
    with pytest.raises(LogError):
        open_roll(signed, SignerKey.generate(KEY.name).verifier)
    checkpoint = f"{KEY.name}\n5\nAAAA\n"
    with pytest.raises(Malformed, match="not a roll"):
        open_roll(Note(checkpoint, (KEY.sign(checkpoint),)).signed, KEY.verifier)
    assert not is_roll(checkpoint.encode())


@pytest.mark.parametrize(("kind", "line"), [("Bad Kind", b"1"), ("", b"1"), ("accounts", b"1\n2"), ("accounts", b"no json")])
def test_what_would_not_open_is_not_signed(kind: str, line: bytes) -> None:
    with pytest.raises(Malformed):
        sign_roll(kind, [line], KEY, AT)
