"""``rostra export``: records as JSON Lines, in the shape of the public interface (docs/reference/api.md)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from rostra.accounts.models import Account
from rostra.api.queries.export import json_lines
from rostra.api.queries.results import batches, held
from rostra.archive.models import Record
from rostra.archive.queries.display import listed
from rostra.archive.queries.public import PUBLIC
from rostra.config.arguments import day
from rostra.config.terminal import Terminal
from rostra.core.clock import start_of_day
from rostra.core.errors import Invalid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is exported, and where to."""
    parser.add_argument("query", nargs="?", default="", help="a query as on the search page; nothing: everything")
    parser.add_argument("--account", metavar="ALIAS", help="only this official account")
    parser.add_argument("--since", metavar="DAY", type=day, help="published on this day or later (YYYY-MM-DD)")
    parser.add_argument("--until", metavar="DAY", type=day, help="published before this day")
    parser.add_argument("--versions", action="store_true", help="a line for every version, not for the newest alone")
    parser.add_argument("--proofs", action="store_true", help="with the offline proof of each version")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to this file (default: standard output)")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Write the lines; memory does not grow with their number."""
    wanted, total = _by_search(options) if options.query else _by_archive(options)
    count = 0
    with _target(options.output) as file, terminal.progress("export", total) as gauge:
        for lines in json_lines(wanted, all_versions=options.versions, proofs=options.proofs):
            file.writelines(lines)
            count += len(lines)
            gauge.reach(count)
    if options.output:
        terminal.result({"lines": count, "file": str(options.output)}, [f"{count:,} lines in {options.output}"])
    else:
        terminal.say(f"{count:,} lines")
    return 0


def _by_search(options: argparse.Namespace) -> tuple[Iterator[Sequence[int]], int]:
    """By the index: the query with the other filters added to it. The total is not known before."""
    filters = (("from", options.account), ("after", options.since), ("before", options.until))
    text = " ".join([options.query, *(f"{name}:{value}" for name, value in filters if value)])
    return batches(text), 0


def _by_archive(options: argparse.Namespace) -> tuple[Iterator[Sequence[int]], int]:
    """Without a query the index is not needed."""
    chosen = _chosen(options)
    return held(chosen), 0 if options.versions else chosen.count()


def _chosen(options: argparse.Namespace) -> QuerySet[Record]:
    chosen, zone = Record.objects.filter(PUBLIC, listed()), settings.PROFILE.city.zone
    if options.account:
        if not Account.objects.filter(slug=options.account).exists():
            raise Invalid({"--account": f"no official account is called {options.account!r}"}, hint="'rostra accounts list' shows all")
        chosen = chosen.filter(account__slug=options.account)
    if options.since:
        chosen = chosen.filter(published__gte=start_of_day(options.since, zone))
    return chosen.filter(published__lt=start_of_day(options.until, zone)) if options.until else chosen


@contextmanager
def _target(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is there only when it is whole."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise Invalid({"--output": f"{path} is a directory"}, hint="name a file; what stands in it is replaced when all is written")
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        yield file
    unfinished.replace(path)
