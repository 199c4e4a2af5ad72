"""The life of a campaign, and of one person's answer in it."""

from __future__ import annotations

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class AnswerState(StrEnum):
    """What a person's answer is now."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    ASKED = "exception-asked"
    GRANTED = "exception-granted"  # until a day; then an answer is due again
    DECLINED = "exception-declined"


class Route(StrEnum):
    """By which way an answer came in."""

    PAGE = "page"  # by somebody who signed in
    LINK = "link"  # by a mailed link or a printed code
    KIOSK = "kiosk"
    PAPER = "paper"
    DESK = "desk"  # a decision about an exception


class Standing(StrEnum):
    """How a person is counted on a day."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    EXCEPTED = "excepted"
    WAITING = "waiting"
    OVERDUE = "overdue"


C, A = CampaignState, AnswerState

CAMPAIGN_LIFE = StateGraph(
    CampaignState,
    initial=C.DRAFT,
    moves=[Move.of("open", [C.DRAFT], C.OPEN), Move.of("close", [C.OPEN], C.CLOSED)],
    terminal=[C.CLOSED],
)

ANSWER_LIFE = StateGraph(
    AnswerState,
    initial=A.NONE,
    moves=[
        Move.of("acknowledge", [A.NONE, A.REFUSED, A.ASKED, A.GRANTED, A.DECLINED], A.ACKNOWLEDGED),
        Move.of("refuse", [A.NONE, A.ASKED, A.GRANTED, A.DECLINED], A.REFUSED),
        Move.of("ask", [A.NONE, A.REFUSED, A.GRANTED, A.DECLINED], A.ASKED),
        Move.of("grant", [A.NONE, A.REFUSED, A.ASKED, A.DECLINED], A.GRANTED),
        Move.of("decline", [A.ASKED], A.DECLINED),
    ],
    terminal=[A.ACKNOWLEDGED],
)

DUE = (A.NONE, A.ASKED, A.GRANTED, A.DECLINED)  # of these an answer is due; of a granted exception, when its time is over
REMINDED = (A.NONE, A.GRANTED, A.DECLINED)  # while an exception is asked for, nobody is late: the city has to decide
REASONED = (A.REFUSED, A.ASKED, A.GRANTED, A.DECLINED)  # these need a reason
EVERY_ANSWER = tuple(state.value for state in AnswerState if state != A.NONE)
STATEMENT = "I have read this text. I know that it applies to me, and where to ask when I am not sure."


_ANSWERS = {
    A.NONE: "No answer is on record",
    A.ACKNOWLEDGED: "The text is acknowledged",
    A.REFUSED: "A refusal is on record",
    A.ASKED: "An exception is asked for",
    A.GRANTED: "An exception is granted",
    A.DECLINED: "An exception was declined",
}


def said(state: str) -> str:
    """A state of a campaign as it goes into a sentence: "The campaign is …"."""
    return "a draft" if state == C.DRAFT else str(state)


def answer_said(answer: str) -> str:
    """How an answer stands, as a sentence begins with it."""
    return _ANSWERS[A(answer)]


def shown_text(title: str, number: int, text: str, statement: str) -> str:
    """What a person is shown and answers to, as it is hashed: on every route the same."""
    return f"{title}\nVersion {number}\n\n{text.strip()}\n\n{statement.strip()}\n"
