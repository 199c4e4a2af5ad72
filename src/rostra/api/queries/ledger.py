"""The ledger as it is answered: of one account, and of all in a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404

from rostra.accounts.models import Account
from rostra.accounts.queries import account_by_slug
from rostra.api.queries import coverage, ledger_shapes
from rostra.capture.queries import ledger
from rostra.capture.queries.ledger import LOOKS, Line, Numbers, share
from rostra.capture.queries.missed import Missed
from rostra.core.months import Month
from rostra.platforms.base import Cause, Evidence


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. ``of``: total, platform or account; the other places are empty where they say nothing."""

    of: str
    account: str
    network: str
    month: str
    final: bool
    numbers: ledger_shapes.LedgerNumbers


def account_ledger(slug: str) -> ledger_shapes.AccountLedger:
    """One account in all its months. Raises Account.DoesNotExist. Ten queries."""
    account = account_by_slug(slug)
    if account is None:
        raise Account.DoesNotExist
    lines = ledger.account_ledger(account).lines
    return ledger_shapes.AccountLedger(slug, settings.PROFILE.city.zone, [line_of(line) for line in lines])


def monthly_report(text: str) -> ledger_shapes.MonthlyReport:
    """All accounts in a month. Raises Http404 where there is no such month, or it has not begun. Nine queries."""
    return report_of(month_told(text))


def report_of(month: Month) -> ledger_shapes.MonthlyReport:
    """The same of a month that has begun."""
    report, zone = ledger.monthly_report(month), settings.PROFILE.city.zone
    return ledger_shapes.MonthlyReport(
        str(month),
        zone,
        month.begins(zone),
        month.ends(zone),
        report.is_final,
        numbers_of(report.total),
        [ledger_shapes.LedgerPlatform(name, numbers_of(numbers)) for name, numbers in report.platforms.items()],
        [line_of(line) for line in report.lines],
    )


def month_told(text: str) -> Month:
    """A month that has begun, as an address tells it. Raises Http404."""
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise Http404(str(error)) from error
    if month > ledger.this_month():
        raise Http404("it has not begun")
    return month


def ledger_rows(slug: str) -> Iterator[Row]:
    """An account, a month a row. Raises Account.DoesNotExist."""
    return map(_row, account_ledger(slug).months)


def report_rows(text: str) -> Iterator[Row]:
    """A month: all together, each platform, each account. Raises Http404."""
    report = monthly_report(text)
    yield Row("total", "", "", report.month, report.final, report.total)
    for each in report.platforms:
        yield Row("platform", "", each.platform, report.month, report.final, each.numbers)
    yield from map(_row, report.accounts)


def _row(line: ledger_shapes.LedgerLine) -> Row:
    return Row("account", line.account, line.network, line.month, line.final, line.numbers)


def line_of(line: Line) -> ledger_shapes.LedgerLine:
    """One account in one month."""
    return ledger_shapes.LedgerLine(
        line.account.slug,
        line.account.network,
        str(line.month),
        ledger.is_final(line.month),
        numbers_of(line.numbers),
        [_gap(gap) for gap in line.gaps],
        [ledger_shapes.LedgerInactivity(*each) for each in line.inactivities],
        [coverage.count_of(row) for row in line.counts],
    )


def numbers_of(numbers: Numbers) -> ledger_shapes.LedgerNumbers:
    """The numbers by their names; 0 where nothing was counted."""
    plain = (
        "accounts", "minutes", "watched", "missed", "unaccounted", "done", "failed", "new", "edited", "gone", "unknown", "refused", "gaps",
        "unhealed", "inactivities", "inactive", "counted", *ledger.COUNTED, "differing",
    )  # fmt: skip
    return ledger_shapes.LedgerNumbers(
        **{name: numbers[name] for name in plain},
        percent=share(numbers, "watched"),
        methods=[_method(numbers, method) for method in LOOKS],
        causes=[ledger_shapes.LedgerCause(cause, numbers[f"{cause} gaps"], numbers[f"{cause} minutes"]) for cause in Cause],
        evidence=[ledger_shapes.LedgerEvidence(grade, numbers[f"{grade} versions"]) for grade in Evidence],
    )


def _method(numbers: Numbers, method: str) -> ledger_shapes.LedgerMethod:
    minutes, done, failed = (numbers[f"{method} {name}"] for name in ("minutes", "done", "failed"))
    return ledger_shapes.LedgerMethod(method, minutes, share(numbers, f"{method} minutes"), done, failed)


def _gap(gap: Missed) -> ledger_shapes.LedgerGap:
    return ledger_shapes.LedgerGap(
        gap.method, gap.cause.value, gap.state.value, gap.starts, gap.ends, gap.noticed, gap.reason, gap.healed_at, gap.healed_how
    )
