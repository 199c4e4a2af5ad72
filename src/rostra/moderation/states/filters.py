"""The life of a filter word: asked for, decided by counsel, in force for a time."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class FilterState(StrEnum):
    """Where a word stands. It stays on the list when it has ended."""

    REQUESTED = "requested"
    REFUSED = "refused"
    IN_FORCE = "in-force"  # until its last day
    ENDED = "ended"


FILTER_LIFE = StateGraph(
    FilterState,
    initial=FilterState.REQUESTED,
    moves=[
        Move.of("allow", [FilterState.REQUESTED], FilterState.IN_FORCE),
        Move.of("refuse", [FilterState.REQUESTED], FilterState.REFUSED),
        Move.of("end", [FilterState.IN_FORCE], FilterState.ENDED),
        Move.of("expire", [FilterState.IN_FORCE], FilterState.ENDED),
    ],
    terminal=[FilterState.REFUSED, FilterState.ENDED],
)
