"""The second look at a decided act, without the decision: what can be answered, and how it compares."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph
from rostra.platforms.base import Act


class BlindState(StrEnum):
    """Where a second look stands."""

    DRAWN = "drawn"  # waits for somebody who took no part
    TAKEN = "taken"  # by one person, for whom the act is closed meanwhile
    ANSWERED = "answered"


BLIND_LIFE = StateGraph(
    BlindState,
    initial=BlindState.DRAWN,
    moves=[
        Move.of("take", [BlindState.DRAWN], BlindState.TAKEN),
        Move.of("give-back", [BlindState.TAKEN], BlindState.DRAWN),
        Move.of("answer", [BlindState.TAKEN], BlindState.ANSWERED),
    ],
    terminal=[BlindState.ANSWERED],
)


class Outcome(StrEnum):
    """What the second person would do."""

    ACT = "act"  # on a ground of the closed list
    LEAVE_UP = "leave-up"
    UNCLEAR = "unclear"  # the text alone does not tell: neither for nor against


class Agreement(StrEnum):
    """How an answer compares with what was decided."""

    SAME = "same"
    OTHER_GROUND = "other-ground"  # both would act
    OTHER_OUTCOME = "other-outcome"  # one would act, the other would leave it up
    UNCLEAR = "unclear"


COMPARED = (Act.HIDE, Act.REMOVE, Act.RESTRICT)
"""Acts that are drawn: those on what the public says. Closed comments are about the city's own post."""


def agreement(outcome: Outcome, ground: str, *, left_up: bool, decided_ground: str) -> Agreement:
    """Compare an answer with a decision."""
    if outcome is Outcome.UNCLEAR:
        return Agreement.UNCLEAR
    if left_up != (outcome is Outcome.LEAVE_UP):
        return Agreement.OTHER_OUTCOME
    return Agreement.SAME if left_up or ground == decided_ground else Agreement.OTHER_GROUND
