"""``rostra rebuild``: make the archive's tables again from segments and log."""

from __future__ import annotations

import argparse

from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Version
from rostra.config.terminal import Terminal
from rostra.core.actor import system
from rostra.core.errors import Conflict
from rostra.retention.actions.aside import guards_set_aside
from rostra.search.actions import rebuild as rebuild_search


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A safeguard."""
    parser.add_argument("--replace", action="store_true", help="even though the tables are not empty")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Rebuild; all or nothing."""
    if Version.objects.exists() and not options.replace:
        raise Conflict("the archive's tables are not empty", hint="stop the server and the worker, make a backup, then add --replace")
    with terminal.progress("segments read") as gauge, guards_set_aside():
        count = rebuild(actor=system("command line"), progress=gauge.reach)
    placed = Sequencer().drain()
    rebuild_search()
    versions = Version.objects.count()
    terminal.result({"segments": count, "versions": versions, "placed": placed}, [f"{versions:,} versions from {count:,} segments"])
    return 0
