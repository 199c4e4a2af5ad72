"""Who may hand over business of the city, who reads it, and what is wrong with what is handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from rostra.archive.models import Forwarded
from rostra.archive.queries.forwarded import forwarded_unread
from rostra.archive.states.submitted import Business
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.models import Person
from rostra.people.queries import city_day, holds_office
from rostra.people.rules import may
from rostra.people.states import Function, Right
from rostra.tlog.commitment import canonical

LONGEST = 50_000  # characters of a text


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What somebody hands over. There is no place for the account it came from."""

    written: dt.date
    business: Business
    text: str
    files: Sequence[bytes] = ()


def may_forward(person: Person | None) -> Permission:
    """Whoever the policy covers, for themselves: who holds a position today."""
    if person is not None and holds_office(person, city_day()):
        return ALLOWED
    return Permission("Only who holds a position in the city hands over business of the city here.")


def may_see_forwarded(actor: Actor) -> Permission:
    """The list of what was handed over, and, once they have said what for, what it is."""
    return may(actor, Right.READ, Function.RESTRICTED_ARCHIVE)


@waiting
def forwarded_waiting(actor: Actor) -> Iterable[Queue]:
    """What was handed over and nobody has looked at, for who reads it."""
    if may_see_forwarded(actor):
        yield queue("items handed over", reverse("forwarded:list"), forwarded_unread(), _unread)


def _unread(row: Forwarded) -> Waiting:
    title, address = f"Handed over: number {row.pk}", reverse("forwarded:item", args=[row.pk])
    return Waiting(title, address, "Nobody has looked at it yet.", row.received, owner=row.person.name)


def due_day(written: dt.date) -> dt.date:
    """The last day on which something of this day is forwarded in time: so many calendar days later, the day itself not counted."""
    return written + dt.timedelta(days=settings.PROFILE.line.forward_days)


def forwarding_problems(told: Forwarding) -> dict[str, str]:
    """What is wrong, by field."""
    problems = {}
    if told.business is Business.NO:
        problems["business"] = "Then it is yours, not the city's. Keep it: nothing was kept here."
    if told.written > city_day():
        problems["written"] = "This day lies in the future."
    if not told.text.strip() and not told.files:
        problems["text"] = "Paste the words, or add a file."
    return problems | _too_much(told)


def _too_much(told: Forwarding) -> dict[str, str]:
    terms = settings.PROFILE.line
    if len(told.files) > terms.most_files:
        return {"files": f"At most {terms.most_files} files at once."}
    if any(len(content) > terms.largest_file for content in told.files):
        return {"files": f"A file is larger than {terms.largest_file // 1_000_000} MB."}
    return {}


def content(written: dt.date, business: str, text: str, came_as: Sequence[bytes], kept: Sequence[bytes]) -> bytes:
    """What is hashed of something that was handed over: canonical JSON, with SHA-256 of each file as it came and as it is kept."""
    return canonical([written.isoformat(), business, text, [digest.hex() for digest in came_as], [digest.hex() for digest in kept]])


def digest_of(written: dt.date, business: str, text: str, came_as: Sequence[bytes], kept: Sequence[bytes]) -> str:
    """SHA-256 of it, hexadecimal."""
    return sha256(content(written, business, text, came_as, kept)).hexdigest()
