"""What the worker does for policies: let states follow the day. No answer depends on it."""

from __future__ import annotations

from rostra.policy.actions.moves import bring_into_line


def follow_the_day() -> int:
    """One step of the worker; how many versions moved."""
    return bring_into_line()
