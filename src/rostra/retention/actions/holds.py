"""Holds that a person places, and that counsel releases. Each runs in one transaction and writes one audit event."""

from __future__ import annotations

from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.retention.models import HeldThing, Hold, HoldStep
from rostra.retention.queries.holds import not_covered
from rostra.retention.rules.holding import Things, may_extend_hold, may_move_hold, may_place_hold, new_hold_problems, reason_problem
from rostra.retention.states import HOLD_LIFE, HoldState

_DONE = {"request-release": "release-requested", "release": "released", "keep": "kept"}  # as events write it


@transaction.atomic
def place_hold(matter: str, things: Things, *, reason: str, actor: Actor) -> Hold:
    """Hold ``things`` for a matter. Raises Forbidden, Invalid by field."""
    may_place_hold(actor).require()
    if problems := new_hold_problems(matter, reason, things):
        raise Invalid(problems)
    now = clock.now()
    made = Hold.objects.create(matter=matter.strip(), reason=reason.strip(), since=now, placed=now, by_ref=actor.ref, by_name=actor.name)
    _note(made, "placed", cover(made, things, actor), actor)
    return made


@transaction.atomic
def extend_hold(hold: Hold, things: Things, *, actor: Actor) -> Hold:
    """Let it cover more. Raises Forbidden, Invalid where nothing is named, Conflict where it covers all of it already."""
    row = locked(hold)
    may_extend_hold(actor, row).require()
    if not things:
        raise Invalid({"records": "Name records, or an account."})
    if not (added := cover(row, things, actor)):
        raise Conflict("It covers all of this already.")
    _note(row, "extended", added, actor)
    return row


@transaction.atomic
def move_hold(hold: Hold, move: str, *, reason: str, actor: Actor) -> Hold:
    """Ask for its release, release it, or keep it. Raises Forbidden, IllegalMove, Invalid without a reason."""
    row = locked(hold)
    target = HOLD_LIFE.target(move, HoldState(row.state))
    may_move_hold(actor, row, move).require()
    if problem := reason_problem(reason):
        raise Invalid({"reason": problem})
    take_step(row, move, target, reason, actor)
    _note(row, _DONE[move], 0, actor)
    return row


def release_hold(hold: Hold, *, reason: str, actor: Actor) -> Hold:
    """Counsel's word that it ends: what it covers follows its schedule again, unless another one stands on it. Raises as ``move_hold``."""
    return move_hold(hold, "release", reason=reason, actor=actor)


def locked(hold: Hold) -> Hold:
    """Its row as it is now, until the transaction ends."""
    return Hold.objects.select_for_update().get(pk=hold.pk)


def cover(row: Hold, things: Things, actor: Actor) -> int:
    """Let it cover what it does not cover yet; how much that is."""
    records, accounts = not_covered(row, things.records, things.accounts)
    said = {"hold": row, "at": clock.now(), "by_ref": actor.ref, "by_name": actor.name}
    made = [HeldThing(record=each, **said) for each in records] + [HeldThing(account=each, **said) for each in accounts]
    return len(HeldThing.objects.bulk_create(made))


def take_step(row: Hold, move: str, target: HoldState, reason: str, actor: Actor) -> None:
    """It stands at ``target`` now, and the step is written down."""
    row.state, row.since = target, clock.now()
    row.save(update_fields=["state", "since"])
    HoldStep.objects.create(hold=row, move=move, reason=reason.strip(), at=row.since, by_ref=actor.ref, by_name=actor.name)


def _note(row: Hold, what: str, added: int, actor: Actor) -> None:
    """One event. Neither the matter nor what is held: events are read by many."""
    record_event(actor=actor, action=f"retention.hold.{what}", subject=f"hold:{row.pk}", facts={"added": added} if added else {})
