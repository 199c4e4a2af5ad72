"""A case from the day it comes in to the day it is closed. Each runs in one transaction and writes one audit event."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from rostra.archive.models import Version
from rostra.cases.models import Case, Entry, Evidence, Participant, Step
from rostra.cases.queries.register import newest_entries, next_number
from rostra.cases.rules.deciding import (
    NEEDS_ENTRY,
    NEEDS_REASON,
    NewCase,
    Triage,
    due_from,
    may_advise,
    may_move,
    may_open_case,
    may_triage,
    may_write,
    new_case_problems,
    participant_problem,
    triage_problems,
)
from rostra.cases.rules.routing import kind_of, track_of
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CASE_LIFE, Arbitration, CaseState, Outcome, public_status
from rostra.cases.states.words import Part
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.people.states.codes import new_code
from rostra.policy.queries import cited

_OUTCOMES = {
    "find-no-jurisdiction": Outcome.NO_JURISDICTION,
    "refer": Outcome.REFERRED,
    "join": Outcome.DUPLICATE,
    "resolve": Outcome.INFORMAL,
    "not-sustain": Outcome.NOT_SUSTAINED,
    "decide-no-discipline": Outcome.NO_DISCIPLINE,
    "decide-discipline": Outcome.DISCIPLINE,
    "reopen": Outcome.NONE,
}


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case with its return key, which is shown once and kept nowhere."""

    case: Case
    key: str = field(repr=False)


@transaction.atomic
def open_case(new: NewCase, *, actor: Actor) -> OpenedCase:
    """Take in what somebody brings to light. Raises Forbidden, Invalid by field."""
    may_open_case(actor).require()
    if problems := new_case_problems(new):
        raise Invalid(problems)
    now, key = clock.now(), new_code()
    made = Case.objects.create(
        number=next_number(city_day()), channel=new.channel, language=new.language, received=now, since=now,
        due=due_from(city_day(), triage=True), account=new.account, act_day=new.act_day, complainant=new.complainant.strip(),
        contact=new.contact.strip(), key=digest_of_key(key),
    )  # fmt: skip
    Entry.objects.create(case=made, part=CaseField.STATEMENT, text=new.statement.strip(), at=now)
    _note(made, "received", actor)
    return OpenedCase(made, key)


@transaction.atomic
def triage_case(case: Case, found: Triage, *, reason: str, actor: Actor) -> Case:
    """Say whose act it was, in which position, against which clause in force that day; the office that decides follows from it.

    Raises Forbidden, IllegalMove, Invalid by field.
    """
    row = _locked(case)
    target = CASE_LIFE.target("triage", CaseState(row.state))
    may_triage(actor, row).require()
    problems = triage_problems(found) | ({} if reason.strip() else {"reason": "Say why: it is kept."})
    if problems:
        raise Invalid(problems)
    kind = kind_of(found.position, found.act_day)
    row.act_day, row.respondent, row.position, row.account = found.act_day, found.respondent, found.position, found.account or row.account
    row.clause, row.kind, row.track = cited(found.clause, found.act_day), kind, track_of(found.position, kind)
    return _moved(row, "triage", target, reason, actor)


@transaction.atomic
def move_case(case: Case, move: str, *, actor: Actor, reason: str = "", arbitration: Arbitration | None = None) -> Case:
    """Take a step. Raises Forbidden, IllegalMove, Invalid without a reason, Conflict where something has to be written first."""
    row = _locked(case)
    target = CASE_LIFE.target(move, CaseState(row.state))
    may_move(actor, row, move).require()
    if move in NEEDS_REASON and not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    needed = NEEDS_ENTRY.get(move)
    if needed is not None and needed not in newest_entries(row):
        raise Conflict(f"Nothing is written yet under {needed.value}.", hint="write it, then take the step")
    _arbitrate(row, move, arbitration)
    row.outcome = _OUTCOMES.get(move, Outcome(row.outcome))
    return _moved(row, move, target, reason, actor)


