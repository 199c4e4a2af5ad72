"""What a part of the system does for a matter that it looks after: hold what the matter rests on, and say from when its term is counted.

Each writes one audit event that names neither matter nor thing, and is no leaf of the public log: a leaf beside that of the matter would
tell by its moment what became of it (docs/decisions/0036-a-hold-is-a-guard-in-the-database.md).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Invalid
from rostra.retention.actions.holds import cover, locked, take_step
from rostra.retention.models import Hold, RetentionTrigger
from rostra.retention.queries.holds import standing_hold_of
from rostra.retention.rules.holding import Things, matter_problems, may_keep_matter
from rostra.retention.states import HoldState, TriggerKind


@transaction.atomic
def hold_matter(matter: str, things: Things, *, reason: str, actor: Actor) -> bool:
    """Place the hold of a matter, or extend the one that stands; whether it covers more than before. Raises Forbidden, Invalid.

    Without ``things`` it covers what the keeper itself has of the matter, and guards (``core.guards``).
    """
    may_keep_matter(actor, actor.ref).require()
    if problems := matter_problems(matter, reason):
        raise Invalid(problems)
    now = clock.now()
    told = {"reason": reason, "since": now, "placed": now, "by_ref": actor.ref, "by_name": actor.name}
    found = standing_hold_of(actor.ref, matter)
    row = found or Hold.objects.create(matter=matter, keeper=actor.ref, **told)
    if more := bool(cover(row, things, actor)) or found is None:
        _note(actor)
    return more


@transaction.atomic
def release_matter(matter: str, *, reason: str, actor: Actor) -> bool:
    """The matter is over: its hold ends; whether one stood. Raises Forbidden."""
    may_keep_matter(actor, actor.ref).require()
    found = standing_hold_of(actor.ref, matter)
    if found is None:
        return False
    take_step(locked(found), "release", HoldState.RELEASED, reason, actor)
    _note(actor)
    return True


@transaction.atomic
def forget_things(matter: str, *, actor: Actor) -> int:
    """Of a matter of which nothing is kept: what its released holds covered is not known any more. How much went. Raises Forbidden."""
    may_keep_matter(actor, actor.ref).require()
    gone = 0
    for row in Hold.objects.filter(keeper=actor.ref, matter=matter, state=HoldState.RELEASED):
        gone += row.things.all().delete()[0]
    if gone:
        _note(actor)
    return gone


@transaction.atomic
def start_term(matter: str, kind: TriggerKind, day: dt.date, *, series: str, actor: Actor) -> RetentionTrigger:
    """From ``day`` on the term of what the matter left behind is counted; what stood before is withdrawn. ``series`` "": it is kept.

    Raises Forbidden.
    """
    may_keep_matter(actor, actor.ref).require()
    _withdrawn(matter)
    made = RetentionTrigger.objects.create(matter=matter, kind=kind, day=day, series=series, written=clock.now())
    _note(actor)
    return made


@transaction.atomic
def withdraw_term(matter: str, *, actor: Actor) -> bool:
    """The matter is open again, so no term is counted; whether one was. Raises Forbidden."""
    may_keep_matter(actor, actor.ref).require()
    done = _withdrawn(matter)
    if done:
        _note(actor)
    return done


def _withdrawn(matter: str) -> bool:
    return bool(RetentionTrigger.objects.filter(matter=matter, withdrawn__isnull=True).update(withdrawn=clock.now()))


def _note(actor: Actor) -> None:
    record_event(actor=actor, action="retention.matter.changed", subject="matter:withheld")
