"""``rostra worker``: the background worker alone, in the foreground, until it is told to stop."""

from __future__ import annotations

import argparse

from rostra.config import worker
from rostra.config.terminal import Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Work until SIGTERM or SIGINT."""
    worker.run()
    return 0
