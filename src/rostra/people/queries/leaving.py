"""What hangs on an appointment that is to end. Other apps say so: ``people`` does not know what they keep.

An office is kept until what hangs on it has passed on, on every path: by hand, by a list, by provisioning.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from rostra.people.models import Appointment


@dataclass(frozen=True, slots=True)
class Ending:
    """An appointment that is to end with ``last_day``. ``remaining``: the units in which the person then still holds a position."""

    appointment: int
    person: int
    unit: int
    last_day: dt.date
    remaining: frozenset[int]


Obstacles = Callable[[Sequence[Ending]], Mapping[int, str]]
_obstacles: list[Obstacles] = []


def obstacle_to_leaving(source: Obstacles) -> Obstacles:
    """Register a function that says which appointments cannot end yet, and why. Used as a decorator in the ``rules`` of other apps."""
    if source not in _obstacles:
        _obstacles.append(source)
    return source


def what_hangs_on(endings: Sequence[Ending]) -> dict[int, str]:
    """Why appointments among these cannot end yet, by appointment. One question to each app, however many."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for source in _obstacles if endings else ():
        for appointment, reason in source(endings).items():
            found[appointment].append(reason)
    return {appointment: " ".join(reasons) for appointment, reasons in found.items()}


def endings_of(last_days: Mapping[int, dt.date], joining: Mapping[int, frozenset[int]] | None = None) -> list[Ending]:
    """The appointments that are to end (with their last days); ``joining``: units in which a person takes up a position at the same time.

    Two queries, however many.
    """
    ending = list(Appointment.objects.filter(pk__in=last_days).select_related("position"))
    stays: defaultdict[int, list[tuple[int, dt.date | None]]] = defaultdict(list)
    first = min(last_days.values(), default=dt.date.max)
    others = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=first), person__in={each.person_id for each in ending})
    for key, person, unit, ends in others.values_list("pk", "person", "position__unit", "ends"):
        if key not in last_days:
            stays[person].append((unit, ends))
    new = joining or {}
    return [_ending(each, last_days[each.pk], stays[each.person_id], new.get(each.person_id, frozenset())) for each in ending]


def _ending(appointment: Appointment, last_day: dt.date, stays: Sequence[tuple[int, dt.date | None]], new: frozenset[int]) -> Ending:
    held = frozenset(unit for unit, ends in stays if ends is None or ends > last_day)
    return Ending(appointment.pk, appointment.person_id, appointment.position.unit_id, last_day, held | new)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who leaves a position soon, and what hangs on them."""

    appointment: Appointment
    hangs: str


def leaving_with_something(today: dt.date, days: int, within: Collection[int] | None = None) -> list[Leaving]:
    """Who leaves a position within so many days and still has something in their hands, the next first. ``within``: of these units.

    Also whose planned last day has passed: they cannot leave before that is handed over.

    As many queries for one as for a thousand.
    """
    until = today + dt.timedelta(days=days)
    planned = Q(ends__isnull=True, leaves__lte=until)
    ending = Appointment.objects.filter(Q(ends__gte=today, ends__lte=until) | planned, begins__lte=today)
    ending = ending if within is None else ending.filter(position__unit__in=within)
    soon = list(ending.select_related("person", "position__unit").order_by(Coalesce("ends", "leaves"), "pk"))
    hanging = what_hangs_on(endings_of({each.pk: each.last_day for each in soon if each.last_day})) if soon else {}
    return [Leaving(each, hanging[each.pk]) for each in soon if each.pk in hanging]
