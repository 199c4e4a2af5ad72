"""The command ``rostra``.

Exit status: 0 done, or whoever reads the output, such as head(1), has enough; 1 done, but something was found wrong or set aside;
2 wrong use; 3 refused or failed, nothing was changed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import django
from django.db import DatabaseError, InterfaceError

from rostra import __version__
from rostra.config import environment
from rostra.config.memory import collect_rarely
from rostra.config.sqlite import use_fixed_sqlite
from rostra.config.terminal import Terminal
from rostra.core.errors import RostraError

EVERYWHERE = ("--json", "--no-color")  # options of every command
OK, PARTIAL, USAGE, FAILED = 0, 1, 2, 3
DATABASE_HINT = (
    "'rostra prepare' makes its tables ready, after an update too; ROSTRA_DATA names the data directory, ROSTRA_DATABASE a PostgreSQL"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A command in the table. ``offline``: needs neither settings nor a database. ``founding``: makes the data directory if need be."""

    module: str
    help: str
    offline: bool = False
    founding: bool = False


COMMANDS = {
    "run": Entry("run", "start the web server and the worker, and keep them running", founding=True),
    "worker": Entry("worker", "the background worker alone"),
    "prepare": Entry("prepare", "make the database, keys and static files ready", founding=True),
    "demo": Entry("demo", "make the example city Exampleville", founding=True),
    "accounts": Entry("accounts", "the register of official accounts: list, add, import"),
    "people": Entry("people", "who may sign in, units and the roster: list, add, password, reset, unit, appoint, import, scim-…"),
    "capture": Entry("capture", "check accounts now, and show how capture stands"),
    "coverage": Entry("coverage", "the monthly report on all accounts, and the ledger of one"),
    "platforms": Entry("platforms", "what each platform can capture, and what nobody can", offline=True),
    "hooks": Entry("hooks", "where platforms may tell what happens, and what a person has to enter there"),
    "take-in": Entry("take_in", "take in a file that a previous vendor or an account's owner handed over"),
    "prove": Entry("prove", "write the proof file of a record"),
    "verify": Entry("verify", "check a proof file or the signed list of accounts, offline", offline=True),
    "fsck": Entry("fsck", "check everything against everything"),
    "rebuild": Entry("rebuild", "make the archive's tables again from segments and log"),
    "export": Entry("export", "write records as JSON Lines"),
    "backup": Entry("backup", "copy everything that is kept to a directory"),
    "restore": Entry("restore", "bring a backup back into an empty data directory", founding=True),
}


class Command(Protocol):
    """What a module in ``config/commands`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, options: argparse.Namespace, terminal: Terminal) -> int:
        """Do the work; the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. It ends quietly where nobody reads its output any more, and fails where that cannot be written."""
    try:
        try:
            return _chosen(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
        return OK
    except OSError as error:  # of standard output; all others are told by _run
        _let_go_of_output()
        _fail_by_system(Terminal(), error)
        return FAILED


def _let_go_of_output() -> None:
    """Nothing can be written to it: else Python complains when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _chosen(argv: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview())
        return OK if words else USAGE
    if words[0] == "--version":
        sys.stdout.write(f"rostra {__version__}\n")
        return OK
    if words[0] not in COMMANDS:
        Terminal().fail(f"there is no command {words[0]!r}", "rostra --help lists them")
        return USAGE
    return _run(words[0], words[1:])


def overview() -> str:
    """The list of commands, as ``rostra --help`` shows it."""
    lines = [f"  {name:<10} {entry.help}" for name, entry in COMMANDS.items()]
    return "usage: rostra COMMAND [--help] …\n\ncommands:\n" + "\n".join(lines) + "\n"


def parser_of(name: str) -> tuple[Command, argparse.ArgumentParser]:
    """A command's module and its parser. Settings are loaded first, unless the command works offline."""
    entry = COMMANDS[name]
    if not entry.offline:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rostra.config.settings")
        use_fixed_sqlite()
        django.setup()
    command = cast(Command, importlib.import_module(f"rostra.config.commands.{entry.module}"))
    parser = argparse.ArgumentParser(prog=f"rostra {name}", description=entry.help)
    parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    parser.add_argument("--no-color", action="store_true", help="no colours")
    command.add_arguments(parser)
    return command, parser


def _run(name: str, words: Sequence[str]) -> int:
    terminal = Terminal(as_json="--json" in words)
    try:
        command, parser = parser_of(name)
        options = parser.parse_args(sorted(words, key=lambda word: word not in EVERYWHERE))  # they may stand anywhere
        if not (COMMANDS[name].offline or COMMANDS[name].founding):
            environment.check_founded()
        collect_rarely()
        return command.run(options, Terminal(as_json=options.json, color=not options.no_color))
    except RostraError as error:
        terminal.fail(str(error), error.hint)
    except KeyboardInterrupt:
        terminal.fail("stopped by the keyboard", "run it again: it goes on where it was")
    except (DatabaseError, InterfaceError) as error:
        terminal.fail(f"the database cannot be used: {_first_line(error)}", DATABASE_HINT)
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout.flush()  # raises where it is the output that cannot be written: then the answer cannot be either
        _fail_by_system(terminal, error)
    return FAILED


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _fail_by_system(terminal: Terminal, error: OSError) -> None:
    told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    terminal.fail(told, "see that it is there, that you may read and write it, and that the disk is not full")


if __name__ == "__main__":
    sys.exit(main())
