"""``rostra platforms``: what each platform declares that it can capture, and what nobody can."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from rostra.config.terminal import Terminal
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print them."""
    told = {name: platform.capabilities for name, platform in sorted(PLATFORMS.items())}
    terminal.result({"platforms": [{"platform": name, **declared(can)} for name, can in told.items()]}, list(_lines(told)))
    return 0


def declared(can: Capabilities) -> dict[str, object]:
    """The declaration as plain values."""
    return {
        "methods": sorted(can.methods),
        "snapshots": sorted(can.snapshots),
        "edits_by": can.edit_signal,
        "deletions_by": can.delete_signal,
        "proves_authorship": can.proves_authorship,
        "restrictions": sorted(can.restrictions),
        "lifts": sorted(can.lifts),
        "cannot": list(can.cannot),
    }


def _lines(told: dict[str, Capabilities]) -> Iterator[str]:
    for name, can in told.items():
        yield name
        yield f"  by {', '.join(sorted(can.methods))}; edits by {can.edit_signal}, deletions by {can.delete_signal}"
        yield from (f"  cannot: {sentence}" for sentence in can.cannot)
