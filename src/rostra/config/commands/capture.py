"""``rostra capture``: how capture stands; check now; connect, stop or retry an account."""

from __future__ import annotations

import argparse

from rostra.accounts.models import Account
from rostra.capture import actions, queries
from rostra.capture.actions.checks import check_next
from rostra.capture.queries.coverage import AccountCoverage
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Standing
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Invalid, RostraError
from rostra.platforms.base import PlatformError

ACTOR = system("command line")
COLUMNS = ("account", "network", "standing", "last success", "gaps not healed", "held")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which account."""
    words = ("status", "now", "connect", "stop", "retry", "gaps")
    parser.add_argument(
        "what", nargs="?", choices=words, default="status", help="status (default): how capture stands; now: do all checks that are due"
    )
    parser.add_argument("account", nargs="?", help="the account's alias in the register")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Do it; 1 when an account is late or a gap is not healed."""
    if options.what == "now":
        return _check_now(terminal)
    if options.what == "gaps":
        return _gaps(terminal)
    if options.what != "status":
        return _steer(options.what, _account(options.account), terminal)
    overview = queries.coverage_overview()
    terminal.table(COLUMNS, [_row(coverage) for coverage in overview])
    return int(any(coverage.standing is Standing.LATE or coverage.open_gaps for coverage in overview))


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
    terminal.result({"checks": done}, [f"{done} checks done"])
    return 0


def _steer(what: str, account: Account, terminal: Terminal) -> int:
    steps = {"connect": actions.connect, "stop": actions.stop, "retry": actions.retry_now}
    try:
        steps[what](account, actor=ACTOR)
    except PlatformError as error:
        raise RostraError(f"the platform says: {error}", hint="try again when it answers") from error
    terminal.result({"account": account.slug, "done": what}, [f"{account.slug}: {what}"])
    return 0


def _account(slug: str | None) -> Account:
    account = Account.objects.filter(slug=slug or "").first()
    if account is None:
        raise Invalid({"account": f"there is no account {slug!r}"}, hint="rostra accounts list shows them")
    return account
