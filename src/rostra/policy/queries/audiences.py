"""Who an audience is on a day: the roster says so."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rostra.people.models import Appointment, Person, Unit
from rostra.people.queries import appointments_on, covered_on
from rostra.policy.models.asking import Audience


@dataclass(frozen=True, slots=True)
class Wanted:
    """An audience as it is told: by categories, and by units with all below them or positions. Empty: everybody who is covered."""

    categories: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an audience: the unit of the earliest position by which they belong to it, and since when they hold that."""

    person: int
    unit: int
    begins: dt.date


def wanted_by(audience: Audience) -> Wanted:
    """What a campaign or module says of its audience. Two queries."""
    units = tuple(audience.units.values_list("pk", flat=True))
    return Wanted(tuple(audience.categories), units, tuple(audience.positions.values_list("pk", flat=True)))


def appointments_of(wanted: Wanted, day: dt.date) -> QuerySet[Appointment]:
    """The appointments by which somebody belongs to the audience on ``day``. One query besides, where units are told."""
    found = covered_on(day)
    found = found.filter(position__category__in=wanted.categories) if wanted.categories else found
    if wanted.units or wanted.positions:
        found = found.filter(Q(position__unit__in=with_all_below(wanted.units)) | Q(position__in=wanted.positions))
    return found


def members(wanted: Wanted, day: dt.date) -> dict[int, Member]:
    """The audience on ``day`` by person, each once. Two queries at most."""
    rows = appointments_of(wanted, day).order_by("-begins", "-pk").values_list("person_id", "position__unit_id", "begins")
    return {person: Member(person, unit, begins) for person, unit, begins in rows}


def why_nobody(wanted: Wanted, day: dt.date) -> str:
    """Which part of the audience leaves nobody; empty where somebody is left."""
    if not covered_on(day).exists():
        return "Nobody on the roster is covered by the policy today: enter people first."
    if not appointments_of(Wanted(wanted.categories), day).exists():
        return f"Nobody on the roster is {' or '.join(category.replace('-', ' ') for category in wanted.categories)} today."
    if appointments_of(wanted, day).exists():
        return ""
    narrowed = " of these categories" if wanted.categories else ""
    return f"Nobody{narrowed} holds one of these positions, or one in these units or below them, today."


def with_all_below(units: Iterable[int]) -> set[int]:
    """These units and every unit below them. One query."""
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for unit, parent in Unit.objects.values_list("pk", "parent_id"):
        below[parent].append(unit)
    found, frontier = set[int](), list(units)
    while frontier:
        unit = frontier.pop()
        frontier += [] if unit in found else below[unit]
        found.add(unit)
    return found


def units_headed_by(person: Person, day: dt.date) -> set[int]:
    """The units whose head ``person`` is on ``day``, with all below them. Two queries at most."""
    heads = appointments_on(day).filter(person=person, position__heads_unit=True).values_list("position__unit_id", flat=True)
    return with_all_below(heads) if heads else set()


def supervisors(people: Iterable[int], day: dt.date) -> dict[int, Person]:
    """By person, whom they report to on ``day``: the supervisor on the roster, else the head of their unit. Two queries."""
    held = appointments_on(day).select_related("person", "supervisor", "position")
    rows = list(held.filter(person__in=people).order_by("-begins", "-pk"))
    heading = held.filter(position__heads_unit=True, position__unit__in={row.position.unit_id for row in rows})
    heads = {each.position.unit_id: each.person for each in heading}
    found = {row.person_id: row.supervisor or heads.get(row.position.unit_id) for row in rows}
    return {person: above for person, above in found.items() if above is not None and above.pk != person}


def by_unit(found: Iterable[Member]) -> Counter[int]:
    """How many of an audience there are in each unit."""
    return Counter(member.unit for member in found)
