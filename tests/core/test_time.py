"""Time, business days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from rostra.core import clock
from rostra.core.business_days import add_business_days, business_days_between, is_business_day

NEW_YEAR = frozenset({dt.date(2026, 1, 1), dt.date(2026, 7, 3)})
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.timezones())  # noqa: DTZ001 -- hypothesis adds zones


@given(MOMENTS)
def test_a_stamp_is_read_back_as_the_same_moment(moment: dt.datetime) -> None:
    assert clock.parse_stamp(clock.exact_stamp(moment)) == moment.astimezone(dt.UTC)
    assert clock.stamp(moment) == moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_stamp_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        clock.parse_stamp("2026-01-01T00:00:00")


def test_the_clock_can_be_stopped() -> None:
    moment = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    with clock.frozen(moment):
        assert clock.now() == moment
        assert clock.today("America/Chicago") == dt.date(2026, 2, 28)
    assert clock.now() > moment


@given(DAYS, st.integers(0, 60))
def test_a_term_ends_on_a_business_day_and_has_as_many_as_it_says(start: dt.date, count: int) -> None:
    end = add_business_days(start, count, NEW_YEAR)

    assert is_business_day(end, NEW_YEAR)
    if count:
        assert business_days_between(start, end, NEW_YEAR) == count
        assert business_days_between(end, start, NEW_YEAR) == -count


def test_a_term_over_a_holiday_and_a_weekend() -> None:
    assert add_business_days(dt.date(2025, 12, 31), 2, NEW_YEAR) == dt.date(2026, 1, 5)


def test_no_term_is_negative() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        add_business_days(dt.date(2026, 1, 1), -1, NEW_YEAR)


def test_the_city_has_its_holidays() -> None:
    days = settings.PROFILE.holidays_of(range(2026, 2027))

    assert dt.date(2026, 7, 3) in days  # the fourth is a Saturday
    assert dt.date(2026, 6, 19) in days
