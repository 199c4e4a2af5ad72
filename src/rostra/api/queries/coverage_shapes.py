"""The shapes of coverage: what was checked, what was missed, and what platforms can and say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.shapes import Account, Display, Holdings, Moment, told

_FILES_FROM = told("Of an account that was never looked at: when the oldest that files brought was posted; null where none came in.")
_FILES_TO = told("When the newest of that was posted. What lies outside is in no file.")


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which something may have been missed."""

    account: Annotated[str, told("The slug of the account.")]
    method: Annotated[str, told("Which way of capture was interrupted; empty before the first look.")]
    starts: Annotated[Moment | None, told("null where nobody knows: when an account was opened that was not looked at yet.")]
    ends: Annotated[Moment | None, told("null while it goes on.")]
    cause: Annotated[str, told("token, limit, outage, ours, unsupported, files-only or before-first-capture.")]
    reason: str
    state: Annotated[str, told("open (it goes on), ended (over, not fetched) or healed (fetched later).")]
    healed_at: Annotated[Moment | None, told("When what was missed was fetched afterwards; null if it was not.")]
    healed_how: Annotated[str, told("By what means; empty if it was not.")]
    note: Annotated[str, told("What the records office says of it.")]
    files_from: Annotated[Moment | None, _FILES_FROM]
    files_to: Annotated[Moment | None, _FILES_TO]


@dataclass(frozen=True, slots=True)
class BeforeFirst:
    """The time before an account was looked at first, or in which nobody looks at it at all."""

    cause: Annotated[
        str,
        told("before-first-capture; files-only where nobody looks and files came in; unsupported where the network cannot be looked at."),
    ]
    state: Annotated[str, told("open, ended, or healed where the first look fetched everything that still stood there.")]
    starts: Annotated[Moment | None, told("The day on which the account was opened; null if that is not known.")]
    ends: Annotated[Moment | None, told("The first look; null if there was none.")]
    reason: str
    healed_at: Annotated[Moment | None, told("When everything was fetched that still stood there.")]
    files_from: Annotated[Moment | None, _FILES_FROM]
    files_to: Annotated[Moment | None, _FILES_TO]


@dataclass(frozen=True, slots=True)
class SaidAndHeld:
    """How much a platform said that an account has, beside what was held at that moment."""

    account: Annotated[str, told("The slug of the account.")]
    what: Annotated[list[str], told("The kinds that are counted together.")]
    first: Annotated[Moment, told("When it stood so first.")]
    last: Annotated[Moment, told("When it was read so last.")]
    said: Annotated[int, told("What the platform said.")]
    present: Annotated[int, told("Held, and on the platform as far as we know.")]
    gone: Annotated[int, told("Held, and known to have gone: the platform counts them no more.")]
    aside: Annotated[int, told("Could not be read, and were kept aside; never more than what is left to explain.")]
    not_public: Annotated[int, told("Shown not to be for everybody, and not taken.")]
    older: Annotated[int, told("Out of reach of the first look, where a platform gives only its newest.")]
    unexplained: Annotated[int, told("What is left; below 0 where more is held than the platform says.")]
    differing: Annotated[int, told("At how many readings in a row something was left.")]


@dataclass(frozen=True, slots=True)
class AccountCoverage:
    """How capture of one account stands."""

    account: Annotated[str, told("The slug of the account.")]
    name: str
    network: str
    standing: Annotated[
        str,
        told("not active (on the network), failing (the last look), not archiving, on time, late, never, stopped, ended or import only."),
    ]
    first_checked: Moment | None
    last_success: Moment | None
    failing_since: Annotated[
        Moment | None, told("Every look for what is new since then failed, or found no active account; null where the last one did not.")
    ]
    next_try: Annotated[Moment | None, told("When the next look is due; null where none failed, or none is tried before somebody acts.")]
    gaps: Annotated[int, told("All gaps, healed ones too.")]
    unhealed: Annotated[int, told("Gaps that are open, or ended and were not fetched.")]
    found: Annotated[int, told("What is kept, and what was met and could not be taken in, each part once.")]
    held: Annotated[int, told("What the archive holds.")]
    before_first: Annotated[
        str, told("How the time before the first look stands: open, ended, or healed where all was fetched that stood there.")
    ]
    files_from: Annotated[Moment | None, _FILES_FROM]
    files_to: Annotated[Moment | None, _FILES_TO]
    opened: Annotated[dt.date | None, told("When the account was opened on the network, if known: from then on something may be missing.")]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with what is held of it."""

    account: Account
    holdings: Holdings
    coverage: Annotated[AccountCoverage, told("How capture of it stands, as /coverage.json tells it of every account.")]
    gaps: list[Gap]
    before_first: Annotated[BeforeFirst, told("The time before it was looked at first.")]
    counts: Annotated[list[SaidAndHeld], told("What the platform said last that the account has, beside what is held.")]


@dataclass(frozen=True, slots=True)
class Limit:
    """What cannot be captured of a network."""

    network: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Platform:
    """What can be captured of a platform, and what cannot."""

    platform: str
    accounts: Annotated[int, told("Official accounts of the city there.")]
    methods: Annotated[list[str], told("By which ways we look: stream, poll, probe, snapshot, import; none where only tables come in.")]
    edits_by: Annotated[str, told("By what an edit is seen: event, history, diff (by comparing) or none.")]
    deletions_by: Annotated[str, told("By what a deletion is seen: event, diff or none.")]
    proves_authorship: Annotated[bool, told("Whether its author signs an item, and the signature is kept.")]
    tells: Annotated[str, told("What it tells by itself, in a sentence; empty where it tells nothing.")]
    is_told: Annotated[bool, told("Whether the city lets it tell that.")]
    cannot: Annotated[list[str], told("What cannot be captured, in plain sentences.")]
    consent: Annotated[str, told("Whether an account’s holder has to consent: needed, optional or none.")]
    consent_lasts: Annotated[str, told("How long a consent lasts, in a sentence.")]
    scopes: Annotated[list[str], told("What a holder is asked for, each with what it opens. All of it only reads.")]
    export_cannot: Annotated[
        list[str], told("What cannot be captured from the archive that an owner hands over; of networks that have one.")
    ]
    removed: Annotated[Display, told("What the public pages show of items that were removed there.")]
    replies: Annotated[bool, told("Whether replies by residents are shown; kept they are in any case.")]
    masked: Annotated[bool, told("Whether residents stand under letters.")]
    first_look: Annotated[str, told("What the first look fetches of what stands there: all, or only the newest (window).")]


@dataclass(frozen=True, slots=True)
class Platforms:
    """What can be captured where."""

    platforms: list[Platform]


@dataclass(frozen=True, slots=True)
class PlatformPage:
    """One platform, and how capture of the city's accounts there stands."""

    platform: Platform
    accounts: list[AccountCoverage]


@dataclass(frozen=True, slots=True)
class Gaps:
    """A page of all that may have been missed: the gaps, newest first, then the times before a first look, or without any."""

    gaps: list[Gap]
    next: Annotated[str | None, told("The next page; null at the end.")]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How capture stands; what may have been missed is a list of its own."""

    last_check: Annotated[Moment | None, told("When any account was last looked at with success.")]
    accounts: Annotated[list[AccountCoverage], told("Those that are asked for, in the order of the page.")]
    limits: list[Limit]
    counts: Annotated[list[SaidAndHeld], told("Numbers of the platforms that nothing explains, at two readings in a row.")]
