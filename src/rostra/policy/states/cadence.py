"""When a training is due again: pure days."""

from __future__ import annotations

import datetime as dt

from rostra.policy.states.days import months_before


def due_day(last: dt.date | None, cadence_months: int, *, since: dt.date, newcomer_days: int) -> dt.date | None:
    """By when it is to be completed (again); None where it never is.

    ``last``: when it was completed last; ``since``: from when on somebody who never completed it is given ``newcomer_days``.
    """
    if last is None:
        return since + dt.timedelta(days=newcomer_days)
    return months_before(last, -cadence_months) if cadence_months else None
