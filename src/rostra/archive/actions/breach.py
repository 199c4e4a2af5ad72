"""What is done about a breach. Each step is a row and an event; the log learns that there is one, and how it stands."""

from __future__ import annotations

from django.db import transaction

from rostra.archive.models import Breach, BreachStep
from rostra.archive.rules.breach import (
    Assessment,
    Discovery,
    Telling,
    assessment_problems,
    discovery_problems,
    due_after,
    may_move_breach,
    may_work_on_breach,
    notice_text,
    telling_problems,
)
from rostra.archive.states.breach import BREACH_LIFE, BreachState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Forbidden, Invalid


def open_breach(told: Discovery, *, actor: Actor) -> Breach:
    """Enter what was discovered. Raises Forbidden, and Invalid by field."""
    may_work_on_breach(actor).require()
    _require(discovery_problems(told))
    with transaction.atomic():
        breach = Breach(discovered=told.day, opened=clock.now(), happened=told.happened.strip(), record=told.record)
        breach.due = due_after(breach, BreachState.DISCOVERED)
        breach.save()
        return _note(breach, "open", "", actor)


def assess_breach(breach: Breach, told: Assessment, *, actor: Actor) -> Breach:
    """Say which data and whose. Raises Forbidden, and Invalid by field."""
    _require(assessment_problems(told))
    columns = {"data": told.data.strip(), "people": told.people, "affected": told.affected.strip(), "cost": told.cost}
    return _move(breach, "assess", "", actor, **columns)


def decide_breach(breach: Breach, move: str, reason: str, *, actor: Actor) -> Breach:
    """``find-breach``, ``find-none`` or ``assess-again``, with the reason. Raises Forbidden, and Invalid."""
    _require({} if reason.strip() else {"reason": "Say why."})
    return _move(breach, move, reason, actor)


def notify_affected(breach: Breach, told: Telling, *, actor: Actor) -> Breach:
    """Note that those were told whom it is about, and in which words. Raises Forbidden, and Invalid by field."""
    _require(telling_problems(breach, told))
    told_how = "by a published notice" if told.published else "by letters"
    also = ", and to consumer reporting agencies" if told.agencies else ""
    return _move(breach, "notify", f"Told {told_how}{also}.", actor, notice=notice_text(breach))


def report_breach(breach: Breach, report: str, *, actor: Actor) -> Breach:
    """Keep the report, once what follows is final. Raises Forbidden, and Invalid by field."""
    _require({} if report.strip() else {"report": "Write the report, or where it is kept."})
    return _move(breach, "report", "", actor, report=report.strip())


def _require(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(problems)


def _move(breach: Breach, move: str, reason: str, actor: Actor, **columns: object) -> Breach:
    with transaction.atomic():
        row = Breach.objects.select_for_update().get(pk=breach.pk)
        if not (allowed := may_move_breach(actor, row, move)):
            raise Forbidden(allowed.reason)
        state = BREACH_LIFE.target(move, BreachState(row.state))
        row.state, row.due = state, due_after(row, state)
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()
        return _note(row, move, reason.strip(), actor)


def _note(breach: Breach, move: str, reason: str, actor: Actor) -> Breach:
    BreachStep.objects.create(breach=breach, move=move, reason=reason, at=clock.now(), by_ref=actor.ref, by_name=actor.name)
    record_event(actor=actor, action=f"archive.breach.{move}", subject=f"breach:{breach.pk}", facts={"state": str(breach.state)})
    return breach
