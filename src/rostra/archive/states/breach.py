"""The life of a breach: discovered, assessed, decided, told to those whom it is about, and reported (Minn. Stat. 13.055)."""

from __future__ import annotations

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class BreachState(StrEnum):
    """Where it stands."""

    DISCOVERED = "discovered"
    ASSESSED = "assessed"  # whose data, which, how many people
    NO_BREACH = "no-breach"
    BREACH = "breach"  # those whom it is about are to be told
    NOTIFIED = "notified"
    REPORTED = "reported"  # after the final disposition; whoever was told may have the report


S = BreachState
BREACH_LIFE = StateGraph(
    BreachState,
    initial=S.DISCOVERED,
    moves=[
        Move.of("assess", [S.DISCOVERED], S.ASSESSED),
        Move.of("assess-again", [S.ASSESSED], S.DISCOVERED),
        Move.of("find-breach", [S.ASSESSED], S.BREACH),
        Move.of("find-none", [S.ASSESSED], S.NO_BREACH),
        Move.of("notify", [S.BREACH], S.NOTIFIED),
        Move.of("report", [S.NOTIFIED], S.REPORTED),
    ],
    terminal=[S.NO_BREACH, S.REPORTED],
)
