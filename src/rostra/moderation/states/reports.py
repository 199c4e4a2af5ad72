"""What becomes of a resident's report that an account of the city blocked them, or hid what they said."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph
from rostra.platforms.base import Act


class What(StrEnum):
    """What happened, as who reports it sees it."""

    BLOCKED = "blocked"
    REPLY_HIDDEN = "reply-hidden"
    COMMENT_REMOVED = "comment-removed"
    COMMENTS_CLOSED = "comments-closed"
    OTHER = "other"


ACTS = {  # by which acts of an account it may have happened
    What.BLOCKED: frozenset({Act.BLOCK, Act.RESTRICT, Act.MUTE}),
    What.REPLY_HIDDEN: frozenset({Act.HIDE, Act.FILTER}),
    What.COMMENT_REMOVED: frozenset({Act.REMOVE, Act.FILTER}),
    What.COMMENTS_CLOSED: frozenset({Act.CLOSE_COMMENTS}),
    What.OTHER: frozenset(Act),
}


class BlockReportState(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    LOOKED_INTO = "looked-into"
    CONFIRMED = "confirmed"  # it is a restriction of the register
    NOT_FOUND = "not-found"
    WITHDRAWN = "withdrawn"  # by who reported it
    CLOSED = "closed"


DECIDED = (BlockReportState.CONFIRMED, BlockReportState.NOT_FOUND, BlockReportState.WITHDRAWN)
OPEN = (BlockReportState.RECEIVED, BlockReportState.LOOKED_INTO)

BLOCK_REPORT_LIFE = StateGraph(
    BlockReportState,
    initial=BlockReportState.RECEIVED,
    moves=[
        Move.of("look-into", [BlockReportState.RECEIVED], BlockReportState.LOOKED_INTO),
        Move.of("confirm", [BlockReportState.LOOKED_INTO], BlockReportState.CONFIRMED),
        Move.of("not-found", [BlockReportState.LOOKED_INTO], BlockReportState.NOT_FOUND),
        Move.of("look-again", [BlockReportState.CONFIRMED, BlockReportState.NOT_FOUND], BlockReportState.LOOKED_INTO),
        Move.of("withdraw", OPEN, BlockReportState.WITHDRAWN),
        Move.of("close", DECIDED, BlockReportState.CLOSED),
    ],
    terminal=[BlockReportState.CLOSED],
)
