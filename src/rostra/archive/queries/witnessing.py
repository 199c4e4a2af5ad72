"""Who cosigned what and when: other installations our log, and we the logs of others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

from rostra.archive.models import Cosigner, Witnessed
from rostra.archive.queries.log import log_key
from rostra.archive.queries.stores import read_key
from rostra.core.profile import Witness
from rostra.tlog.note import SignerKey, VerifierKey


@dataclass(frozen=True, slots=True)
class Cosigning:
    """A witness that the profile names, and how far its word reaches. ``size`` 0: it has cosigned nothing yet."""

    name: str
    key: str
    url: str
    size: int
    cosigned: dt.datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Witnessing:
    """A log that we cosign, and how far. ``size`` 0: nothing yet."""

    origin: str
    key: str
    size: int
    changed: dt.datetime | None


def witness_signer() -> SignerKey:
    """The key with which we cosign the logs of others. Raises Misconfigured when it is missing."""
    return SignerKey.parse(read_key("witness-key"))


def witness_key() -> str:
    """The public key of this installation as a witness, as a verifier key."""
    return witness_signer().verifier.vkey


def witnessed_logs() -> dict[str, list[VerifierKey]]:
    """The keys that are trusted for each log that we cosign, by origin."""
    logs: dict[str, list[VerifierKey]] = {}
    for each in settings.PROFILE.witnessed:
        logs.setdefault(each.origin, []).append(VerifierKey.parse(each.key))
    return logs


def cosignings() -> list[Cosigning]:
    """Every witness of the profile, with what it cosigned last. One query."""
    known = {row.key: row for row in Cosigner.objects.all()}
    return [_cosigning(witness, known.get(witness.key)) for witness in settings.PROFILE.witness]


def _cosigning(witness: Witness, row: Cosigner | None) -> Cosigning:
    if row is None:
        return Cosigning(witness.name, witness.key, str(witness.url), 0, None, "")
    return Cosigning(witness.name, witness.key, str(witness.url), row.size, row.cosigned, row.trouble)


def witnessings() -> list[Witnessing]:
    """Every log of the profile that we cosign, with what we cosigned last. One query."""
    known = {row.origin: row for row in Witnessed.objects.filter(size__gt=0)}
    return [
        Witnessing(each.origin, each.key, *((row.size, row.changed) if (row := known.get(each.origin)) else (0, None)))
        for each in settings.PROFILE.witnessed
    ]


def witnessed_checkpoint(origin_hash: str) -> bytes | None:
    """The checkpoint that we cosigned last of the log whose origin has this SHA-256 (hexadecimal), with our cosignature."""
    origin = next((each.origin for each in settings.PROFILE.witnessed if sha256(each.origin.encode()).hexdigest() == origin_hash), None)
    row = Witnessed.objects.filter(origin=origin, size__gt=0).first() if origin else None
    return bytes(row.checkpoint) if row else None


def policy_text() -> str:
    """The log and its witnesses, after c2sp.org/tlog-policy.

    The quorum is ``none``: a checkpoint is served at once and gets its cosignatures within the next minute, so whoever asks for
    cosignatures chooses the group that they trust.
    """
    witnesses = [f"witness {'-'.join(each.name.split())} {each.key} {each.url}" for each in settings.PROFILE.witness]
    return "\n".join([f"log {log_key()} {settings.ROSTRA_URL}/tlog", *witnesses, "quorum none", ""])
