"""The life of an exception from the rule that nobody is blocked."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class ExceptionState(StrEnum):
    """Asked for by one, recommended by communications, allowed by counsel: never by who asked."""

    REQUESTED = "requested"
    PENDING_COUNSEL = "pending-counsel"
    REFUSED = "refused"
    IN_FORCE = "in-force"  # until its last day
    EXPIRED = "expired"
    LIFTED = "lifted"  # ended early
    OVERTURNED = "overturned"  # on appeal


EXCEPTION_LIFE = StateGraph(
    ExceptionState,
    initial=ExceptionState.REQUESTED,
    moves=[
        Move.of("recommend", [ExceptionState.REQUESTED], ExceptionState.PENDING_COUNSEL),
        Move.of("allow", [ExceptionState.PENDING_COUNSEL], ExceptionState.IN_FORCE),
        Move.of("refuse", [ExceptionState.REQUESTED, ExceptionState.PENDING_COUNSEL], ExceptionState.REFUSED),
        Move.of("expire", [ExceptionState.IN_FORCE], ExceptionState.EXPIRED),
        Move.of("end", [ExceptionState.IN_FORCE], ExceptionState.LIFTED),
        Move.of("overturn", [ExceptionState.IN_FORCE], ExceptionState.OVERTURNED),
    ],
    terminal=[ExceptionState.REFUSED, ExceptionState.EXPIRED, ExceptionState.LIFTED, ExceptionState.OVERTURNED],
)
