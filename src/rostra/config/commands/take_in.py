"""``rostra take-in``: take in a file that a previous vendor handed over. Killed and run again, it goes on where it was."""

from __future__ import annotations

import argparse
from pathlib import Path

from rostra.capture.actions.imports import BATCH, rejected_rows, take_in_file
from rostra.capture.models import Import
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Invalid, RostraError
from rostra.platforms.base import BadSource, Method, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import BadMapping, load

ACTOR = system("command line")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, and how to read them."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or JSON Lines")
    parser.add_argument("--mapping", type=Path, required=True, help="the TOML file that says what the columns mean")
    parser.add_argument("--batch", type=int, default=BATCH, metavar="ROWS", help=f"rows that become durable together (default {BATCH})")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Take in every file; 1 when rows were set aside."""
    if missing := [str(path) for path in options.files if not path.is_file()]:
        raise Invalid({"files": f"no such file: {', '.join(missing)}"})
    done = [_take_in(path, options, terminal) for path in options.files]
    sums = {name: sum(getattr(running, name) for running in done) for name in ("items", "new", "edited", "rejected")}
    aside = [str(rejected_rows(running)) for running in done if running.rejected]
    terminal.result({**sums, "set_aside": aside}, _lines(sums, aside))
    return int(bool(aside))


def _lines(sums: dict[str, int], aside: list[str]) -> list[str]:
    told = f"{sums['items']:,} rows taken in: {sums['new']:,} new records, {sums['edited']:,} edits; {sums['rejected']:,} rows set aside"
    return [told, *(f"set aside: {path}" for path in aside)]


def _take_in(path: Path, options: argparse.Namespace, terminal: Terminal) -> Import:
    try:
        table = Table(load(options.mapping), Source(Method.IMPORT, path.name, clock.now()))
        with terminal.progress(path.name, path.stat().st_size) as gauge:
            return take_in_file(table, path, actor=ACTOR, progress=gauge.reach, batch=options.batch)
    except (BadMapping, OSError) as error:
        raise Invalid({"mapping": str(error)}, hint="src/rostra/platforms/table/README.md tells what may stand in it") from error
    except BadSource as error:
        raise RostraError(
            f"{path.name}: {error}", hint="what was read before it is kept; mend the file or the mapping and run it again"
        ) from error
