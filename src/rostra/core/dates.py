"""Days as people read them: the same words on pages, in mails and in messages."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rostra.core import clock


@lru_cache(maxsize=32)
def _months(_language: str | None) -> list[str]:
    """The months' names, from January at 1 on: looked up once for each language."""
    return ["", *(str(MONTHS[month]) for month in range(1, 13))]


def in_words(value: dt.date | dt.datetime | None) -> str:
    """A calendar day, of a moment the one in the city's zone: ``March 14, 2026``; of none nothing."""
    if value is None:
        return ""
    local = clock.in_zone(value, settings.TIME_ZONE) if isinstance(value, dt.datetime) else value
    month, year = _months(get_language())[local.month], str(local.year)
    return _("%(month)s %(day)s, %(year)s") % {"month": month, "day": local.day, "year": year}


def month_in_words(day: dt.date) -> str:
    """The month of a day: ``March 2026``."""
    return _("%(month)s %(year)s") % {"month": _months(get_language())[day.month], "year": str(day.year)}
