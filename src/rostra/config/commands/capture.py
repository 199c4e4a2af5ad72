"""``rostra capture``: how capture stands; check now; connect, stop or retry an account."""

from __future__ import annotations

import argparse

from rostra.accounts.models import Account
from rostra.capture import actions, queries
from rostra.capture.actions.checks import check_next
from rostra.capture.queries.coverage import AccountCoverage
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Invalid, RostraError
from rostra.platforms.base import PlatformError

ACTOR = system("command line")
COLUMNS = ("account", "network", "standing", "last success", "gaps not healed", "held")
STEPS = {  # what is done with one account, and what is said when it is done
    "connect": (actions.connect, "is followed"),
    "stop": (actions.stop, "is not followed any more; what was captured stays"),
    "retry": (actions.retry_now, "is asked again as soon as the worker comes to it"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which account."""
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("status", help="how capture stands (this is done where no command is given)")
    commands.add_parser("gaps", help="every time in which something may have been missed")
    commands.add_parser("now", help="do all checks that are due, here and now")
    for name, text in (
        ("connect", "let capture of an account begin, or begin again"),
        ("stop", "let capture of an account end"),
        ("retry", "ask again what was refused or failed"),
    ):
        commands.add_parser(name, help=text).add_argument("account", help="the account's alias in the register")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Do it; 1 when an account is late or a gap is not healed."""
    if options.command in STEPS:
        return _steer(options.command, _account(options.account), terminal)
    shown = {"now": _check_now, "gaps": _gaps}.get(options.command, _status)
    return shown(terminal)


def _status(terminal: Terminal) -> int:
    overview = queries.coverage_overview()
    terminal.table(COLUMNS, [_row(coverage) for coverage in overview])
    return int(any(coverage.standing is CaptureStatus.LATE or coverage.open_gaps for coverage in overview))


def _row(coverage: AccountCoverage) -> tuple[object, ...]:
    last = clock.stamp(coverage.last_success) if coverage.last_success else ""
    return coverage.account.slug, coverage.account.network, coverage.standing, last, coverage.open_gaps, coverage.held


def _gaps(terminal: Terminal) -> int:
    rows = [
        (gap.account.slug, gap.method, clock.stamp(gap.starts), clock.stamp(gap.ends) if gap.ends else "", gap.healed_how, gap.reason)
        for gap in queries.gaps()
    ]
    terminal.table(("account", "method", "from", "to", "healed", "reason"), rows)
    return 0


def _check_now(terminal: Terminal) -> int:
    connections, done = Connections(), 0
    while check_next(connections):
        done += 1
    terminal.result({"checks": done}, [f"{done} checks done" if done else "no check is due"])
    return 0


def _steer(name: str, account: Account, terminal: Terminal) -> int:
    step, said = STEPS[name]
    try:
        step(account, actor=ACTOR)
    except PlatformError as error:
        raise RostraError(f"the platform says: {error}", hint="nothing was changed; try again when it answers") from error
    terminal.result({"account": account.slug, "done": name}, [f"{account.slug} {said}"])
    return 0


def _account(slug: str) -> Account:
    account = Account.objects.filter(slug=slug).first()
    if account is None:
        raise Invalid({"account": f"there is no account {slug!r}"}, hint="rostra accounts list shows them")
    return account
