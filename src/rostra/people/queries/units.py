"""Reads of units and positions in the course of time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from rostra.people.models import Position, Unit, UnitPlace
from rostra.people.queries.rolls import units_on


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit, what it was called on the day, how deep it lay below the top (0), and the units right below it."""

    unit: Unit
    name: str
    depth: int
    children: tuple[UnitNode, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a unit is or was called, and below which one it stands or stood, from a day until a day (inclusive)."""

    name: str
    parent: Unit | None
    begins: dt.date | None
    ends: dt.date | None


def units_tree(day: dt.date) -> tuple[UnitNode, ...]:
    """The units that exist on ``day`` as trees, by the names and in the places that they had then. Two queries."""
    past = {
        place.unit_id: place for place in UnitPlace.objects.filter(ends__gte=day).order_by("-ends")
    }  # the earliest that reaches the day
    units = {unit.pk: unit for unit in units_on(day)}
    names = {pk: past[pk].name if pk in past else unit.name for pk, unit in units.items()}
    below: defaultdict[int | None, list[Unit]] = defaultdict(list)
    for pk in sorted(units, key=lambda pk: names[pk].casefold()):
        above = past[pk].parent_id if pk in past else units[pk].parent_id
        below[above if above in units else None].append(units[pk])

    def grow(parent: int | None, depth: int) -> tuple[UnitNode, ...]:
        return tuple(UnitNode(unit, names[unit.pk], depth, grow(unit.pk, depth + 1)) for unit in below[parent])

    return grow(None, 0)


def places_of(unit: Unit) -> list[Place]:
    """What the unit is and was called, and where it stands and stood, the latest first. One query, where its parent is at hand."""
    found, begins = [], unit.begins
    for past in unit.past_places.select_related("parent").order_by("ends"):
        found.append(Place(past.name, past.parent, begins, past.ends))
        begins = past.ends + dt.timedelta(days=1)
    return [Place(unit.name, unit.parent, begins, unit.ends), *reversed(found)]


def positions_in(unit: Unit, day: dt.date) -> QuerySet[Position]:
    """The positions of a unit by title, each with how many ``hold`` it on ``day``. One query."""
    begun = Q(appointments__begins__lte=day)
    in_force = begun & (Q(appointments__ends__isnull=True) | Q(appointments__ends__gte=day))
    return unit.positions.annotate(hold=Count("appointments", filter=in_force)).order_by("title", "pk")
