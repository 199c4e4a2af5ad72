"""Write docs/reference/commands.md from the commands themselves: ``PYTHONPATH=src python tools/reference.py``.

A test fails when the page and the commands differ.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rostra.config.cli import COMMANDS, overview, parser_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
WIDTH = "100"  # columns; argparse asks the environment
INTRODUCTION = """\
# Commands

This page is written by `tools/reference.py` from the commands themselves.

`rostra` stands in `.venv/bin/` after `make run`. Every command takes `--json` (the result as JSON on standard output) and `--no-color`.
Progress and messages go to standard error, the result to standard output: a bar on a terminal, plain lines elsewhere.

| exit status | meaning |
|--:|---|
| 0 | done; or the reader of the output, such as `head`, has enough |
| 1 | done, but something was found wrong or set aside |
| 2 | wrong use |
| 3 | refused or failed: nothing was changed, and the message says what to do |

What the settings in the environment mean is told in [settings.md](settings.md).
"""


def available() -> list[str]:
    """The commands in the table, in its order, whose module is there."""
    return [name for name, entry in COMMANDS.items() if importlib.util.find_spec(f"rostra.config.commands.{entry.module}")]


def subcommands(parser: argparse.ArgumentParser) -> list[str]:
    """The names of a parser's own commands."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 -- argparse offers no other way
    return [name for group in groups for name in group.choices]


def help_of(words: Sequence[str]) -> str:
    """What ``rostra WORDS --help`` prints, at a fixed width."""
    _, parser = parser_of(words[0])
    printed = io.StringIO()
    os.environ["COLUMNS"] = WIDTH
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        parser.parse_args([*words[1:], "--help"])
    return printed.getvalue()


def sections() -> Iterator[str]:
    """Every command with its help, then its own commands with theirs."""
    yield f"## rostra\n\n```text\n{overview()}```\n"
    for name in available():
        yield f"## rostra {name}\n\n```text\n{help_of([name])}```\n"
        for inner in subcommands(parser_of(name)[1]):
            yield f"### rostra {name} {inner}\n\n```text\n{help_of([name, inner])}```\n"


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *sections()])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
