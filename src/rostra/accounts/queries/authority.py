"""Who may speak for the city, on any day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from rostra.accounts.models import Authority
from rostra.people.models import Person
from rostra.people.queries import appointments_on


def authorities() -> QuerySet[Authority]:
    """Every authority that was ever entered, by its first day."""
    return Authority.objects.select_related("person", "position__unit")


def authority_on(day: dt.date) -> QuerySet[Authority]:
    """Every authority in force on ``day``."""
    return authorities().filter(Q(ends__isnull=True) | Q(ends__gte=day), begins__lte=day)


def authority_of(person: Person, day: dt.date) -> QuerySet[Authority]:
    """On what ``person`` may speak for the city on ``day``: in their own name, and by the positions they hold then."""
    held = appointments_on(day).filter(person=person).values("position")
    return authority_on(day).filter(Q(person=person) | Q(position__in=held))
