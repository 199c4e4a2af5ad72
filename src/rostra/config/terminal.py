"""What a command says: progress on standard error, the result on standard output, as lines for people or JSON for machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

_PLAIN_STEPS = 10  # a plain line after each tenth of a long work


class Gauge:
    """How far a long work has come. ``total`` 0: unknown."""

    def __init__(self, terminal: Terminal, title: str, total: int, bar: Progress | None) -> None:
        self._terminal, self._title, self._total, self._bar = terminal, title, total, bar
        self._task = bar.add_task(title, total=total or None) if bar else None
        self._said = 0

    def reach(self, done: int, total: int | None = None) -> None:
        """The work stands at ``done``."""
        self._total = self._total if total is None else total
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=self._total or None)
            return
        tenth = done * _PLAIN_STEPS // self._total if self._total else 0
        if tenth > self._said:
            self._said = tenth
            self._terminal.say(f"{self._title}: {done:,} of {self._total:,}")


class _Stream(Console):
    """What the command line writes to. Where nobody reads it any more the whole command ends, as ``cli.main`` says."""

    def on_broken_pipe(self) -> None:
        """Rich would end the process with a failure."""
        raise BrokenPipeError


class Terminal:
    """Standard output and error of one command."""

    def __init__(self, *, as_json: bool = False, color: bool = True) -> None:
        plain = not color or bool(os.environ.get("NO_COLOR"))
        self.as_json = as_json
        self._out = _Stream(no_color=plain, highlight=False, soft_wrap=True)
        self._err = _Stream(stderr=True, no_color=plain, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """A line about what goes on, on standard error."""
        self._err.print(text, markup=False)

    def fail(self, text: str, hint: str = "") -> None:
        """What went wrong, and what to do; on standard error first, for the other may be what cannot be written. Raises OSError then."""
        self._err.print(f"error: {text}", markup=False, style="bold red")
        if hint:
            self._err.print(f"hint: {hint}", markup=False)
        if self.as_json:
            self._write({"error": text, "hint": hint})

    def result(self, facts: Mapping[str, object], lines: Sequence[str] = ()) -> None:
        """The result: ``facts`` as JSON, or ``lines`` (or the facts, one a line) for people."""
        if self.as_json:
            self._write(facts)
            return
        for line in lines or [f"{name}: {value}" for name, value in facts.items()]:
            self._out.print(line, markup=False)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table for people, a list of objects for machines."""
        if self.as_json:
            self._write([dict(zip(columns, row, strict=True)) for row in rows])
            return
        if not self._out.is_terminal:
            self.result({}, ["\t".join(columns), *("\t".join(map(str, row)) for row in rows)])
            return
        table = Table(*columns, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*(Text(str(cell)) for cell in row))  # no markup: what a cell says may be anybody's words
        self._out.print(table)

    @contextmanager
    def progress(self, title: str, total: int = 0) -> Iterator[Gauge]:
        """A bar on a terminal; plain lines, one a tenth, otherwise."""
        if self.as_json or not self._err.is_terminal:
            yield Gauge(self, title, total, None)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._err, transient=True) as bar:
            yield Gauge(self, title, total, bar)

    def _write(self, value: object) -> None:
        sys.stdout.buffer.write(orjson.dumps(value, default=str) + b"\n")
        sys.stdout.buffer.flush()
