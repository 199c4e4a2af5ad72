"""Charts drawn on the server: plain SVG with the numbers in its description, beside a table. No number is formatted in a template,
because localised decimals break SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

CELL = 14  # px, with its gap
LEFT, TOP = 34, 22
LEVELS = (0, 1, 3, 6)  # a day's posts above each bound is one step darker


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a calendar."""

    x: str
    y: str
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place."""

    x: str
    y: str
    text: str


def _level(number: int) -> int:
    return sum(number > bound for bound in LEVELS)


def _place(day: dt.date, first: dt.date) -> tuple[int, int]:
    """Column (week) and row (Monday is 0) of a day in the year that begins on ``first``."""
    return ((day - first).days + first.weekday()) // 7, day.weekday()


def _cell(day: dt.date, first: dt.date, number: int) -> Cell:
    week, weekday = _place(day, first)
    words = ngettext("%(n)s post", "%(n)s posts", number) % {"n": f"{number:,}"}
    title = f"{MONTHS[day.month]} {day.day}, {day.year}: {words}"
    return Cell(f"{LEFT + week * CELL}", f"{TOP + weekday * CELL}", _level(number), title)


def _months(first: dt.date) -> list[Label]:
    days = (dt.date(first.year, month, 1) for month in range(1, 13))
    return [Label(f"{LEFT + (_place(day, first)[0] + (day.weekday() > 0)) * CELL}", "14", str(MONTHS_3[day.month]).title()) for day in days]


@register.inclusion_tag("portal/charts/calendar.html")
def calendar_chart(year: int, per_day: Mapping[dt.date, int], name: str) -> dict[str, object]:
    """A year of days, darker where more was posted, with a table by month."""
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(n) for n in range((dt.date(year + 1, 1, 1) - first).days)]
    numbers = {day: per_day.get(day, 0) for day in days}
    by_month = [(str(MONTHS[month]), f"{sum(n for day, n in numbers.items() if day.month == month):,}") for month in range(1, 13)]
    total, busiest = sum(numbers.values()), max(days, key=lambda day: numbers[day])
    return {
        "id": f"calendar-{year}",
        "year": str(year),
        "name": name,
        "cells": [_cell(day, first, number) for day, number in numbers.items()],
        "months": _months(first),
        "weekdays": [Label("28", f"{TOP + row * CELL + 10}", word) for row, word in ((0, _("Mon")), (2, _("Wed")), (4, _("Fri")))],
        "width": f"{LEFT + 54 * CELL}",
        "height": f"{TOP + 7 * CELL + 2}",
        "by_month": by_month,
        "total": f"{total:,}",
        "busiest": _cell(busiest, first, numbers[busiest]).title if total else "",
    }
