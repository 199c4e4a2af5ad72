"""``rostra capture``: how capture stands; check now; connect, stop or retry an account; take in a list."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from rostra.accounts.models import Account
from rostra.capture import actions, queries
from rostra.capture.actions.checks import check_next
from rostra.capture.actions.lists import rejected_entries
from rostra.capture.actions.places import Places
from rostra.capture.models import ListExport, Schedule
from rostra.capture.queries.coverage import AccountCoverage, failing_work
from rostra.capture.queries.missed import Missed, MissedTimes
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus, Declared
from rostra.config.arguments import account_of, moment, require_file
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Forbidden, RostraError
from rostra.platforms.base import Act, PlatformError
from rostra.platforms.lists import Columns, Form, form_of

ACTOR = system("command line")
COLUMNS = ("account", "network", "standing", "last success", "gaps not healed", "held", "failing since", "next try", "reason")
STEPS = {  # what is done with one account, and what is said when it is done
    "connect": (actions.connect, "is followed"),
    "stop": (actions.stop, "is not followed any more; what was captured stays"),
    "retry": (actions.retry_now, "is asked again as soon as the worker comes to it"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which account."""
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("status", help="how capture stands; what fails, and why (this is done where no command is given)")
    commands.add_parser("gaps", help="every time in which something may have been missed, that without a look too")
    commands.add_parser("now", help="do all checks that are due, here and now")
    for name, text in (
        ("connect", "let capture of an account begin, or begin again"),
        ("stop", "let capture of an account end"),
        ("retry", "ask again what was refused or failed"),
    ):
        commands.add_parser(name, help=text).add_argument("account", help="the account's alias in the register")
    _add_list_arguments(
        commands.add_parser("list", help="take in a list of whom an account blocks, mutes or restricts, as its owner exported it")
    )


def _add_list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, plain text, or as X or Instagram exports it")
    parser.add_argument("--account", required=True, metavar="SLUG", help="the account's alias in the register")
    parser.add_argument("--act", required=True, type=Act, choices=list(Act), metavar="ACT", help=f"of which act it is: {', '.join(Act)}")
    parser.add_argument("--complete", action="store_true", help="the export is whole: who is not on it any more is not blocked any more")
    parser.add_argument("--exported", type=moment, metavar="DATE", help="when the export was made (default: now)")
    parser.add_argument(
        "--ending", type=int, metavar="N", help="how many entries end, said again where they are more than an export may end"
    )
    forms = f"{', '.join(Form)} (default: by the file's name)"
    parser.add_argument("--form", type=Form, choices=list(Form), metavar="FORM", help=f"how it is written down: {forms}")
    parser.add_argument("--identity", default="identity", metavar="COLUMN", help="of a CSV: who or what it is (default: identity)")
    for name, text in (("handle", "their handle"), ("name", "their name"), ("since", "since when")):
        parser.add_argument(f"--{name}", default="", metavar="COLUMN", help=f"of a CSV: {text}")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Do it; 1 when an account is late or a gap is not healed."""
    if options.command == "list":
        return _list(options, terminal)
    if options.command in STEPS:
        return _steer(options.command, account_of(options.account), terminal)
    shown = {"now": _check_now, "gaps": _gaps}.get(options.command, _status)
    return shown(terminal)


def _status(terminal: Terminal) -> int:
    overview = queries.coverage_overview()
    troubled = failing_work()
    rows = [(*_row(coverage), *_trouble(coverage, troubled.get(coverage.account.pk, []), terminal)) for coverage in overview]
    terminal.table(COLUMNS, rows)
    return int(any(coverage.standing is CaptureStatus.LATE or coverage.unhealed for coverage in overview))


def _row(coverage: AccountCoverage) -> tuple[object, ...]:
    last = clock.stamp(coverage.last_success) if coverage.last_success else ""
    return coverage.account.slug, coverage.account.network, coverage.shown, last, coverage.unhealed, coverage.held


def _trouble(coverage: AccountCoverage, work: Sequence[Schedule], terminal: Terminal) -> tuple[str, str, str]:
    """Since when looks fail, when the first work that failed is tried again, and what was said: that may be anybody's words."""
    failing = coverage.failing
    if failing is None and not work:
        return "", "", ""
    again = _at(failing.again if failing else work[0].due) or "not before somebody acts"
    said = [f"the network says: {coverage.status}"] if failing and failing.answered else []
    reason = " | ".join([*said, *(f"{each.work}: {each.trouble}" for each in work)])
    return _at(failing.since) if failing else "", again, reason if terminal.as_json else repr(reason)[1:-1]


def _gaps(terminal: Terminal) -> int:
    rows = [
        (gap.account.slug, gap.method, _at(gap.starts), _at(gap.ends), gap.healed_how, _reason(gap), gap.cause, gap.state)
        for gap in MissedTimes(Account.objects.all())
    ]
    terminal.table(("account", "method", "from", "to", "healed", "reason", "cause", "state"), rows)
    return 0


def _reason(gap: Missed) -> str:
    """Why; of an account that was never looked at also how far its files reach."""
    return f"{gap.reason} Its files reach from {_at(gap.files[0])} to {_at(gap.files[1])}." if gap.files else gap.reason


def _at(when: dt.datetime | None) -> str:
    return clock.stamp(when) if when else ""


def _check_now(terminal: Terminal) -> int:
    connections, places, done = Connections(), Places(), 0
    while check_next(connections, places):
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


def _list(options: argparse.Namespace, terminal: Terminal) -> int:
    """Take in a list; 1 when rows of it were set aside."""
    require_file(options.file)
    export = actions.read_export(account_of(options.account), options.file.read_bytes(), options.file.name, _declared(options), actor=ACTOR)
    with terminal.progress(export.name, export.size) as gauge:
        try:
            export = actions.take_export(export, actor=ACTOR, ending_accepted=options.ending, progress=gauge.reach)
        except Forbidden:
            actions.drop_export(export, actor=ACTOR)  # nothing waits for somebody who looks: the file can be named again
            raise
    aside = [str(rejected_entries(export))] if export.rejected else []
    counts = {name: getattr(export, name) for name in ("items", "new", "returned", "gone", "rejected")}
    facts = {"account": options.account, "act": export.act, "exported": clock.stamp(export.exported), **counts, "set_aside": aside}
    terminal.result(facts, [_told(export), *(f"set aside: {path}" for path in aside)])
    return int(bool(aside))


def _declared(options: argparse.Namespace) -> Declared:
    exported: dt.datetime = options.exported or clock.now()
    if exported.tzinfo is None:
        exported = clock.in_city(exported, settings.PROFILE.city.zone)
    columns = Columns(options.identity, options.handle, options.name, options.since)
    return Declared(options.act, options.form or form_of(options.file.name), exported, options.complete, columns)


def _told(export: ListExport) -> str:
    unchanged = export.items - export.new - export.returned
    ended = f"{export.gone:,} gone" if export.complete and not export.rejected else "not complete, so nothing ends"
    counts = f"{export.new:,} new, {export.returned:,} returned, {unchanged:,} unchanged, {ended}, {export.rejected:,} set aside"
    return f"{export.name}, the list of {export.act} of {export.account.slug} as of {clock.stamp(export.exported)}, is taken in: {counts}"
