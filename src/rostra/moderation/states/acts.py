"""The life of an act of moderation: proposed by one, looked at by another, told to the speaker, and given back where it was wrong."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph
from rostra.platforms.base import Act


class ActState(StrEnum):
    """Where an act stands. What was left up is on record too, so that alike can be compared with alike."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # by a second person; at once where the ground needs none
    APPLIED = "applied"  # on the network
    NOTICED = "noticed"  # the speaker was told, or cannot be
    APPEALED = "appealed"
    UPHELD = "upheld"
    REVERSED = "reversed"  # to be undone
    RESTORED = "restored"
    CLOSED = "closed"  # nothing more can come of it
    LEFT_UP = "left-up"  # considered, and not done


ACT_LIFE = StateGraph(
    ActState,
    initial=ActState.PROPOSED,
    moves=[
        Move.of("approve", [ActState.PROPOSED], ActState.APPROVED),
        Move.of("leave-up", [ActState.PROPOSED, ActState.APPROVED], ActState.LEFT_UP),
        Move.of("apply", [ActState.APPROVED], ActState.APPLIED),
        Move.of("give-notice", [ActState.APPLIED], ActState.NOTICED),
        Move.of("appeal", [ActState.NOTICED], ActState.APPEALED),
        Move.of("uphold", [ActState.APPEALED], ActState.UPHELD),
        Move.of("grant", [ActState.APPEALED], ActState.REVERSED),
        Move.of("take-back", [ActState.APPLIED, ActState.NOTICED, ActState.UPHELD], ActState.REVERSED),
        Move.of("lapse", [ActState.APPLIED, ActState.NOTICED, ActState.UPHELD], ActState.REVERSED),
        Move.of("restore", [ActState.REVERSED], ActState.RESTORED),
        Move.of("close", [ActState.NOTICED, ActState.UPHELD], ActState.CLOSED),
    ],
    terminal=[ActState.RESTORED, ActState.CLOSED, ActState.LEFT_UP],
)

RECORDED = (Act.HIDE, Act.REMOVE, Act.RESTRICT, Act.CLOSE_COMMENTS)
"""The acts that are recorded one by one: a block is an exception of counsel's, a filter word has a register of its own."""

BEFORE = (ActState.PROPOSED.value, ActState.APPROVED.value, ActState.LEFT_UP.value)
"""Nothing was done on the network yet."""

DECIDED = (ActState.APPROVED, ActState.LEFT_UP)
"""Somebody decided whether it is done."""

STANDING = (ActState.APPLIED.value, ActState.NOTICED.value, ActState.APPEALED.value, ActState.UPHELD.value)
"""It stands, and explains what the network shows."""

OVER = (ActState.RESTORED.value, ActState.CLOSED.value, ActState.LEFT_UP.value)
"""It came to its end; the same may be recorded anew."""
