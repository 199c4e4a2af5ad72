"""Months of the city's calendar: written, counted, and bounded by the city's midnight."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.core.months import Month, month_of, months_between

ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
FIRST = dt.datetime(2001, 1, 2, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 98 * 365 * 24 * 3600).map(lambda seconds: FIRST + dt.timedelta(seconds=seconds))


@given(MOMENTS, st.sampled_from(ZONES))
def test_every_moment_lies_in_its_month_and_in_no_other(moment: dt.datetime, zone: str) -> None:
    month = month_of(moment, zone)
    assert month.begins(zone) <= moment < month.ends(zone)
    assert month.before.ends(zone) == month.begins(zone)
    assert month.next.before == month
    assert Month.parse(str(month)) == month


def test_where_clocks_are_changed_a_month_is_an_hour_shorter_or_longer() -> None:
    def hours(month: Month) -> float:
        return (month.ends("America/Chicago") - month.begins("America/Chicago")) / dt.timedelta(hours=1)

    assert (hours(Month(2026, 3)), hours(Month(2026, 10)), hours(Month(2026, 11))) == (31 * 24 - 1, 31 * 24, 30 * 24 + 1)
    assert Month(2026, 3).begins("America/Chicago") == dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
    assert Month(2026, 4).begins("America/Chicago") == dt.datetime(2026, 4, 1, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-1", "2026-13", "2026-00", "1999-12", "2026-11-01", "2026-11\n", "２０26-11", "x" * 5000]
)
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="no month"):
        Month.parse(text)


@given(st.text())
def test_any_text_is_a_month_or_none(text: str) -> None:
    with suppress(ValueError):
        assert str(Month.parse(text)) == text


def test_all_months_between_two() -> None:
    assert [str(month) for month in months_between(Month(2025, 11), Month(2026, 2))] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(months_between(Month(2026, 2), Month(2026, 1))) == []
