"""What goes into the file of a case: what is written, who works on it, which copies of the archive are evidence."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from django.db import transaction

from rostra.archive.models import Version
from rostra.cases.actions.holding import hold_evidence
from rostra.cases.actions.letters import tell_complainant
from rostra.cases.actions.noting import CHANGED, locked, note
from rostra.cases.models import Case, Entry, Evidence, Participant
from rostra.cases.queries.register import is_evidence, newest_of
from rostra.cases.rules.deciding import entry_problems, evidence_problem, keeps_nothing, may_write, may_write_part, participant_problem
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import Part
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, Invalid
from rostra.people.models import Person


class Unread(Enum):
    """The writer does not say what they had read."""

    UNREAD = "unread"


UNREAD = Unread.UNREAD
Read = TypeVar("Read")


def require_read(newest: Read | None, over: Read | Unread | None, told: Callable[[Read], str]) -> None:
    """Nobody writes over what they have not read. ``over``: what they had read, None: nothing. Raises Conflict that tells what stands."""
    if over is not UNREAD and newest is not None and newest != over:
        raise Conflict(told(newest), hint="put into yours what of it should stay, and send it again")


@transaction.atomic
def write_entry(case: Case, part: CaseField, text: str, *, actor: Actor, over: Entry | Unread | None = UNREAD) -> Entry:
    """Write a part of the file; what stood there before stays in its history. ``over``: what the writer had read, None: nothing.

    Raises Forbidden, Invalid by field, Conflict where somebody else has written it since.
    """
    row = locked(case)
    may_write_part(actor, row, part).require()
    require_read(newest_of(row, part), over, lambda newest: f"{newest.by_name} wrote it meanwhile: “{newest.text}”")
    if problems := entry_problems(text):
        raise Invalid(problems)
    made = Entry.objects.create(case=row, part=part, text=text.strip(), at=clock.now(), by_ref=actor.ref, by_name=actor.name)
    if part is CaseField.MESSAGES:
        tell_complainant(row, f"entry:{made.pk}", of=part)
    note(row, CHANGED)
    return made


@transaction.atomic
def add_participant(case: Case, person: Person, part: Part, *, reason: str, actor: Actor) -> Participant:
    """Add one person, with a reason. Raises Forbidden, Invalid by field, Conflict where they are added already."""
    row = locked(case)
    may_write(actor, row).require()
    if problem := participant_problem(person, part, row):
        raise Invalid({"person": problem})
    if not reason.strip():
        raise Invalid({"reason": "Say why they are needed: it is kept."})
    if row.participants.filter(person=person, ended__isnull=True).exists():
        raise Conflict(f"{person} is added already.")
    added = Participant.objects.create(case=row, person=person, part=part, reason=reason.strip(), added=clock.now(), added_by=actor.ref)
    note(row, CHANGED)
    return added


@transaction.atomic
def end_participant(participant: Participant, *, actor: Actor) -> Participant:
    """From now on they see nothing of it. Raises Forbidden, Conflict where it has ended."""
    row = locked(participant.case)
    may_write(actor, row).require()
    participant = row.participants.select_related("person").get(pk=participant.pk)
    if participant.ended is not None:
        raise Conflict("It has ended already.")
    participant.ended, participant.ended_by = clock.now(), actor.ref
    participant.save(update_fields=["ended", "ended_by"])
    note(row, CHANGED)
    return participant


@transaction.atomic
def add_evidence(case: Case, version: Version | None, *, actor: Actor, remark: str = "") -> Evidence:
    """Link the one thing complained of, as the archive holds it. Raises Forbidden, Invalid, Conflict where it is there."""
    row = locked(case)
    may_write(actor, row).require()
    if stands := keeps_nothing(row):
        raise Conflict(stands)
    if version is None:
        raise Invalid({"copy": evidence_problem(version)})
    if is_evidence(row, version):
        raise Conflict("It is evidence in this case already.")
    made = Evidence.objects.create(case=row, version=version, note=remark.strip(), at=clock.now(), by_ref=actor.ref, by_name=actor.name)
    hold_evidence(row)
    note(row, CHANGED)
    return made