@transaction.atomic
def write_entry(case: Case, part: CaseField, text: str, *, actor: Actor) -> Entry:
    """Write a part of the file; what stood there before stays in its history. Raises Forbidden, Invalid."""
    row = _locked(case)
    (may_advise(actor, row) if part is CaseField.ADVICE else may_write(actor, row)).require()
    if part is CaseField.STATEMENT or not text.strip():
        raise Invalid({"text": "The complainant's words are theirs." if text.strip() else "Write something."})
    made = Entry.objects.create(case=row, part=part, text=text.strip(), at=clock.now(), by_ref=actor.ref, by_name=actor.name)
    _note(row, "written-in", actor)
    return made


@transaction.atomic
def add_participant(case: Case, person: Person, part: Part, *, reason: str, actor: Actor) -> Participant:
    """Add one person, with a reason. Raises Forbidden, Invalid by field."""
    row = _locked(case)
    may_write(actor, row).require()
    problem = participant_problem(person, part, row)
    if problem or not reason.strip():
        raise Invalid({"person": problem} if problem else {"reason": "Say why they are needed: it is kept."})
    if row.participants.filter(person=person, ended__isnull=True).exists():
        raise Conflict(f"{person} is added already.")
    added = Participant.objects.create(case=row, person=person, part=part, reason=reason.strip(), added=clock.now(), added_by=actor.ref)
    _note(row, "participant-added", actor)
    return added


@transaction.atomic
def end_participant(participant: Participant, *, actor: Actor) -> Participant:
    """From now on they see nothing of it. Raises Forbidden."""
    row = _locked(participant.case)
    may_write(actor, row).require()
    participant.ended = clock.now()
    participant.save(update_fields=["ended"])
    _note(row, "participant-ended", actor)
    return participant


@transaction.atomic
def add_evidence(case: Case, version: Version, *, actor: Actor, note: str = "") -> Evidence:
    """Link the one thing complained of, as the archive holds it. Raises Forbidden, Conflict where it is there."""
    row = _locked(case)
    may_write(actor, row).require()
    if row.evidence.filter(version=version).exists():
        raise Conflict("It is evidence in this case already.")
    made = Evidence.objects.create(case=row, version=version, note=note.strip(), at=clock.now(), by_ref=actor.ref, by_name=actor.name)
    _note(row, "evidence-added", actor)
    return made


def digest_of_key(key: str) -> str:
    """What is kept of a return key: with a secret that is not in the database, for a key is short."""
    return salted_hmac("rostra.cases.case", key, secret=settings.FACTOR_KEY, algorithm="sha256").hexdigest()


def subject_of(case: Case) -> str:
    """A case as the subject of events: its number, and nothing else."""
    return f"case:{case.number}"


def _arbitrate(row: Case, move: str, outcome: Arbitration | None) -> None:
    if move == "grieve":
        row.arbitration = Arbitration.PENDING
    elif move == "reopen":
        row.arbitration = Arbitration.NONE
    elif move == "finish" and row.state == CaseState.ARBITRATION:
        if outcome in {None, Arbitration.NONE, Arbitration.PENDING}:
            raise Invalid({"arbitration": "Say what the arbitrator decided."})
        row.arbitration = outcome or row.arbitration
    elif move == "finish":
        row.arbitration = Arbitration.NONE


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("respondent", "position").get(pk=case.pk)


def _moved(row: Case, move: str, target: CaseState, reason: str, actor: Actor) -> Case:
    now = clock.now()
    row.state, row.since, row.due = target, now, due_from(city_day())
    row.save()
    Step.objects.create(case=row, move=move, state=target, reason=reason.strip(), at=now, by_ref=actor.ref, by_name=actor.name)
    _note(row, "moved", actor)
    return row


def _note(row: Case, what: str, actor: Actor) -> None:
    """That something was done, and how the case stands in the public's words. Nobody is named, and nothing is said of what it is about."""
    facts = {"status": public_status(CaseState(row.state)).value}
    record_event(actor=actor, action=f"cases.case.{what}", subject=subject_of(row), facts=facts)
