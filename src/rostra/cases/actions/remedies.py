"""What is put right after a case: said with a day by which, and marked when it is done."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.cases.actions.noting import CHANGED, locked, note
from rostra.cases.models import Case, Remedy
from rostra.cases.rules.deciding import keeps_nothing, may_write
from rostra.cases.states.words import RemedyKind
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, Invalid
from rostra.people.queries import city_day, city_day_of


@transaction.atomic
def order_remedy(case: Case, kind: RemedyKind, *, due: dt.date, actor: Actor) -> Remedy:
    """Say that something is to be put right by ``due``. Raises Forbidden, Invalid by field, Conflict where it waits already."""
    row = locked(case)
    may_write(actor, row).require()
    if stands := keeps_nothing(row):
        raise Conflict(stands)
    if due < city_day():
        raise Invalid({"due": "The day lies in the past."})
    if row.remedies.filter(kind=kind, done__isnull=True).exists():
        raise Conflict("It is ordered already, and not done yet.")
    made = Remedy.objects.create(case=row, kind=kind, due=due, at=clock.now(), by_ref=actor.ref, by_name=actor.name)
    note(row, CHANGED)
    return made


@transaction.atomic
def note_remedy_done(remedy: Remedy, day: dt.date, *, actor: Actor) -> Remedy:
    """It was put right on ``day``. Raises Forbidden, Invalid by field, Conflict where it was noted already."""
    row = locked(remedy.case)
    may_write(actor, row).require()
    remedy = row.remedies.get(pk=remedy.pk)
    if remedy.done is not None:
        raise Conflict("It is done already.")
    if day > city_day() or day < city_day_of(remedy.at):
        raise Invalid({"done": "The day lies in the future." if day > city_day() else "It was ordered after this day."})
    remedy.done, remedy.done_by = day, actor.ref
    remedy.save(update_fields=["done", "done_by"])
    note(row, CHANGED)
    return remedy
