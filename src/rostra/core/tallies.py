"""How often something was done lately: counted in the database, so that all web processes count together. What is over is forgotten."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from rostra.core import clock
from rostra.core.models import Tally

HOUR = dt.timedelta(hours=1)


def count_one(key: str, within: dt.timedelta = HOUR) -> int:
    """One more under ``key``, and how many there are; the count begins anew ``within`` this time of its first. At most four queries."""
    forget_tallies()
    Tally.objects.get_or_create(key=key, defaults={"ends": clock.now() + within})
    Tally.objects.filter(key=key).update(count=F("count") + 1)
    return counted(key)


def counted(key: str) -> int:
    """How many there are under ``key``. One query."""
    return Tally.objects.filter(key=key, ends__gt=clock.now()).values_list("count", flat=True).first() or 0


def forget_tallies() -> int:
    """Delete what is over. How many."""
    return Tally.objects.filter(ends__lte=clock.now()).delete()[0]
