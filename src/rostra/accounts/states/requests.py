"""What becomes of a request for an account; and what somebody may speak for the city by."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class RequestState(StrEnum):
    """Where a request for an account stands."""

    REQUESTED = "requested"
    UNDER_REVIEW = "under-review"
    RETURNED = "returned"  # something is missing: back to who asked
    APPROVED = "approved"  # the account may be opened and registered
    DENIED = "denied"  # may be appealed for a time
    APPEALED = "appealed"  # somebody else decides
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    """By what somebody may speak for the city: the first question of Lindke v. Freed, 601 U.S. 187 (2024)."""

    INSTRUMENT = "instrument"  # statute, charter, ordinance, resolution, delegation
    CUSTOM = "custom"  # persistent and widespread, with evidence


REQUEST_LIFE = StateGraph(
    RequestState,
    initial=RequestState.REQUESTED,
    moves=[
        Move.of("take-up", [RequestState.REQUESTED], RequestState.UNDER_REVIEW),
        Move.of("return", [RequestState.UNDER_REVIEW], RequestState.RETURNED),
        Move.of("resubmit", [RequestState.RETURNED], RequestState.REQUESTED),
        Move.of("approve", [RequestState.UNDER_REVIEW], RequestState.APPROVED),
        Move.of("deny", [RequestState.UNDER_REVIEW], RequestState.DENIED),
        Move.of("appeal", [RequestState.DENIED], RequestState.APPEALED),
        Move.of("grant-appeal", [RequestState.APPEALED], RequestState.APPROVED),
        Move.of("uphold", [RequestState.APPEALED], RequestState.UPHELD),
        Move.of("withdraw", [RequestState.REQUESTED, RequestState.UNDER_REVIEW, RequestState.RETURNED], RequestState.WITHDRAWN),
    ],
    terminal=[RequestState.APPROVED, RequestState.UPHELD, RequestState.WITHDRAWN],
)
_SAID = {
    RequestState.REQUESTED: "waiting to be taken up",
    RequestState.UNDER_REVIEW: "under review",
    RequestState.RETURNED: "back with whoever made it",
    RequestState.APPEALED: "under appeal",
    RequestState.UPHELD: "denied for good",
}


def said(state: str) -> str:
    """A state as it goes into a sentence: "The request is …"."""
    return _SAID.get(RequestState(state), state)


WAITING = (RequestState.REQUESTED, RequestState.UNDER_REVIEW, RequestState.APPEALED)  # for a decision
