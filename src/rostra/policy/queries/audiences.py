"""Who an audience is on a day: the roster says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rostra.people.models import Person
from rostra.people.queries import appointments_on, covered_on
from rostra.people.queries.units import reached, right_below
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


@dataclass(frozen=True, slots=True)
class Held:
    """A position that makes somebody a covered person."""

    person: int
    unit: int
    position: int
    category: str
    begins: dt.date


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is covered on a day, by which positions, the latest begun first; and which units stand right below each."""

    held: tuple[Held, ...]
    below: Mapping[int | None, Sequence[int]]

    def members(self, wanted: Wanted) -> dict[int, Member]:
        """Whom an audience holds, by person, each once."""
        units, positions = reached(self.below, wanted.units), set(wanted.positions)
        everywhere = not (units or positions)
        chosen = (each for each in self.held if not wanted.categories or each.category in wanted.categories)
        return {
            each.person: Member(each.person, each.unit, each.begins)
            for each in chosen
            if everywhere or each.unit in units or each.position in positions
        }


def roll_on(day: dt.date, people: Iterable[int] | None = None) -> Roll:
    """The roll of a day (of ``people`` alone, if they are told). Two queries."""
    covered = covered_on(day).order_by("-begins", "-pk")
    covered = covered if people is None else covered.filter(person__in=people)
    rows = covered.values_list("person_id", "position__unit_id", "position_id", "position__category", "begins")
    return Roll(tuple(Held(*row) for row in rows), right_below())


def members(wanted: Wanted, day: dt.date) -> dict[int, Member]:
    """The audience on ``day`` by person, each once. Two queries."""
    return roll_on(day).members(wanted)


def why_nobody(wanted: Wanted, day: dt.date) -> str:
    """Which part of the audience leaves nobody; empty where somebody is left. Two queries."""
    roll = roll_on(day)
    if not roll.held:
        return "Nobody on the roster is covered by the policy today: enter people first."
    if not roll.members(Wanted(wanted.categories)):
        return f"Nobody on the roster is {' or '.join(category.replace('-', ' ') for category in wanted.categories)} today."
    if roll.members(wanted):
        return ""
    narrowed = " of these categories" if wanted.categories else ""
    return f"Nobody{narrowed} holds one of these positions, or one in these units or below them, today."


def supervisors(people: Iterable[int], day: dt.date) -> dict[int, Person]:
    """By person, whom they report to on ``day``: the supervisor on the roster, else the head of their unit. Two queries."""
    held = appointments_on(day).select_related("person", "supervisor", "position")
    rows = list(held.filter(person__in=people).order_by("-begins", "-pk"))
    heading = held.filter(position__heads_unit=True, position__unit__in={row.position.unit_id for row in rows})
    heads = {each.position.unit_id: each.person for each in heading}
    found = {row.person_id: row.supervisor or heads.get(row.position.unit_id) for row in rows}
    return {person: above for person, above in found.items() if above is not None and above.pk != person}
