"""On any day at most one version is in force, and from the first effective day on exactly one until a repeal."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from rostra.policy.states.days import in_force, months_before

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))
A_DAY = dt.timedelta(days=1)


@dataclass
class Days:
    """A version as far as its days go."""

    published: dt.date | None
    effective: dt.date | None
    superseded: dt.date | None = None
    is_repealed: bool = False


def adopted_one_after_another(effective: list[dt.date]) -> list[Days]:
    """As adoption writes them: each one ends the one before it on its own first day."""
    versions = [Days(day, day) for day in sorted(effective)]
    for version, successor in itertools.pairwise(versions):
        version.superseded = successor.effective
    return versions


@settings(deadline=None)
@given(st.sets(DAYS, min_size=1, max_size=8), DAYS)
def test_exactly_one_from_the_first_day_on(effective: set[dt.date], day: dt.date) -> None:
    versions = adopted_one_after_another(list(effective))
    holding = [v for v in versions if v.effective and v.effective <= day and (v.superseded is None or day < v.superseded)]
    assert len(holding) == (1 if day >= min(effective) else 0)
    assert in_force(versions, day) == (holding[0] if holding else None)
    assert in_force(reversed(versions), day) == in_force(versions, day)


@settings(deadline=None)
@given(st.sets(DAYS, min_size=1, max_size=5), st.integers(1, 500), DAYS)
def test_none_after_a_repeal(effective: set[dt.date], later: int, day: dt.date) -> None:
    versions = adopted_one_after_another(list(effective))
    versions[-1].superseded = repealed = max(effective) + later * A_DAY
    versions[-1].is_repealed = True
    assert (in_force(versions, day) is None) == (day < min(effective) or day >= repealed)


@settings(deadline=None)
@given(st.sets(DAYS, min_size=2, max_size=5), DAYS)
def test_what_is_not_published_leaves_the_one_before_it_standing(effective: set[dt.date], day: dt.date) -> None:
    versions = adopted_one_after_another(list(effective))
    versions[-1].published = None
    shown = adopted_one_after_another(sorted(effective)[:-1])
    answer, expected = in_force(versions, day), in_force(shown, day)
    assert (answer and answer.effective) == (expected and expected.effective)


def test_who_was_repealed_does_not_stand_again_for_one_that_is_not_published() -> None:
    day = dt.date(2020, 1, 1)
    versions = [Days(day - A_DAY, day - A_DAY, day, is_repealed=True), Days(None, day)]
    assert in_force(versions, day) is None


def test_the_days_around_new_year() -> None:
    old = Days(dt.date(2011, 8, 19), dt.date(2011, 8, 19), dt.date(2020, 1, 1))
    new = Days(dt.date(2019, 8, 3), dt.date(2020, 1, 1))
    assert in_force([old, new], dt.date(2019, 7, 25)) is old
    assert in_force([old, new], dt.date(2019, 12, 31)) is old
    assert in_force([old, new], dt.date(2020, 1, 1)) is new
    assert in_force([old, new], dt.date(2011, 8, 18)) is None


@settings(deadline=None)
@given(DAYS, st.integers(1, 200))
def test_months_before_are_never_too_many(day: dt.date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day <= day.day
