"""``python -m benchmarks [NAME …] [--records N] [--json]``: each in a process of its own, in a fresh data directory."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Figure

NAMES = ("ingest", "search", "page", "verify", "decode", "latency", "roster", "acknowledge", "cases", "exports", "parsing", "schedules")
USUAL = 100_000
RUNS = {"decode": 3}  # of which the medians are told, where a run is short; else one
ROOT = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which (default: all of {', '.join(NAMES)})")
    parser.add_argument("--records", type=int, default=USUAL, help="how many rows, records or frames (default 100,000)")
    parser.add_argument("--json", action="store_true", help="the figures as JSON Lines")
    parser.add_argument("--tables", type=Path, metavar="FILE", help="a SQLite database with all tables and no rows, to begin with")
    parser.add_argument("--in-this-process", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    if options.in_this_process:
        return _measure(options.names[0], options.records, Path(options.in_this_process))
    figures = [figure for name in options.names or NAMES for figure in measured(name, options.records, options.tables)]
    _print(figures, as_json=options.json)
    return 0


def measured(name: str, records: int, tables: Path | None = None) -> list[Figure]:
    """The figures of one benchmark; of ingest over more rows than usual, with what a row costs more than it usually does."""
    figures = _medians([_in_a_child(name, records, tables) for _ in range(RUNS.get(name, 1))])
    if name == "ingest" and records > USUAL:
        usual, cost = (next(f.value for f in found if f.what == "cost" and not f.peer) for found in (_in_a_child(name, USUAL), figures))
        figures.append(Figure(name, f"cost of a row against {USUAL:,} rows", cost / usual, "×"))
    return figures


def _medians(runs: list[list[Figure]]) -> list[Figure]:
    return [replace(same[0], value=statistics.median(figure.value for figure in same)) for same in zip(*runs, strict=True)]


def _in_a_child(name: str, records: int, tables: Path | None = None) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix=f"rostra-{name}-") as folder:
        own = {
            "ROSTRA_DATA": str(Path(folder) / "var"),
            "DJANGO_SETTINGS_MODULE": "rostra.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        if tables:
            (Path(folder) / "var").mkdir()
            shutil.copy(tables, Path(folder) / "var" / "rostra.sqlite3")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRA_")}
        command = [sys.executable, "-m", "benchmarks", name, "--records", str(records), "--in-this-process", folder]
        done = subprocess.run(command, env={**kept, **own}, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return [Figure(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


def _measure(name: str, records: int, folder: Path) -> int:
    from rostra.config.memory import collect_rarely  # noqa: PLC0415 -- as the command line does
    from rostra.config.sqlite import use_fixed_sqlite  # noqa: PLC0415 -- must come before Django, which the parent does not need

    use_fixed_sqlite()
    importlib.import_module("django").setup()
    benchmark = importlib.import_module(f"benchmarks.{name}")
    collect_rarely()
    for figure in benchmark.run(records, folder):
        sys.stdout.write(json.dumps(figure.as_json()) + "\n")
    return 0


def _print(figures: list[Figure], *, as_json: bool) -> None:
    if as_json:
        for figure in figures:
            sys.stdout.write(json.dumps(figure.as_json()) + "\n")
        return
    table = Table("work", "what", "value", "unit", "by", box=None)
    for figure in figures:
        digits = 0 if figure.value >= 100 else 2
        table.add_row(figure.work, figure.what, f"{figure.value:,.{digits}f}", figure.unit, figure.peer or "Rostra")
    Console(width=140).print(table)


if __name__ == "__main__":
    sys.exit(main())
