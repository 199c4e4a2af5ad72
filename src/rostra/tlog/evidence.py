"""A proof file as we give it out: a C2SP proof whose extra part carries the entry and the disclosure of each field.

The extra part is JSON: ``{"entry": "…", "disclosures": ["[salt, name, value]", …]}``. A field that is withheld stands as
``{"digest": "<hex>", "basis": "…"}`` instead: the proof holds all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from rostra.tlog import proof
from rostra.tlog.commitment import commit, field_digest
from rostra.tlog.errors import Malformed, Step, Unverifiable
from rostra.tlog.note import VerifierKey

WITHHELD = object()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a proof file has shown: this entry stands at ``index``, and these are its fields; ``withheld`` gives reasons."""

    index: int
    size: int
    origin: str
    entry: dict[str, Any]
    fields: dict[str, Any]
    withheld: tuple[str, ...]


def extra_part(entry: bytes, disclosures: Sequence[bytes]) -> bytes:
    """The extra part of a proof that discloses every field."""
    return orjson.dumps({"entry": entry.decode(), "disclosures": [text.decode() for text in disclosures]})


def verify_file(encoded: bytes, key: VerifierKey) -> Shown:
    """Check a proof file offline. Raises Unverifiable with the step that failed, and nothing else.

    1.–6. the steps of ``tlog.proof.verify``: the log has signed a tree that holds the entry.
    7. FIELDS: the disclosed fields, with the digests of the withheld ones, give the commitment that the entry holds.
    """
    proved = proof.verify(encoded, _entry_of, proof.Policy(key.name, (key,)))
    try:
        extra = orjson.loads(proof.parse_proof(encoded).extra)
        entry = orjson.loads(extra["entry"])
        opened = [_field(item) for item in extra["disclosures"]]
        committed = bytes.fromhex(entry["fields"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unverifiable(Step.FIELDS, f"the extra part cannot be read: {error}") from error
    if commit([digest for digest, _, _ in opened]) != committed:
        raise Unverifiable(Step.FIELDS, "the fields shown are not those that the entry commits to")
    fields = {name: value for _, name, value in opened if value is not WITHHELD}
    withheld = tuple(name for _, name, value in opened if value is WITHHELD)
    return Shown(proved.index, proved.opened.head.size, key.name, entry, fields, withheld)


def _entry_of(extra: bytes) -> bytes:
    try:
        text = orjson.loads(extra)["entry"]
        return bytes(text.encode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"the extra part holds no entry: {error!r}") from error


def _field(item: Any) -> tuple[bytes, str, Any]:
    """A disclosure's digest, name and value; for a withheld field its digest, the reason and WITHHELD."""
    if isinstance(item, dict):
        return bytes.fromhex(item["digest"]), str(item.get("basis", "no reason given")), WITHHELD
    _salt, name, value = orjson.loads(item)
    return field_digest(item.encode()), name, value
