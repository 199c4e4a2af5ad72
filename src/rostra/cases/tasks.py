"""What the worker does for cases: let holds of cases and of appeals follow the day."""

from __future__ import annotations

from rostra.cases.actions.appeals import follow_appeals
from rostra.cases.actions.following import follow_holds


def follow_the_day() -> int:
    """One step of the worker: holds whose case is over end, and open appeals have theirs. How many changed."""
    return follow_holds() + follow_appeals()
