"""What a council and everybody else is told of all cases: how many, how they stand, and what those of a past year came to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings

from rostra.cases.queries.register import every_case
from rostra.cases.rules.viewing import FACTS, facts_from, remembered_sight
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import CaseState, Outcome, PublicStatus, public_status
from rostra.cases.states.words import Track
from rostra.core.small_numbers import Part, tells_apart
from rostra.people.queries import city_day, city_day_of

ENDED = tuple(outcome for outcome in Outcome if outcome is not Outcome.NONE)
DECIDED_BY = (Track.EMPLOYEE, Track.OFFICIAL)


@dataclass(frozen=True, slots=True)
class YearOfCases:
    """The cases that came in in one year. ``quarters``: how many in each; ``statuses``: how they stand today.

    ``outcomes``, ``offices``: what they came to, and who decided; None where a count is too small to be told, or the year is not over, or
    one of them is not closed.
    """

    year: int
    quarters: tuple[int, int, int, int]
    statuses: dict[PublicStatus, int]
    outcomes: dict[str, int] | None
    offices: dict[str, int] | None

    @property
    def total(self) -> int:
        """How many came in."""
        return sum(self.quarters)


def report() -> list[YearOfCases]:
    """Every year with a case of whose existence and status everybody may know, the last first. One query.

    Numbers and statuses add up from the public register. What cases came to is told only of a year that is over and of which none is open:
    who watches a table that still moves learns what the last case came to.
    """
    years = dict[int, list[Counted]]()
    for row in _public_rows():
        years.setdefault(row.day.year, []).append(row)
    return [_of_year(year, found) for year, found in sorted(years.items(), reverse=True)]


class Counted(NamedTuple):
    """Of a case what is counted: the day it came in, in the city, and how it stands."""

    day: dt.date
    status: PublicStatus
    outcome: str
    track: str


def _public_rows() -> Iterator[Counted]:
    look, known = remembered_sight(Viewer.PUBLIC), dict[tuple[Any, ...], bool]()
    for received, track, *told in every_case().values_list("received", "track", *FACTS).iterator(chunk_size=1_000):
        alike = tuple(told)
        if alike not in known:
            known[alike] = {CaseField.EXISTENCE, CaseField.STATUS} <= look(facts_from(told)).parts
        if known[alike]:
            _kind, state, outcome, *_rest = told
            yield Counted(city_day_of(received), public_status(CaseState(state)), outcome, track)


def _of_year(year: int, found: list[Counted]) -> YearOfCases:
    quarters = Counter((each.day.month - 1) // 3 for each in found)
    statuses = Counter(each.status for each in found)
    over = year < city_day().year and set(statuses) == {PublicStatus.CLOSED}
    return YearOfCases(
        year,
        (quarters[0], quarters[1], quarters[2], quarters[3]),
        {status: statuses[status] for status in PublicStatus},
        _told(ENDED, (each.outcome for each in found)) if over else None,
        _told(DECIDED_BY, (each.track for each in found)) if over else None,
    )


def _told(keys: Iterable[str], values: Iterable[str]) -> dict[str, int] | None:
    """All or nothing: to hide only what is small leaves more to read, and who knows how it is done works some of it out again."""
    counted, smallest = Counter(values), settings.PROFILE.cases.smallest_number
    told = {str(key): counted[key] for key in keys}
    alike = len(counted) == 1  # of each case everybody would know what it came to
    return None if alike or any(tells_apart(Part(count, counted.total()), smallest) for count in told.values()) else told
