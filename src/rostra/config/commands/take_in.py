"""``rostra take-in``: take in a file that a previous vendor or an account's owner handed over. Run again, it goes on where it was."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from rostra.accounts.models import Account
from rostra.capture.actions.imports import BATCH, COUNTS, rejected_rows, take_in_file, told_apart
from rostra.capture.models import Import
from rostra.capture.queries.pages import pages_of
from rostra.config.arguments import account_of, positive, require_file
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Invalid, RostraError
from rostra.platforms import EXPORTS
from rostra.platforms.base import BadSource, Method, Source
from rostra.platforms.files.platform import FilePlatform
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import BadMapping, load
from rostra.platforms.webpages import Captures

ACTOR = system("command line")
_WITH_MESSAGES = sorted(name for name, export in EXPORTS.items() if export.holds_messages)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, and how to read them."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or JSON Lines; or the archive as the network made it")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--mapping", type=Path, help="of a table: the TOML file that says what the columns mean")
    choices = sorted([*EXPORTS, Captures.name])
    form.add_argument("--platform", choices=choices, help="of an archive: the network that made it; of archived pages (WARC, WACZ): web")
    parser.add_argument("--account", metavar="SLUG", help="of archived pages, and of an archive that names no account by its number: whose")
    parser.add_argument(
        "--batch", type=positive, default=BATCH, metavar="ROWS", help=f"rows that become durable together (default {BATCH})"
    )
    parser.add_argument("--messages", action="store_true", help="of an archive: read direct messages too; they are kept, and never public")
    parser.add_argument("--again", action="store_true", help="read a file that was taken in before from its beginning once more")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Take in every file; 1 when rows were set aside."""
    for path in options.files:
        require_file(path, hint="give the file itself; of a directory its files: DIRECTORY/*.zip, DIRECTORY/*.csv")
    if options.messages and not (options.platform and EXPORTS[options.platform].holds_messages):
        raise Invalid({"messages": "No direct messages are read from such a file."}, hint=f"they are from: {', '.join(_WITH_MESSAGES)}")
    begun = clock.now()
    done = [_take_in(path, options, terminal) for path in options.files]
    sums = {name: sum(getattr(running, name) for running in done) for name in COUNTS}
    aside = [str(rejected_rows(running)) for running in done if running.rejected]
    earlier = [running for running in done if running.ended is not None and running.ended < begun]
    lines = _lines(done, earlier, aside, "rows" if options.mapping else "elements")
    terminal.result({**sums, "set_aside": aside, "taken_in_before": [running.name for running in earlier]}, lines)
    return int(bool(aside))


def _lines(done: list[Import], earlier: list[Import], aside: list[str], parts: str) -> list[str]:
    told = [_line(running, "was taken in before" if running in earlier else "is taken in", parts) for running in done]
    hint = ["to read it from its beginning once more: --again"] if earlier else []
    return [*told, *hint, *(f"set aside: {path}" for path in aside)]


def _line(running: Import, what: str, parts: str) -> str:
    held = running.items - running.new - running.edited
    counts = f"{running.new:,} new records, {running.edited:,} edits, {held:,} held already, {running.rejected:,} set aside"
    counts += f"; {running.gone:,} records are gone" if running.gone else ""
    apart = told_apart(running)
    counts += f"; {apart:,} may be one of several posts of the same second, and stand by themselves" if apart else ""
    return f"{running.name} {what}: {running.items + running.rejected:,} {parts}, {counts}"


def _take_in(path: Path, options: argparse.Namespace, terminal: Terminal) -> Import:
    try:
        told = account_of(options.account) if options.account else None
        platform = _platform(options, Source(Method.IMPORT, path.name, clock.now()), told)
        with terminal.progress(path.name, path.stat().st_size) as gauge:
            return take_in_file(platform, path, actor=ACTOR, progress=gauge.reach, batch=options.batch, again=options.again, told=told)
    except BadMapping as error:
        raise Invalid({"mapping": str(error)}, hint="src/rostra/platforms/table/README.md tells what may stand in it") from error
    except BadSource as error:
        mend = "mend the file or the mapping and run it again" if options.mapping else "docs/how-to/take-in-an-export.md tells what can be"
        raise RostraError(f"{path.name}: {error}", hint=f"{_kept_so_far(path)}{mend}") from error


def _kept_so_far(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    begun = Import.objects.filter(digest=digest, ended__isnull=True, items__gt=0)
    return "what was read before it is kept; " if begun.exists() else ""


def _platform(options: argparse.Namespace, source: Source, told: Account | None) -> FilePlatform:
    """What reads the file. Raises BadMapping, Invalid where it must be said whose the file is."""
    if options.mapping:
        return Table(load(options.mapping), source)
    identity = told.identity if told else ""
    if options.platform in EXPORTS:
        return EXPORTS[options.platform](source, identity, messages=options.messages)
    if told is None:
        raise Invalid(
            {"account": "archived pages name no account: say whose they are"}, hint="--account SLUG; rostra accounts list shows them"
        )
    return Captures(source, pages_of(told))
