"""``rostra coverage``: the monthly report on all accounts, and the ledger of one."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

import orjson

from rostra.api.queries.ledger import account_ledger, report_of
from rostra.api.queries.ledger_shapes import LedgerNumbers
from rostra.api.queries.shapes import encoded
from rostra.capture.queries.ledger import months_of_all, this_month
from rostra.config.arguments import account_of, month
from rostra.config.terminal import Terminal
from rostra.core.errors import Invalid
from rostra.core.months import Month

NUMBERS = (
    "watched", "percent", "missed", "unaccounted", "done", "failed", "new", "edited", "gone", "gaps", "unhealed", "said", "present",
    "unexplained",
)  # fmt: skip
UNITS = {"watched": "minutes", "percent": "% watched", "missed": "minutes", "unaccounted": "minutes"}
HEADS = tuple(f"{name} ({UNITS[name]})" if name in UNITS else name for name in NUMBERS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A month, or an account."""
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    report = commands.add_parser("report", help="the monthly report: all accounts together, by platform, and each")
    report.add_argument("month", type=month, metavar="MONTH", help="as 2026-11, in the city's calendar")
    commands.add_parser("account", help="the ledger of one account, month by month").add_argument(
        "account", help="the account's alias in the register"
    )


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print it: as JSON the same as at the public address."""
    if options.command == "report":
        _tell_report(options.month, terminal)
    else:
        _tell_account(account_of(options.account).slug, terminal)
    return 0


def _tell_report(wanted: Month, terminal: Terminal) -> None:
    months = months_of_all()  # the newest first
    if wanted > this_month():
        raise Invalid({"month": f"{wanted} has not begun"})
    if not months or wanted < months[-1]:
        raise Invalid({"month": f"{wanted} lies before the first month, {months[-1]}" if months else "no account is in the register"})
    report = report_of(wanted)
    if terminal.as_json:
        terminal.result(orjson.loads(encoded(report)))
        return
    rows = [("all", "", *_numbers(report.total)), *(("all", each.platform, *_numbers(each.numbers)) for each in report.platforms)]
    rows += [(line.account, line.network, *_numbers(line.numbers)) for line in report.accounts]
    terminal.table(("account", "network", *HEADS), rows)


def _tell_account(slug: str, terminal: Terminal) -> None:
    ledger = account_ledger(slug)
    if terminal.as_json:
        terminal.result(orjson.loads(encoded(ledger)))
    else:
        terminal.table(("month", *HEADS), [(line.month, *_numbers(line.numbers)) for line in ledger.months])


def _numbers(numbers: LedgerNumbers) -> Iterable[object]:
    return [getattr(numbers, name) for name in NUMBERS]
