"""Two lives: a policy is adopted by the council, procedures are approved by staff. Neither moves the other."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from rostra.core.graph import Move, StateGraph


class DocumentKind(StrEnum):
    """What sort of text a document is."""

    POLICY = "policy"
    PROCEDURES = "procedures"  # of a policy


class PolicyState(StrEnum):
    """Where a version of a policy stands."""

    DRAFT = "draft"
    LEGAL_REVIEW = "legal_review"
    CIRCULATED = "circulated"
    COMMITTEE = "committee"
    ADOPTED = "adopted"
    SIGNED = "signed"
    PUBLISHED = "published"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    WITHDRAWN = "withdrawn"


class ProceduresState(StrEnum):
    """Where a version of procedures stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


P, Q = PolicyState, ProceduresState
BEFORE_ADOPTION = (P.DRAFT, P.LEGAL_REVIEW, P.CIRCULATED, P.COMMITTEE)

POLICY_LIFE = StateGraph(
    PolicyState,
    initial=P.DRAFT,
    moves=[
        Move.of("review", [P.DRAFT], P.LEGAL_REVIEW),
        Move.of("circulate", [P.LEGAL_REVIEW], P.CIRCULATED),
        Move.of("submit", [P.CIRCULATED], P.COMMITTEE),
        Move.of("adopt", [P.COMMITTEE], P.ADOPTED),
        Move.of("sign", [P.ADOPTED], P.SIGNED),
        Move.of("publish", [P.SIGNED], P.PUBLISHED),
        Move.of("begin", [P.PUBLISHED], P.EFFECTIVE),
        Move.of("supersede", [P.EFFECTIVE], P.SUPERSEDED),
        Move.of("repeal", [P.EFFECTIVE], P.REPEALED),
        Move.of("withdraw", BEFORE_ADOPTION, P.WITHDRAWN),
    ],
    terminal=[P.SUPERSEDED, P.REPEALED, P.WITHDRAWN],
)

PROCEDURES_LIFE = StateGraph(
    ProceduresState,
    initial=Q.DRAFT,
    moves=[
        Move.of("approve", [Q.DRAFT], Q.APPROVED),
        Move.of("begin", [Q.APPROVED], Q.EFFECTIVE),
        Move.of("supersede", [Q.EFFECTIVE], Q.SUPERSEDED),
        Move.of("withdraw", [Q.DRAFT], Q.WITHDRAWN),
    ],
    terminal=[Q.SUPERSEDED, Q.WITHDRAWN],
)

OPEN = frozenset(state.value for state in BEFORE_ADOPTION)  # the text may still be changed
BY_THE_DAY = frozenset({"begin", "supersede"})  # nobody decides these: they follow from the days that were fixed
EVERY_STATE = tuple(dict.fromkeys([*(state.value for state in PolicyState), *(state.value for state in ProceduresState)]))


_SAID = {
    "draft": "a draft",
    "legal_review": "in legal review",
    "circulated": "circulated for comment",
    "committee": "before the committee",
    "effective": "in force",
}


def said(state: str) -> str:
    """A state as it goes into a sentence: "The version is …"."""
    return _SAID.get(state, state)


def life_of(kind: str) -> StateGraph[Any]:
    """The graph that versions of such a document follow."""
    return POLICY_LIFE if kind == DocumentKind.POLICY else PROCEDURES_LIFE
