"""The only place that asks what time it is. UTC inside, the city's zone outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)


def in_zone(moment: dt.datetime, zone: str) -> dt.datetime:
    """The same moment as a wall clock in ``zone`` (an IANA name) shows it."""
    return moment.astimezone(ZoneInfo(zone))


def today(zone: str) -> dt.date:
    """The calendar day in ``zone``."""
    return in_zone(now(), zone).date()


def start_of_day(day: dt.date, zone: str) -> dt.datetime:
    """The moment at which ``day`` begins in ``zone``."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def in_city(naive: dt.datetime, zone: str) -> dt.datetime:
    """A moment that names no zone, as one of ``zone``."""
    return naive.replace(tzinfo=ZoneInfo(zone))


def stamp(moment: dt.datetime) -> str:
    """RFC 3339 in UTC, to the second: ``2026-01-31T09:30:00Z``."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")[:-6] + "Z"


def exact_stamp(moment: dt.datetime) -> str:
    """RFC 3339 in UTC, to the microsecond: ``2026-01-31T09:30:00.000001Z``."""
    in_utc = moment if moment.tzinfo is dt.UTC else moment.astimezone(dt.UTC)
    return in_utc.isoformat(timespec="microseconds")[:-6] + "Z"


def parse_stamp(text: str) -> dt.datetime:
    """The moment that ``stamp`` or ``exact_stamp`` wrote. Raises ValueError."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return moment.astimezone(dt.UTC)


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock at ``moment`` (aware) in this context: for tests and for the example city."""
    token = _frozen.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
