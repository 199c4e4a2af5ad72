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
            "found, judged-again (a reply from before it was captured late), ordered, failed, accepted (the network said it was done), "
            "said (by hand), gone; of an exception: asked, recommended, "
            "allowed, refused, expired, withdrawn or overturned; of a recorded act: proposed, approved, left, applied, reviewed (an "
            "emergency), kept, told (the person), appealed, upheld, reversed, restored or closed; explained (by an act or a word) or "
            "reopened; of a filter word: word-asked, word-refused, word-allowed or word-ended."
        ),
    ]


@dataclass(frozen=True, slots=True)
class ModerationLook:
    """How it was looked for what an account does."""

    account: Annotated[str, told("The slug of the account.")]
    network: str
    way: Annotated[
        str,
        told(
            "records (the network publishes it), export (a list that was handed in), attested (settings were read off by a person: "
            "blocks are not seen so) or nothing: then no act on record proves nothing."
        ),
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


@dataclass(frozen=True, slots=True)
class ModerationSetting:
    """A value of a setting, as a person read it off, with the time in which it stood."""

    setting: Annotated[str, told("commenting, profanity, audience, countries or age.")]
    values: Annotated[list[str], told("One value, or any number of lines; a list that is empty limits nothing.")]
    since: Annotated[Moment, told("When it was seen first, as who read it off says.")]
    until: Annotated[Moment | None, told("When another value was seen; null while it stands.")]
    url: Annotated[str, told("The version in the archive, with its bytes and its proof.")]


@dataclass(frozen=True, slots=True)
class ModerationFilterWord:
    """A filter word that an account has or had."""

    number: Annotated[int, told("Of the act, as in ModerationAct.")]
    word: Annotated[str, told("Empty where it names somebody who has spoken to the city, or where the city tells no words.")]
    since: Annotated[Moment, told("When it was seen first.")]
    until: Annotated[Moment | None, told("When it was seen to be gone; null while it stands.")]
    known: Annotated[str, told("export, or attested (read off by a person: weaker).")]
    allowed: Annotated[bool, told("Whether counsel allowed it, or had allowed it when it ended.")]


@dataclass(frozen=True, slots=True)
class ModerationSettings:
    """What is set on one account in use, how that is known, and what was set before."""

    account: Annotated[str, told("The slug of the account.")]
    network: str
    url: Annotated[str, told("Its page here.")]
    known: Annotated[
        str,
        told("records (the network's own, by its interface), export, attested (read off by a person: weaker evidence), or nothing."),
    ]
    checked: Annotated[Moment | None, told("When it was looked at last by this way; null: never.")]
    attested: Annotated[Moment | None, told("When its settings were read off last; null: never.")]
    listed: Annotated[Moment | None, told("From when the newest whole list of its filter words is; null: there was none.")]
    threads_limited: Annotated[int | None, told("How many of its threads are closed or limited, where the network's records show it.")]
    threads_since: Annotated[Moment | None, told("Since when the first of them is.")]
    settings: Annotated[list[ModerationSetting], told("As they stand.")]
    before: Annotated[list[ModerationSetting], told("What was set before, the newest first.")]
    words: Annotated[list[ModerationFilterWord], told("Every filter word, the newest first.")]


@dataclass(frozen=True, slots=True)
class ModerationSettingsBoard:
    """Every account in use, by name."""

    government: str
    accounts: list[ModerationSettings]
