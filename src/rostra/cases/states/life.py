"""The life of a case: handed in, triaged, investigated, decided, closed; and opened again where it was wrong."""

from __future__ import annotations

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class CaseState(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    TRIAGED = "triaged"  # in scope; the clause, the respondent and the office that decides are named
    NO_JURISDICTION = "no-jurisdiction"  # a personal account, or nothing of the city's: the decision is kept, and nothing else of it
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    RESOLVED_INFORMALLY = "resolved-informally"
    INVESTIGATING = "investigating"
    FINDINGS = "findings"  # handed in, and not judged yet
    NOT_SUSTAINED = "not-sustained"
    DISPOSITION_PENDING = "disposition-pending"  # sustained
    NO_DISCIPLINE = "no-discipline"
    DISCIPLINE_DECIDED = "discipline-decided"
    GRIEVED = "grieved"
    ARBITRATION = "arbitration"
    FINAL_DISPOSITION = "final-disposition"
    CLOSED = "closed"
    APPEALED = "appealed"


class Outcome(StrEnum):
    """What a case came to. It stays known when the case is closed, and is unknown again once it is reopened."""

    NONE = "none"  # yet
    NO_JURISDICTION = "no-jurisdiction"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    INFORMAL = "informal"
    NOT_SUSTAINED = "not-sustained"
    NO_DISCIPLINE = "no-discipline"  # sustained, and without discipline
    DISCIPLINE = "discipline"


class Arbitration(StrEnum):
    """What became of discipline that was grieved."""

    NONE = "none"  # not elected, or its time has passed
    PENDING = "pending"
    UPHELD = "upheld"
    MODIFIED = "modified"
    REVERSED = "reversed"  # in all aspects


S = CaseState
DISMISSED = (S.NO_JURISDICTION, S.REFERRED, S.DUPLICATE, S.RESOLVED_INFORMALLY)
"""Ended without an investigation."""

CASE_LIFE = StateGraph(
    CaseState,
    initial=S.RECEIVED,
    moves=[  # on pages the first that is possible is the main one
        Move.of("triage", [S.RECEIVED], S.TRIAGED),
        Move.of("investigate", [S.TRIAGED], S.INVESTIGATING),
        Move.of("hand-in-findings", [S.INVESTIGATING], S.FINDINGS),
        Move.of("sustain", [S.FINDINGS], S.DISPOSITION_PENDING),
        Move.of("not-sustain", [S.FINDINGS], S.NOT_SUSTAINED),
        Move.of("send-back", [S.FINDINGS], S.INVESTIGATING),
        Move.of("decide-discipline", [S.DISPOSITION_PENDING], S.DISCIPLINE_DECIDED),
        Move.of("decide-no-discipline", [S.DISPOSITION_PENDING], S.NO_DISCIPLINE),
        Move.of("finish", [S.DISCIPLINE_DECIDED, S.GRIEVED, S.ARBITRATION], S.FINAL_DISPOSITION),
        Move.of("grieve", [S.DISCIPLINE_DECIDED], S.GRIEVED),
        Move.of("arbitrate", [S.GRIEVED], S.ARBITRATION),
        Move.of("uphold", [S.APPEALED], S.CLOSED),
        Move.of("close", [*DISMISSED, S.NOT_SUSTAINED, S.NO_DISCIPLINE, S.FINAL_DISPOSITION], S.CLOSED),
        Move.of("appeal", [S.CLOSED], S.APPEALED),
        Move.of("reopen", [S.CLOSED, S.APPEALED], S.TRIAGED),
        Move.of("refer", [S.TRIAGED, S.INVESTIGATING], S.REFERRED),
        Move.of("resolve", [S.TRIAGED, S.INVESTIGATING], S.RESOLVED_INFORMALLY),
        Move.of("join", [S.RECEIVED, S.TRIAGED], S.DUPLICATE),
        Move.of("find-no-jurisdiction", [S.RECEIVED, S.TRIAGED, S.INVESTIGATING], S.NO_JURISDICTION),
        Move.of("triage-again", [S.TRIAGED, S.INVESTIGATING], S.RECEIVED),
    ],
    terminal=[],
)


DECIDED = frozenset(
    {
        S.NOT_SUSTAINED, S.NO_DISCIPLINE, S.DISCIPLINE_DECIDED, S.GRIEVED, S.ARBITRATION, S.FINAL_DISPOSITION, S.CLOSED, S.APPEALED,
    }
)  # fmt: skip
"""What was found and why stands fixed, until it is opened again."""


class PublicStatus(StrEnum):
    """All that the public learns of where a case stands, in words that judge nobody."""

    OPEN = "open"
    UNDER_REVIEW = "under-review"
    CLOSED = "closed"


def public_status(state: CaseState) -> PublicStatus:
    """What everybody may be told of a case in ``state``."""
    if state is S.CLOSED:
        return PublicStatus.CLOSED
    return PublicStatus.OPEN if state in {S.RECEIVED, S.TRIAGED} else PublicStatus.UNDER_REVIEW
