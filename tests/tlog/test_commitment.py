"""Field commitments: canonical, one field at a time, and silent without the secret."""

from __future__ import annotations

from typing import Any

import orjson
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from rostra.tlog.commitment import canonical, commit, commitment, disclose, field_digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcXYZ_09", max_size=5), inner, max_size=4)
)
SECRETS = st.binary(min_size=32, max_size=32)
NAMES = ("text", "author", "media")


@given(VALUES)
def test_what_is_written_is_canonical_json(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.lists(VALUES, min_size=3, max_size=3), SECRETS)
def test_the_commitment_is_that_of_the_disclosures(values: list[Any], secret: bytes) -> None:
    disclosures = disclose(NAMES, values, secret)

    assert commitment(NAMES, values, secret) == commit([field_digest(text) for text in disclosures])
    assert [orjson.loads(text)[1:] for text in disclosures] == [[name, value] for name, value in zip(NAMES, values, strict=True)]


@given(st.lists(VALUES, min_size=3, max_size=3), SECRETS, SECRETS, st.integers(0, 2), VALUES)
def test_any_other_value_or_secret_gives_another_commitment(values: list[Any], secret: bytes, other: bytes, place: int, value: Any) -> None:
    changed = [*values[:place], value, *values[place + 1 :]]
    same = canonical(changed) == canonical(values)

    assert (commitment(NAMES, changed, secret) == commitment(NAMES, values, secret)) is same
    assert (commitment(NAMES, values, other) == commitment(NAMES, values, secret)) is (other == secret)


@given(SECRETS)
def test_no_two_fields_have_the_same_salt(secret: bytes) -> None:
    salts = [orjson.loads(text)[0] for text in disclose([str(n) for n in range(20)], [None] * 20, secret)]

    assert len(set(salts)) == 20
    assert {len(salt) for salt in salts} == {64}
