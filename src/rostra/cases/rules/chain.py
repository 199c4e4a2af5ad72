"""Who stands above the respondent, on the day of the act or today: they never get a file as staff, whatever they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rostra.cases.models import Case
from rostra.people.models import Appointment, Person
from rostra.people.queries import city_day
from rostra.people.queries.units import reached, right_below


def is_in_chain(person: Person, case: Case) -> bool:
    """Whether ``person`` is the respondent's supervisor, or heads a unit in which the respondent works: then, or today."""
    return case.respondent_id is not None and Case.objects.filter(above(person), pk=case.pk).exists()


def above(person: Person) -> Q:
    """Of cases: those in whose chain ``person`` stands. Two queries at most."""
    found = Q(pk__in=())
    for held in (_held(city_day()), _held(OuterRef("act_day"))):
        found |= Q(Exists(held.filter(supervisor=person)))
    for units, begins, ends in _headed(person):
        then = Q(Exists(_held(OuterRef("act_day")).filter(position__unit__in=units)), act_day__gte=begins)
        found |= then & Q(act_day__lte=ends) if ends else then
        if begins <= city_day() <= (ends or dt.date.max):
            found |= Q(Exists(_held(city_day()).filter(position__unit__in=units)))
    return found


def _held(day: dt.date | OuterRef | F) -> QuerySet[Appointment]:
    """What the respondent of a case held on ``day``."""
    return Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), person=OuterRef("respondent"), begins__lte=day)


def _headed(person: Person) -> Iterator[tuple[set[int], dt.date, dt.date | None]]:
    """What ``person`` headed at any time, with all units below it, and from when until when."""
    held = list(person.appointments.filter(position__heads_unit=True).select_related("position"))
    below = right_below() if held else {}
    for each in held:
        yield reached(below, [each.position.unit_id]), each.begins, each.ends
