"""Business days: not a weekend, not a holiday of the city's profile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


def is_business_day(day: dt.date, holidays: Container[dt.date]) -> bool:
    """Whether offices are open on ``day``."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(start: dt.date, count: int, holidays: Container[dt.date]) -> dt.date:
    """The day on which a term of ``count`` ≥ 0 business days ends that began on ``start``: the first day is not counted.

    A term of 0 ends on ``start`` itself, or on the next business day when offices are closed then. Raises ValueError below 0.
    """
    if count < 0:
        raise ValueError("a term has no fewer than 0 days")
    day = start
    for _ in range(count):
        day = next_business_day(day + _DAY, holidays)
    return next_business_day(day, holidays)


def next_business_day(day: dt.date, holidays: Container[dt.date]) -> dt.date:
    """``day`` itself, or the first business day after it."""
    while not is_business_day(day, holidays):
        day += _DAY
    return day


def business_days_between(start: dt.date, end: dt.date, holidays: Container[dt.date]) -> int:
    """How many business days lie after ``start`` up to and including ``end``; negative when ``end`` is before ``start``."""
    if end < start:
        return -business_days_between(end, start, holidays)
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_business_day(day, holidays) for day in days)
