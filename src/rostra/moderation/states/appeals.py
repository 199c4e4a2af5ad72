"""How a speaker is told, how an appeal comes in, and what comes of it."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class Route(StrEnum):
    """How somebody is told."""

    MAIL = "mail"
    BY_HAND = "by-hand"  # posted or sent as a message on the network, by staff
    PAPER = "paper"
    NOT_POSSIBLE = "not-possible"  # with the reason


class Told(StrEnum):
    """What somebody is told."""

    ACT = "act"  # what was done, why, and how to appeal
    OUTCOME = "outcome"  # of the appeal
    TAKEN_BACK = "taken-back"  # without an appeal: it was wrong, or is over


class Entrance(StrEnum):
    """By which way an appeal came in."""

    LINK = "link"
    PAPER = "paper"  # or said to staff, who entered it


class AppealState(StrEnum):
    """Where an appeal stands."""

    RECEIVED = "received"
    UPHELD = "upheld"  # what was done stands
    REVERSED = "reversed"  # what was done is undone


APPEAL_LIFE = StateGraph(
    AppealState,
    initial=AppealState.RECEIVED,
    moves=[
        Move.of("uphold", [AppealState.RECEIVED], AppealState.UPHELD),
        Move.of("grant", [AppealState.RECEIVED], AppealState.REVERSED),
    ],
    terminal=[AppealState.UPHELD, AppealState.REVERSED],
)
