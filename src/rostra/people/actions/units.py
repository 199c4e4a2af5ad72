"""What changes on units and positions in the course of time, and is kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid
from rostra.people import rules
from rostra.people.models import Position, PositionAttribute, Unit, UnitPlace
from rostra.people.queries.rolls import units_above
from rostra.people.states import OfficeAttribute


@transaction.atomic
def change_unit(unit: Unit, *, since: dt.date, actor: Actor, name: str = "", parent: Unit | None = None) -> Unit:
    """From ``since`` on the unit has another name, or stands below another one; what it was before stays on record.

    Raises Forbidden; Invalid where it would stand below itself, or nothing changes, or the day is before an earlier change.
    """
    rules.may_change_roster(actor).require()
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    above = parent or row.parent
    if problem := _problem_of_change(row, since, name or row.name, above):
        raise Invalid(problem)
    UnitPlace.objects.create(unit=row, name=row.name, parent=row.parent, ends=since - dt.timedelta(days=1))
    row.name, row.parent = name or row.name, above
    row.save(update_fields=["name", "parent"])
    facts = {"name": row.name, "parent": above.slug if above else None, "since": since.isoformat()}
    record_event(actor=actor, action="people.unit.changed", subject=f"unit:{row.slug}", facts=facts)
    return row


def _problem_of_change(unit: Unit, since: dt.date, name: str, parent: Unit | None) -> dict[str, str]:
    if (name, parent) == (unit.name, unit.parent):
        return {"": "Nothing would change."}
    if parent and unit in {parent, *units_above(parent)}:
        return {"parent": f"{unit.name} would stand below itself."}
    latest = unit.past_places.order_by("-ends").first()
    if latest and since <= latest.ends + dt.timedelta(days=1):
        return {"since": f"An earlier change holds from {in_words(latest.ends + dt.timedelta(days=1))} on: choose a later day."}
    return {}


@transaction.atomic
def mark_head(position: Position, *, heads: bool, actor: Actor) -> Position:
    """Who holds ``position`` is head of its unit, or is not: that is who decides about the unit's accounts, and is told of what is overdue.

    Raises Forbidden, Conflict where it is so already.
    """
    rules.may_change_roster(actor).require()
    row = Position.objects.select_for_update(of=("self",)).select_related("unit").get(pk=position.pk)
    if row.heads_unit == heads:
        raise Conflict(f"{row} {'heads' if heads else 'does not head'} the unit already")
    row.heads_unit = heads
    row.save(update_fields=["heads_unit"])
    record_event(actor=actor, action="people.position.changed", subject=f"position:{row.slug}", facts={"heads_unit": heads})
    return row


@transaction.atomic
def set_attribute(position: Position, attribute: OfficeAttribute, *, begins: dt.date, reason: str, actor: Actor) -> PositionAttribute:
    """Counsel says what a position is before the law, from ``begins`` on. Raises Forbidden, Conflict, Invalid without a reason."""
    rules.may_set_attributes(actor).require()
    if not reason.strip():
        raise Invalid({"reason": "Give the reason: who may see what of a case depends on it."})
    if position.attributes.filter(attribute=attribute, ends__isnull=True).exists():
        raise Conflict(f"{position} is {attribute.value} already")
    made = PositionAttribute.objects.create(position=position, attribute=attribute, begins=begins, reason=reason.strip())
    facts = {"attribute": attribute, "begins": begins.isoformat()}
    record_event(actor=actor, action="people.attribute.set", subject=f"position:{position.slug}", facts=facts)
    return made


@transaction.atomic
def end_attribute(row: PositionAttribute, *, ends: dt.date, actor: Actor) -> PositionAttribute:
    """It holds until ``ends`` (inclusive). Raises Forbidden, Conflict, Invalid."""
    rules.may_set_attributes(actor).require()
    row = PositionAttribute.objects.select_for_update().select_related("position").get(pk=row.pk)
    if row.ends:
        raise Conflict(f"it was ended on {in_words(row.ends)}")
    if ends < row.begins:
        raise Invalid({"ends": "The last day is not before the first."})
    row.ends = ends
    row.save(update_fields=["ends"])
    facts = {"attribute": row.attribute, "ends": ends.isoformat()}
    record_event(actor=actor, action="people.attribute.ended", subject=f"position:{row.position.slug}", facts=facts)
    return row
