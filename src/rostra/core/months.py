"""Months of the city's calendar: each begins and ends at the city's midnight, whatever its clocks did in between."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple, Self

from rostra.core import clock

_WRITTEN = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


class Month(NamedTuple):
    """A month of a year; the order is that of time."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """As ``str`` writes it: ``2026-11``. Raises ValueError."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text[:40]!r} is no month: write it as 2026-11")
        year, number = int(found[1]), int(found[2])
        if not 1 <= number <= 12:
            raise ValueError(f"there is no month {text}: the months of a year are 01 to 12")
        if not 2000 <= year < 2200:
            raise ValueError(f"{text} is no month of which anything is known: the years are 2000 to 2199")
        return cls(year, number)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first_day(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def next(self) -> Month:
        """The one after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> Month:
        """The one before it."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def begins(self, zone: str) -> dt.datetime:
        """Its first moment, in UTC."""
        return clock.start_of_day(self.first_day, zone).astimezone(dt.UTC)

    def ends(self, zone: str) -> dt.datetime:
        """The first moment after it, in UTC."""
        return self.next.begins(zone)


def month_of(moment: dt.datetime, zone: str) -> Month:
    """The month in which a moment lies, by the wall clock of ``zone``."""
    local = clock.in_zone(moment, zone)
    return Month(local.year, local.month)


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """All from ``first`` to ``last``, both among them."""
    while first <= last:
        yield first
        first = first.next
