"""The ledger: what is known of an account in a month, and of all of them together. Every page, file and command asks here.

Times of a month that is over do not change any more, save that a gap heals, or is noticed late: both are dated.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min

from rostra.accounts.models import Account
from rostra.capture.models import Reconciliation
from rostra.capture.queries.ledger_facts import Facts, NotActive
from rostra.capture.queries.missed import LIVE, Missed
from rostra.capture.queries.spans import Span, clipped, merged, minutes
from rostra.core import clock
from rostra.core.months import Month, month_of, months_between
from rostra.platforms.base import Method

LOOKS = (Method.STREAM, Method.POLL, Method.PROBE, Method.SNAPSHOT, Method.IMPORT)  # a file is taken in, and covers no time of its own
COUNTED = {  # number: column
    "said": "said", "present": "present", "known_gone": "gone", "aside": "aside", "not_public": "not_public", "older": "older",
    "unexplained": "unexplained",
}  # fmt: skip
Numbers = Counter[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one month. The names of ``numbers`` are told in ``docs/explanation/what-the-ledger-says.md``."""

    account: Account
    month: Month
    gaps: tuple[Missed, ...]  # the time before the first look among them, last
    inactivities: tuple[NotActive, ...]
    counts: tuple[Reconciliation, ...]  # the last of the month for each thing that is counted
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """One account in all its months, the newest first."""

    account: Account
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """All accounts in one month: each, by platform, and together."""

    month: Month
    is_final: bool
    lines: tuple[Line, ...]
    platforms: dict[str, Numbers]
    total: Numbers


def account_ledger(account: Account, months: Sequence[Month] | None = None) -> AccountLedger:
    """One account in these months, or in all. Eight queries, one more where the months are not told."""
    wanted = list(months if months is not None else months_of(account))
    facts = Facts(wanted, account)
    return AccountLedger(account, tuple(_line(facts, account, month) for month in reversed(wanted)))


def months_of(account: Account) -> list[Month]:
    """From the month in which it came into the register, or was looked at first, to this one, oldest first. One query."""
    zone = settings.PROFILE.city.zone
    looked = account.coverage.filter(method__in=LIVE).order_by("begins").values_list("begins", flat=True).first()
    begun = min(filter(None, (account.registered, looked)))
    return list(months_between(month_of(begun, zone), this_month()))


def months_of_all() -> list[Month]:
    """From the month in which the first account came into the register to this one, newest first. One query."""
    begun: dt.datetime | None = Account.objects.aggregate(begun=Min("registered"))["begun"]
    return list(months_between(month_of(begun, settings.PROFILE.city.zone), this_month()))[::-1] if begun else []


def monthly_report(month: Month) -> MonthlyReport:
    """All accounts that were in the register before the month ended. Nine queries, however many they are."""
    facts = Facts([month])
    accounts = Account.objects.filter(registered__lt=facts.end)
    lines = tuple(_line(facts, account, month) for account in accounts)
    platforms: dict[str, Numbers] = {}
    for network in sorted({line.account.network for line in lines}):
        platforms[network] = _together(line for line in lines if line.account.network == network)
    return MonthlyReport(month, is_final(month), lines, platforms, _together(lines))


def is_final(month: Month) -> bool:
    """Whether it is over."""
    return month < this_month()


def this_month() -> Month:
    """The one that runs, in the city."""
    return month_of(clock.now(), settings.PROFILE.city.zone)


def _together(lines: Iterable[Line]) -> Numbers:
    total: Numbers = Counter()
    for line in lines:
        total.update(line.numbers)
    return total


def _line(facts: Facts, account: Account, month: Month) -> Line:
    span = facts.span(month)
    gaps, counts = facts.gaps(account, month), facts.counts(account, month)
    inactivities = facts.inactivities(account, month)
    numbers: Numbers = Counter(accounts=1, **facts.sums(account, month))
    numbers.update(_of_time(facts, account, span, gaps))
    numbers.update(_of_gaps(gaps, span))
    numbers.update(_of_inactivities(inactivities, span))
    for count in counts:
        numbers.update({name: getattr(count, column) for name, column in COUNTED.items()})
        numbers["counted"] += 1
        numbers["differing"] += count.differing > 1
    return Line(account, month, gaps, inactivities, counts, numbers)


def _of_time(facts: Facts, account: Account, span: Span, gaps: Iterable[Missed]) -> dict[str, int]:
    """For how many whole minutes it was looked at: by each way, by any that hears of what is new, and what is left over."""
    looked = {method: clipped(facts.intervals(account, method), span) for method in LOOKS}
    watched = [each for method in LIVE for each in looked[method]]
    missing = clipped(((gap.starts, gap.ends) for gap in gaps), span)
    whole = minutes([span])
    return {
        "minutes": whole,
        "watched": minutes(merged(watched)),
        "missed": minutes(merged(missing)),
        "unaccounted": whole - minutes(merged([*watched, *missing])),
        **{f"{method} minutes": minutes(merged(spans)) for method, spans in looked.items()},
    }


def _of_gaps(gaps: Sequence[Missed], span: Span) -> Numbers:
    """How many there are of each cause, and for how long."""
    numbers: Numbers = Counter()
    by_cause: dict[str, list[Span]] = {}
    for gap in gaps:
        numbers["gaps"] += gap.is_interruption
        numbers["unhealed"] += gap.is_interruption and gap.healed_at is None
        numbers[f"{gap.cause} gaps"] += 1
        by_cause.setdefault(gap.cause, []).extend(clipped([(gap.starts, gap.ends)], span))
    numbers.update({f"{cause} minutes": minutes(merged(spans)) for cause, spans in by_cause.items()})
    return numbers


def _of_inactivities(told: Sequence[NotActive], span: Span) -> dict[str, int]:
    """How often the network said that it is not active, and for how long."""
    return {"inactivities": len(told), "inactive": minutes(merged(clipped(((each.begins, each.ends) for each in told), span)))}


def share(numbers: Numbers, name: str) -> float:
    """What part of the time these minutes are, in percent to a tenth, rounded down: 100.0 only where nothing lacks."""
    whole = numbers["minutes"]
    return (1000 * numbers[name] // whole if whole else 0) / 10
