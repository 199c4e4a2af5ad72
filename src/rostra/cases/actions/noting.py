"""What every act in a case does: lock the row, move it, hold its evidence, and write one event that tells only that something was done."""

from __future__ import annotations

from rostra.cases.actions.holding import OFFICE, count_term, hold_evidence
from rostra.cases.actions.letters import tell_complainant
from rostra.cases.models import Case, Step
from rostra.cases.queries.register import subject_of
from rostra.cases.rules.deciding import appeal_until, due_from
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import CaseState, public_status
from rostra.cases.states.words import COMPLAINANT
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.people.queries import city_day

CHANGED, RECEIVED = "changed", "received"


def locked(case: Case) -> Case:
    """Its row as it is now, until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("respondent", "position").get(pk=case.pk)


def moved(row: Case, move: str, target: CaseState, reason: str, actor: Actor, name: str = "") -> Case:
    """It stands at ``target`` now. ``name``: of who took the step, where the actor's says nothing."""
    now, before = clock.now(), public_status(CaseState(row.state))
    row.state, row.since = target, now
    row.due = appeal_until(city_day()) if target is CaseState.CLOSED else due_from(city_day(), triage=target is CaseState.RECEIVED)
    row.save()
    step = add_step(row, move, reason, actor, name)
    hold_evidence(row)
    count_term(row)
    if public_status(target) is not before and name != COMPLAINANT:
        tell_complainant(row, f"step:{step.pk}", of=CaseField.STATUS)
    note(row, CHANGED)
    return row


def add_step(row: Case, move: str, reason: str, actor: Actor, name: str = "") -> Step:
    """What was done, as it stands in the file."""
    return Step.objects.create(
        case=row, move=move, state=row.state, reason=reason.strip(), at=clock.now(), by_ref=actor.ref, by_name=name or actor.name
    )


def note(row: Case, what: str) -> None:
    """One event: that something was done, and how the case stands, as far as everybody may know. Events are leaves of the public log."""
    sight = sight_of(Viewer.PUBLIC, row)
    subject = subject_of(row) if sight.reads(CaseField.EXISTENCE) else "case:withheld"
    facts = {"status": public_status(CaseState(row.state)).value} if sight.reads(CaseField.STATUS) else {}
    record_event(actor=OFFICE, action=f"cases.case.{what}", subject=subject, facts=facts)
