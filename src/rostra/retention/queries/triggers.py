"""From which day a term is counted, and until when something is kept at least."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings

from rostra.retention.models import RetentionTrigger


def standing_trigger(matter: str) -> RetentionTrigger | None:
    """The trigger of this matter, unless it was withdrawn."""
    return RetentionTrigger.objects.filter(matter=matter, withdrawn__isnull=True).first()


def triggers_of(matters: Collection[str]) -> dict[str, RetentionTrigger]:
    """By matter its standing trigger, where it has one. One query."""
    return {each.matter: each for each in RetentionTrigger.objects.filter(matter__in=matters, withdrawn__isnull=True)}


def kept_until(trigger: RetentionTrigger) -> dt.date | None:
    """The first day on which what the matter left behind could be destroyed; None where its series is on no schedule: then it is kept."""
    years = next((each.years for each in settings.PROFILE.retention.series if each.key == trigger.series), None)
    return None if years is None else years_after(trigger.day, years)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; of February 29 the day after it where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
