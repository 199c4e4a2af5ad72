"""Reads of units and positions in the course of time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from rostra.people.models import Person, Position, Unit, UnitPlace, source_of_relations
from rostra.people.queries.rolls import appointments_on, city_day, units_on
from rostra.people.states import Relation


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


def right_below() -> dict[int | None, list[int]]:
    """By unit (None: at the top), those that stand right below it today. One query."""
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for unit, parent in Unit.objects.values_list("pk", "parent_id"):
        below[parent].append(unit)
    return below


def reached(below: Mapping[int | None, Sequence[int]], units: Iterable[int]) -> set[int]:
    """These units and every unit below them."""
    found, frontier = set[int](), list(units)
    while frontier:
        unit = frontier.pop()
        frontier += [] if unit in found else below.get(unit, ())
        found.add(unit)
    return found


def units_headed_by(person: Person, day: dt.date) -> set[int]:
    """The units whose head ``person`` is on ``day``, with all below them. Two queries at most."""
    heads = appointments_on(day).filter(person=person, position__heads_unit=True).values_list("position__unit_id", flat=True)
    return reached(right_below(), heads) if heads else set()


def heads_of(unit: Unit, day: dt.date) -> list[Person]:
    """Who heads ``unit`` itself on ``day``, by name. One query."""
    held = appointments_on(day).filter(position__unit=unit, position__heads_unit=True)
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("name", "pk"))


@source_of_relations
def _heads_some_unit(person: int) -> QuerySet[Any]:
    held = appointments_on(city_day()).filter(person=person, position__heads_unit=True).order_by()
    return held.values_list(Value(Relation.DEPARTMENT_HEAD.value))


def positions_in(unit: Unit, day: dt.date) -> QuerySet[Position]:
    """The positions of a unit by title, each with how many ``hold`` it on ``day``. One query."""
    begun = Q(appointments__begins__lte=day)
    in_force = begun & (Q(appointments__ends__isnull=True) | Q(appointments__ends__gte=day))
    return unit.positions.annotate(hold=Count("appointments", filter=in_force)).order_by("title", "pk")
