"""Is this copy the real record? Each check in the order in which a stranger would make it, with what was compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

import orjson
from django.utils.translation import gettext as _

from rostra.archive.models import Version
from rostra.archive.queries.digests import by_digest
from rostra.archive.queries.log import log_key, log_origin, proof_of
from rostra.archive.queries.records import bare_version, version_at
from rostra.archive.queries.segments import Damaged, raw_bytes
from rostra.tlog.commitment import commit
from rostra.tlog.errors import LogError
from rostra.tlog.evidence import WITHHELD, opened_fields
from rostra.tlog.note import VerifierKey
from rostra.tlog.proof import HEADER, Policy, parse_proof, verify

DIGEST = re.compile(r"(?:sha-?256:)?([0-9a-f]{64})", re.IGNORECASE)
LINK = re.compile(r"/record/(\d{1,18})(?:/v/(\d{1,9}))?(?:[?#.].*)?\Z")


class Outcome(StrEnum):
    """What came of one check, or of all."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"  # could not be decided: says nothing either way


@dataclass(frozen=True, slots=True)
class Step:
    """One check."""

    title: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one thing, and the versions they are about."""

    steps: tuple[Step, ...]
    versions: tuple[Version, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Fails when any step fails; open when any is open; else holds."""
        outcomes = {step.outcome for step in self.steps}
        return next((each for each in (Outcome.FAILS, Outcome.OPEN) if each in outcomes), Outcome.HOLDS)


def check_text(text: str) -> Verdict:
    """Check what somebody pasted: a proof file's text, a digest, or the address of a record here or on its network."""
    asked = text.replace("\x00", "").strip().replace("\r\n", "\n")  # forms send lines with both; PostgreSQL knows no NUL
    if asked.startswith(HEADER):
        return check_proof(f"{asked}\n".encode())
    if digest := DIGEST.fullmatch(asked):
        return check_digest(digest[1].lower())
    return _check_address(asked)


def check_digest(digest: str) -> Verdict:
    """Whether a record or a medium with this SHA-256 is held, and proven by the log."""
    versions = tuple(by_digest(digest))
    title = _("Find it in the archive")
    if not versions:
        return Verdict((Step(title, Outcome.OPEN, _("No record and no picture here has the SHA-256 %s.") % digest),))
    return Verdict((Step(title, Outcome.HOLDS, _("A record here has the SHA-256 %s.") % digest), *_steps_of(versions[0])), versions)


def _check_address(asked: str) -> Verdict:
    version = _version_at(asked)
    title = _("Find it in the archive")
    if version is None:
        return Verdict((Step(title, Outcome.OPEN, _("No record has this address, and it is no SHA-256 and no proof file.")),))
    return Verdict((Step(title, Outcome.HOLDS, _("A record has this address.")), *_steps_of(version)), (version,))


def _version_at(address: str) -> Version | None:
    link = LINK.search(address)
    if link is None:
        return version_at(address)
    try:
        return bare_version(int(link[1]), int(link[2]) if link[2] else None)
    except Version.DoesNotExist:
        return None


def _steps_of(version: Version) -> Iterator[Step]:
    """The bytes against the digest; the entry against the log."""
    yield _bytes_step(version) if version.withheld.tells_digest else _withheld_step(version)
    title = _("Find its entry in the public log")
    try:
        proof = proof_of(version)
    except (LogError, Damaged) as error:
        yield Step(title, Outcome.FAILS, str(error))
        return
    if proof is None:
        yield Step(title, Outcome.OPEN, _("The entry waits for the next checkpoint, which comes within seconds."))
    else:
        yield from check_proof(proof.encode()).steps


def _withheld_step(version: Version) -> Step:
    told = _("A part is withheld: %(laws)s. Their digest is not told either: it would confirm a guess.")
    told %= {"laws": version.withheld.in_words}
    return Step(_("Compute the SHA-256 of the kept bytes again"), Outcome.OPEN, told)


def _bytes_step(version: Version) -> Step:
    title = _("Compute the SHA-256 of the kept bytes again")
    try:
        digest = sha256(raw_bytes(version)).digest()
    except Damaged as error:
        return Step(title, Outcome.FAILS, str(error))
    outcome = Outcome.HOLDS if digest == bytes(version.digest) else Outcome.FAILS
    told = {"computed": digest.hex(), "stated": bytes(version.digest).hex()}
    return Step(title, outcome, _("The kept bytes give %(computed)s; the record states %(stated)s.") % told)


def check_proof(encoded: bytes) -> Verdict:
    """A proof file against this log's key: its entry, its place in the tree, the signature, and what it discloses."""
    policy = Policy(log_origin(), (VerifierKey.parse(log_key()),))
    try:
        extra = orjson.loads(parse_proof(encoded).extra)
        line, fields = extra["entry"].encode(), opened_fields(extra["disclosures"])
        proved = verify(encoded, line, policy)
        stated = orjson.loads(line)["fields"]
        told = {name: value for _digest, name, value in fields if value is not WITHHELD}
    except (LogError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Verdict((Step(_("Check the proof file"), Outcome.FAILS, str(error)),))
    return Verdict(tuple(_proof_steps(proved.index, proved.opened.head.size, stated, fields)), _versions_told(told))


def _proof_steps(index: int, log_size: int, stated: str, fields: list[tuple[bytes, str, Any]]) -> Iterator[Step]:
    numbers = {"index": f"{index:,}", "size": f"{log_size:,}"}
    yield Step(_("Check the signature of the checkpoint"), Outcome.HOLDS, _("This log's key signed a log of %(size)s entries.") % numbers)
    title = _("Follow the path from the entry to the signed root")
    yield Step(title, Outcome.HOLDS, _("Entry number %(index)s stands in that log.") % numbers)
    computed = commit([digest for digest, _name, _value in fields]).hex()
    is_whole = all(value is not WITHHELD for _digest, _name, value in fields)
    detail = _("The disclosed fields give %(computed)s; the entry says %(stated)s.")
    if not is_whole:
        detail = _("The disclosed fields, with the digests of those that are withheld, give %(computed)s; the entry says %(stated)s.")
    detail %= {"computed": computed, "stated": stated}
    yield Step(_("Compare the content with the entry"), Outcome.HOLDS if computed == stated else Outcome.FAILS, detail)


def _versions_told(told: dict[str, object]) -> tuple[Version, ...]:
    """The version whose bytes a proof speaks of, if we hold it."""
    match told.get("bytes"):
        case [str(digest), *_] if DIGEST.fullmatch(digest):
            return tuple(by_digest(digest, 1))
    return ()
