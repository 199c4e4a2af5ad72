"""A proof file as we give it out: a C2SP proof whose extra part carries the entry and the disclosure of each field.

The extra part is JSON: ``{"entry": "…", "disclosures": ["[salt, name, value]", …]}``. A field that is withheld stands as
``{"digest": "<hex>", "basis": "…", "field": "text"}`` instead: the proof holds all the same. ``shown`` beside these is what of it is not
withheld; the log does not bear that out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from rostra.tlog import proof
from rostra.tlog.commitment import commit, field_digest
from rostra.tlog.errors import Malformed, Step, Unverifiable
from rostra.tlog.note import VerifierKey

WITHHELD = object()


@dataclass(frozen=True, slots=True)
class WithheldField:
    """A field that is not disclosed: on which law, and what of it may be shown all the same."""

    name: str
    basis: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a proof file has shown: this entry stands at ``index``, and these are its fields; ``withheld`` gives reasons."""

    index: int
    size: int
    origin: str
    entry: dict[str, Any]
    fields: dict[str, Any]
    withheld: tuple[str, ...]


def extra_part(entry: bytes, disclosures: Sequence[bytes], withheld: Mapping[int, WithheldField] | None = None) -> bytes:
    """The extra part of a proof that discloses every field but those at the places that are ``withheld``."""
    told = [_told(text, (withheld or {}).get(place)) for place, text in enumerate(disclosures)]
    return orjson.dumps({"entry": entry.decode(), "disclosures": told})


def _told(disclosure: bytes, withheld: WithheldField | None) -> str | dict[str, str]:
    if withheld is None:
        return disclosure.decode()
    told = {"digest": field_digest(disclosure).hex(), "basis": withheld.basis, "field": withheld.name}
    return {**told, "shown": withheld.shown} if withheld.shown else told


def verify_file(encoded: bytes, key: VerifierKey) -> Shown:
    """Check a proof file offline. Raises Unverifiable with the step that failed, and nothing else.

    1.–6. the steps of ``tlog.proof.verify``: the log has signed a tree that holds the entry.
    7. FIELDS: the disclosed fields, with the digests of the withheld ones, give the commitment that the entry holds.
    """
    proved = proof.verify(encoded, _entry_of, proof.Policy(key.name, (key,)))
    try:
        extra = orjson.loads(proof.parse_proof(encoded).extra)
        entry = orjson.loads(extra["entry"])
        opened = opened_fields(extra["disclosures"])
        committed = bytes.fromhex(entry["fields"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unverifiable(Step.FIELDS, f"the extra part cannot be read: {error}") from error
    if commit([digest for digest, _, _ in opened]) != committed:
        raise Unverifiable(Step.FIELDS, "the fields shown are not those that the entry commits to")
    fields = {name: value for _, name, value in opened if value is not WITHHELD}
    withheld = tuple(dict.fromkeys(name for _, name, value in opened if value is WITHHELD))
    return Shown(proved.index, proved.opened.head.size, key.name, entry, fields, withheld)


def opened_fields(items: Sequence[Any]) -> list[tuple[bytes, str, Any]]:
    """The digest, name and value of each item of the extra part; of a withheld field its digest, the law and ``WITHHELD``.

    Raises ValueError, KeyError, TypeError or AttributeError where it is not written so.
    """
    return [_field(item) for item in items]


def _entry_of(extra: bytes) -> bytes:
    try:
        text = orjson.loads(extra)["entry"]
        return bytes(text.encode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"the extra part holds no entry: {error!r}") from error


def _field(item: Any) -> tuple[bytes, str, Any]:
    if isinstance(item, dict):
        return bytes.fromhex(item["digest"]), str(item.get("basis", "no reason given")), WITHHELD
    _salt, name, value = orjson.loads(item)
    return field_digest(item.encode()), name, value
