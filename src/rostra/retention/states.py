"""The life of a hold, and what a term is counted from."""

from __future__ import annotations

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class HoldState(StrEnum):
    """Whether a hold stands."""

    ACTIVE = "active"
    RELEASE_REQUESTED = "release-requested"  # it stands until counsel has said
    RELEASED = "released"


HOLD_LIFE = StateGraph(
    HoldState,
    initial=HoldState.ACTIVE,
    moves=[
        Move.of("request-release", [HoldState.ACTIVE], HoldState.RELEASE_REQUESTED),
        Move.of("release", [HoldState.ACTIVE, HoldState.RELEASE_REQUESTED], HoldState.RELEASED),
        Move.of("keep", [HoldState.RELEASE_REQUESTED], HoldState.ACTIVE),
    ],
    terminal=[HoldState.RELEASED],
)


class TriggerKind(StrEnum):
    """What a term of retention is counted from."""

    FINAL_DISPOSITION = "after-final-disposition"
