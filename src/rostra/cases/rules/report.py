"""What a council and everybody else is told of all cases: how many, how they stand, and what those of a past year came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from rostra.cases.models import Case
from rostra.cases.queries.register import every_case
from rostra.cases.rules.deciding import city_day_of
from rostra.cases.rules.viewing import remembered_sight
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import CaseState, Outcome, PublicStatus, public_status
from rostra.cases.states.suppression import told_counts
from rostra.cases.states.words import Track
from rostra.people.queries import city_day

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
    look, years = remembered_sight(Viewer.PUBLIC), dict[int, list[Case]]()
    for case in every_case():
        if look(case).parts >= {CaseField.EXISTENCE, CaseField.STATUS}:
            years.setdefault(city_day_of(case.received).year, []).append(case)
    return [_of_year(year, found) for year, found in sorted(years.items(), reverse=True)]


def _of_year(year: int, found: list[Case]) -> YearOfCases:
    quarters = Counter((city_day_of(case.received).month - 1) // 3 for case in found)
    statuses = Counter(public_status(CaseState(case.state)) for case in found)
    over = year < city_day().year and set(statuses) == {PublicStatus.CLOSED}
    return YearOfCases(
        year,
        (quarters[0], quarters[1], quarters[2], quarters[3]),
        {status: statuses[status] for status in PublicStatus},
        _told(ENDED, (case.outcome for case in found)) if over else None,
        _told(DECIDED_BY, (case.track for case in found)) if over else None,
    )


def _told(keys: Iterable[str], values: Iterable[str]) -> dict[str, int] | None:
    counted = Counter(values)
    return told_counts({str(key): counted[key] for key in keys}, settings.PROFILE.cases.smallest_number)
