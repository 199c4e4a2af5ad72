"""The shapes of what was checked, what may have been missed, and what each platform can do and shows. A promise, as the others are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries import shapes


@dataclass(frozen=True, slots=True)
class AccountCoverage:
    """How capture of one account stands."""

    account: Annotated[str, shapes.told("The slug of the account.")]
    standing: Annotated[str, shapes.told("on time, late, never, stopped, ended or import only.")]
    first_checked: shapes.Moment | None
    last_success: shapes.Moment | None
    gaps: Annotated[int, shapes.told("All gaps, healed ones too.")]
    open_gaps: Annotated[int, shapes.told("Gaps that are not healed.")]
    found: Annotated[int, shapes.told("What the platform showed us.")]
    held: Annotated[int, shapes.told("What the archive holds.")]


@dataclass(frozen=True, slots=True)
class Limit:
    """What cannot be captured of a network."""

    network: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Platform:
    """What can be captured of a platform, and what cannot."""

    platform: str
    accounts: Annotated[int, shapes.told("Official accounts of the city there.")]
    methods: Annotated[
        list[str], shapes.told("By which ways we look: stream, poll, probe, snapshot, import; none where only tables come in.")
    ]
    edits_by: Annotated[str, shapes.told("By what an edit is seen: event, history, diff (by comparing) or none.")]
    deletions_by: Annotated[str, shapes.told("By what a deletion is seen: event, diff or none.")]
    proves_authorship: Annotated[bool, shapes.told("Whether its author signs an item, and the signature is kept.")]
    cannot: Annotated[list[str], shapes.told("What cannot be captured, in plain sentences.")]
    consent: Annotated[str, shapes.told("Whether an account’s holder has to consent: needed, optional or none.")]
    consent_lasts: Annotated[str, shapes.told("How long a consent lasts, in a sentence.")]
    scopes: Annotated[list[str], shapes.told("What a holder is asked for, each with what it opens. All of it only reads.")]
    export_cannot: Annotated[
        list[str], shapes.told("What cannot be captured from the archive that an owner hands over; of networks that have one.")
    ]
    removed: Annotated[shapes.Display, shapes.told("What the public pages show of items that were removed there.")]
    replies: Annotated[bool, shapes.told("Whether replies by residents are shown; kept they are in any case.")]
    masked: Annotated[bool, shapes.told("Whether residents stand under letters.")]


@dataclass(frozen=True, slots=True)
class Platforms:
    """What can be captured where."""

    platforms: list[Platform]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was checked, and what may have been missed."""

    last_check: Annotated[shapes.Moment | None, shapes.told("When any account was last looked at with success.")]
    accounts: list[AccountCoverage]
    gaps: list[shapes.Gap]
    limits: list[Limit]
