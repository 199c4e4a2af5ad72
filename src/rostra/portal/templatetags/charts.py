"""Charts drawn on the server: plain SVG with the numbers in its description, beside a table. No number is formatted in a template,
because localised decimals break SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import template
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rostra.moderation.queries.public import Quarter

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


BAR, BETWEEN, TALL = 16, 22, 120  # px: a bar, what is between two quarters, the tallest bar


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of one kind in one quarter; its number stands above it."""

    kind: str
    x: str
    y: str
    height: str
    middle: str
    above: str
    number: str
    title: str


def quarter_label(year: int, number: int) -> str:
    """A quarter for people: ``Q2 2026``."""
    return _("Q%(n)d %(year)d") % {"n": number, "year": year}


def _bar(kind: str, word: str, left: int, number: int, most: int, label: str) -> Bar:
    height = max(round(number / most * TALL), 2) if number else 0
    y = TOP + TALL - height
    return Bar(
        kind,
        f"{left}",
        f"{y}",
        f"{height}",
        f"{left + BAR // 2}",
        f"{y - 5}",
        f"{number:,}" if number else "",
        f"{label}: {number:,} {word}",
    )


@register.inclusion_tag("portal/charts/quarters.html")
def quarter_chart(quarters: Sequence[Quarter]) -> dict[str, object]:
    """For each quarter how much was seen and how much was undone, side by side, with a table."""
    most = max((max(each.seen, each.undone) for each in quarters), default=0) or 1
    step = 2 * BAR + BETWEEN
    bars, labels = [], []
    for place, each in enumerate(quarters):
        left, label = LEFT + place * step, quarter_label(each.year, each.number)
        bars += [_bar("seen", _("seen"), left, each.seen, most, label), _bar("undone", _("undone"), left + BAR, each.undone, most, label)]
        labels.append(Label(f"{left + BAR}", f"{TOP + TALL + 16}", _("Q%d") % each.number))
        if each.number == 1 or not place:
            labels.append(Label(f"{left + BAR}", f"{TOP + TALL + 31}", str(each.year)))
    return {
        "bars": bars,
        "labels": labels,
        "base": f"{TOP + TALL}",
        "left": f"{LEFT - BETWEEN // 2}",
        "right": f"{LEFT + len(quarters) * step - BETWEEN // 2}",
        "width": f"{LEFT + len(quarters) * step}",
        "height": f"{TOP + TALL + 38}",
        "rows": [(quarter_label(each.year, each.number), f"{each.seen:,}", f"{each.undone:,}") for each in quarters],
    }
