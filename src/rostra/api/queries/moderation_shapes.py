"""The shapes of what official accounts did against somebody's speech: without the persons, who have no field in any of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.shapes import Moment, told

_ACTS = "mute, hide, remove, restrict, close-comments, filter or block."
_HOW = (
    "open (nobody approved it, and there is time yet to undo it), overdue (it should have been undone by now), allowed (by counsel, until "
    "a day), recorded (as an act of moderation on a ground of the closed list, or as a filter word of counsel’s), tolerated (takes nothing "
    "from anybody) or undone."
)
_FEW = "Null where so few persons share it that it would tell of one; that there are fewer is said of none as well."


@dataclass(frozen=True, slots=True)
class ModerationAct:
    """One act of an official account. Neither against whom it is, nor which text, is told."""

    number: Annotated[int, told("Its number here; never changes.")]
    url: Annotated[str, told("Its page here.")]
    account: Annotated[str, told("The slug of the account.")]
    network: str
    act: Annotated[str, told(_ACTS)]
    seen: Annotated[Moment, told("When it was seen for the first time.")]
    undone: Annotated[Moment | None, told("When it was seen to be gone; null while it stands.")]
    days: Annotated[float | None, told("How long it stood, in days; null while it stands.")]
    standing: Annotated[str, told(_HOW)]
    due: Annotated[dt.date, told("The last day for undoing it, where nobody allowed it.")]
    allowed_until: Annotated[dt.date | None, told("The last day of counsel's exception, one that is over too; null if there was none.")]
    ground: Annotated[
        str, told("The ground of that exception; empty where there was none, or so few persons share it that it would tell of one.")
    ]
    changed: Annotated[Moment, told("When it came to stand so.")]


@dataclass(frozen=True, slots=True)
class ModerationStep:
    """Something that was done about an act; neither by whom nor in whose words."""

    at: Moment
    step: Annotated[
        str,
        told(
            "found, judged-again (a reply from before it was captured late), ordered, failed, "
            "accepted (the network said it was done), said (by hand), gone; of an exception: asked, recommended, "
            "allowed, expired, withdrawn or overturned."
        ),
    ]


@dataclass(frozen=True, slots=True)
class ModerationLook:
    """How it was looked for what an account does."""

    account: Annotated[str, told("The slug of the account.")]
    network: str
    way: Annotated[
        str,
        told("records (the network publishes it), export (a list that was handed in) or nothing: then no act on record proves nothing."),
    ]
    acts: Annotated[list[str], told("What this way can show; empty where that is not declared.")]
    last: Annotated[Moment | None, told("When it was looked at last with success.")]
    found: Annotated[int, told("How many acts are on record, those that were undone too.")]


@dataclass(frozen=True, slots=True)
class ModerationActPage:
    """One act with the clause that it is measured by, what was done, and how its account is looked at."""

    act: ModerationAct
    clause: Annotated[str, told("The address of the clause; empty if the profile names none.")]
    steps: list[ModerationStep]
    way: Annotated[str, told("As in ModerationLook.")]
    last: Annotated[Moment | None, told("When its account was looked at last with success.")]


@dataclass(frozen=True, slots=True)
class ModerationBoard:
    """The acts, the newest first, a page at a time."""

    government: str
    acts: list[ModerationAct]
    next: Annotated[str | None, told("The next page; null at the end.")]


@dataclass(frozen=True, slots=True)
class ModerationCounts:
    """How acts stand. The overdue ones are among the open ones."""

    open: int
    overdue: int
    allowed: Annotated[int, told("By counsel, now.")]
    recorded: Annotated[int, told("As acts of moderation on a ground of the closed list, or as filter words.")]
    tolerated: int
    undone: int


@dataclass(frozen=True, slots=True)
class ModerationLine:
    """How the acts of one kind by one account stand."""

    account: str
    act: Annotated[str, told(_ACTS)]
    counts: ModerationCounts


@dataclass(frozen=True, slots=True)
class ModerationQuarter:
    """What was seen for the first time, and seen to be gone, in a quarter of the city's calendar."""

    year: int
    quarter: Annotated[int, told("1 to 4.")]
    seen: int
    undone: int


@dataclass(frozen=True, slots=True)
class ModerationGround:
    """A ground of the city's closed list."""

    key: str
    name: str
    test: Annotated[str, told("How it is told apart; empty of one that stands on the list no more.")]
    example: str
    counter_example: str
    basis: Annotated[str, told("The law or the clause.")]
    acts: Annotated[list[str], told("What it can bear.")]
    exceptions: Annotated[int | None, told(f"How many exceptions counsel ever allowed on it. {_FEW}")]


@dataclass(frozen=True, slots=True)
class ModerationRule:
    """The rule in force."""

    blocking: Annotated[str, told("prohibited, or attorney-exception.")]
    clause: Annotated[str, told("The address of the clause; empty if the profile names none.")]
    tolerated: Annotated[list[str], told("Acts that take nothing from anybody.")]
    lift_within: Annotated[int, told("Business days until what nobody approved must be undone.")]
    longest_exception: Annotated[int | None, told("Days; null where there are no exceptions.")]
    grounds: Annotated[list[ModerationGround], told("The closed list, and grounds that stood on it once and were relied on.")]


@dataclass(frozen=True, slots=True)
class ModerationNumbers:
    """The register in numbers, the rule, and how it was looked for."""

    government: str
    as_of: Annotated[dt.date, told("The day on which it is counted what is overdue.")]
    rule: ModerationRule
    counts: ModerationCounts
    exceptions: Annotated[int, told("How many counsel ever allowed.")]
    median_days: Annotated[float | None, told("Until what nobody allowed was undone, in days; null where nothing was.")]
    by_account: list[ModerationLine]
    by_quarter: list[ModerationQuarter]
    looks: Annotated[list[ModerationLook], told("Every account in use.")]
