"""The shapes of the ledger: what is known of accounts in a month. The same numbers stand on the pages, in the CSV, and in the command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.coverage_shapes import SaidAndHeld
from rostra.api.queries.shapes import Moment, told


@dataclass(frozen=True, slots=True)
class LedgerMethod:
    """Looks of one way."""

    method: Annotated[str, told("stream, poll, probe, snapshot, or import: a file, which covers no time of its own.")]
    minutes: Annotated[int, told("Whole minutes in which it was looked at so without a break.")]
    percent: Annotated[float, told("The same as a part of the month so far, rounded down to a tenth.")]
    done: Annotated[int, told("Checks that were done; a check belongs to the month in which it began.")]
    failed: Annotated[int, told("Checks that failed.")]


@dataclass(frozen=True, slots=True)
class LedgerCause:
    """Times in which something may have been missed, of one cause."""

    cause: Annotated[str, told("token, limit, outage, ours, unsupported, files-only or before-first-capture.")]
    gaps: int
    minutes: Annotated[int, told("Whole minutes of them within the month.")]


@dataclass(frozen=True, slots=True)
class LedgerEvidence:
    """Versions that were taken in, by how well they are attested."""

    evidence: str
    versions: int


@dataclass(frozen=True, slots=True)
class LedgerNumbers:
    """The numbers of an account in a month, or of many together."""

    accounts: Annotated[int, told("Of how many accounts these are the numbers.")]
    minutes: Annotated[int, told("The month so far, in minutes, for each account.")]
    watched: Annotated[int, told("Minutes in which what is new was looked for: by stream or by poll.")]
    percent: Annotated[float, told("The same as a part of the month so far, rounded down to a tenth.")]
    missed: Annotated[int, told("Minutes in which something may have been missed, fetched since or not; before the first look too.")]
    unaccounted: Annotated[int, told("Minutes neither watched nor missed: nobody followed it, or the next look is not due yet.")]
    done: Annotated[int, told("Checks that were done, files that were taken in too.")]
    failed: Annotated[int, told("Checks that failed.")]
    methods: list[LedgerMethod]
    new: Annotated[int, told("Items that were taken in first.")]
    edited: Annotated[int, told("Further versions of items: they were changed, or came back. Not what another route tells again.")]
    gone: Annotated[int, told("Items that were found to have gone.")]
    unknown: Annotated[int, told("Looks at an item that say nothing.")]
    refused: Annotated[int, told("What checks brought that could not be taken in, and was kept aside.")]
    gaps: Annotated[int, told("Looks that had begun and were interrupted.")]
    unhealed: Annotated[int, told("Of these, what was missed was not fetched.")]
    inactivities: Annotated[int, told("Times in which the network said that an account is not active; another word of it begins another.")]
    inactive: Annotated[int, told("Whole minutes of them within the month.")]
    causes: list[LedgerCause]
    evidence: list[LedgerEvidence]
    counted: Annotated[int, told("How many numbers platforms told, of which the following are the sums.")]
    said: Annotated[int, told("What platforms said last in the month that accounts have.")]
    present: Annotated[int, told("Held then, and there as far as we knew.")]
    known_gone: Annotated[int, told("Held then, and known to have gone.")]
    aside: Annotated[int, told("Kept aside.")]
    not_public: Annotated[int, told("Not for everybody, and not taken.")]
    older: Annotated[int, told("Out of reach of the first look.")]
    unexplained: Annotated[int, told("What is left; below 0 where more is held than was said.")]
    differing: Annotated[int, told("Counts with something left at two readings in a row.")]


@dataclass(frozen=True, slots=True)
class LedgerGap:
    """A time in which something may have been missed, as it stood at the end of the month; healed since or not."""

    method: Annotated[str, told("Which way of looking was interrupted; empty before the first look.")]
    cause: str
    state: Annotated[str, told("open (it went on), ended (over, not fetched) or healed (fetched later).")]
    starts: Annotated[Moment | None, told("null where nobody knows.")]
    ends: Annotated[Moment | None, told("null where it went on after the month, or goes on.")]
    noticed: Annotated[Moment | None, told("null before the first look.")]
    reason: str
    healed_at: Moment | None
    healed_how: str


@dataclass(frozen=True, slots=True)
class LedgerInactivity:
    """A time in which the network said that the account is not active there, as it stood at the end of the month."""

    status: Annotated[str, told("The network’s own word, such as deactivated, suspended or gone.")]
    begins: Annotated[Moment, told("When it was first seen so.")]
    ends: Annotated[
        Moment | None, told("When it was seen active again, or with another word; null where it went on after the month, or goes on.")
    ]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One account in one month."""

    account: Annotated[str, told("The slug of the account.")]
    network: str
    month: Annotated[str, told("As 2026-11, in the city’s calendar.")]
    final: Annotated[bool, told("Whether the month is over.")]
    numbers: LedgerNumbers
    gaps: list[LedgerGap]
    inactivities: list[LedgerInactivity]
    counts: list[SaidAndHeld]


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """An account in all its months, the newest first."""

    account: Annotated[str, told("The slug of the account.")]
    zone: Annotated[str, told("The time zone of the city, by whose midnight a month begins.")]
    months: list[LedgerLine]


@dataclass(frozen=True, slots=True)
class LedgerPlatform:
    """The accounts of one platform together."""

    platform: str
    numbers: LedgerNumbers


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """All accounts in one month."""

    month: Annotated[str, told("As 2026-11, in the city’s calendar.")]
    zone: Annotated[str, told("The time zone of the city.")]
    begins: Moment
    ends: Annotated[Moment, told("The first moment after it.")]
    final: Annotated[bool, told("Whether it is over. Then nothing changes but that gaps heal, or are noticed late: both are dated.")]
    total: LedgerNumbers
    platforms: list[LedgerPlatform]
    accounts: list[LedgerLine]
