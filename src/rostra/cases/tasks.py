"""What the worker does for cases: let their holds follow the day."""

from __future__ import annotations

from rostra.cases.actions.following import follow_holds


def follow_the_day() -> int:
    """One step of the worker: holds whose case is over end. How many changed."""
    return follow_holds()
