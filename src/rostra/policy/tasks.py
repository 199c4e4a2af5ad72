"""What the worker does for policies: let states follow the day, and look after who is asked to acknowledge them."""

from __future__ import annotations

from rostra.policy.actions.campaigns import close_over
from rostra.policy.actions.moves import bring_into_line
from rostra.policy.actions.recipients import follow_roster, remind


def follow_the_day() -> int:
    """One step of the worker; how many versions moved."""
    return bring_into_line()


def keep_recipients() -> int:
    """One step of the worker: who is asked follows text and roster, and one batch is reminded; how many were in it."""
    return close_over() or remind() or follow_roster()
