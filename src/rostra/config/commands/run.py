"""``rostra run``: the web server and the worker, kept running until it is told to stop."""

from __future__ import annotations

import argparse

from rostra.config import environment
from rostra.config.arguments import positive
from rostra.config.commands.prepare import make_ready
from rostra.config.supervisor import check_free, children, supervise
from rostra.config.terminal import Terminal
from rostra.core.erasing import empty_write_ahead_log
from rostra.policy.rules import unknown_clauses


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many web workers, and where they listen."""
    parser.add_argument("--web-workers", type=positive, default=2, metavar="N", help="processes of the web server (default 2)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1: this machine alone)")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Make everything ready, then keep web server and worker running. Raises Conflict where the port is taken."""
    port = environment.port()
    check_free(options.host, port)
    make_ready()
    for clause in unknown_clauses():
        terminal.say(f"policy.W009: [[evidence]] in city.toml names the clause {clause}, and no text in force has it")
    terminal.say(f"Rostra at http://{options.host}:{port}")
    supervise(children(port, options.web_workers, options.host))
    empty_write_ahead_log()
    return 0
