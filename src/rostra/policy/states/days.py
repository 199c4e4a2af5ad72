"""Which version is in force on a day: computed from days alone, never from a state that somebody has to keep up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A version as far as its days go. ``superseded`` is the first day on which it is no longer in force."""

    published: dt.date | None
    effective: dt.date | None
    superseded: dt.date | None

    @property
    def is_repealed(self) -> bool:
        """Whether it ended without a successor."""


D = TypeVar("D", bound=Dated)


def in_force(versions: Iterable[D], day: dt.date) -> D | None:
    """The version in force on ``day``: from its effective day until the day before the next one's.

    What was never published is never in force: a successor that is adopted but not published leaves its predecessor standing, but not one
    that was repealed.
    """
    adopted = [version for version in versions if version.effective]
    begun = [version for version in adopted if version.published and _begun(version, day)]
    latest = max(begun, key=lambda version: version.effective or day, default=None)
    if latest is None or latest.superseded is None or day < latest.superseded:
        return latest
    if latest.is_repealed:
        return None
    unpublished = any(version.effective == latest.superseded and not version.published for version in adopted)
    return latest if unpublished else None


def _begun(version: Dated, day: dt.date) -> bool:
    return version.effective is not None and version.effective <= day


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the last of the month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(number, day.day))
        except ValueError:
            continue
    raise ValueError(f"{day} has no day {months} months before")
