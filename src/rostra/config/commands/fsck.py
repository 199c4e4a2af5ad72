"""``rostra fsck``: check everything against everything."""

from __future__ import annotations

import argparse
import os

from rostra.archive.rules.everything import all_flaws
from rostra.capture.rules.files import picture_flaws
from rostra.cases.rules.files import case_file_flaws
from rostra.config.arguments import positive
from rostra.config.terminal import Terminal
from rostra.moderation.rules.files import report_file_flaws


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many processes."""
    parser.add_argument("--workers", type=positive, default=os.cpu_count() or 1, help="processes that check segments (default: processors)")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print every flaw; status 1 if one of them is more than a warning."""
    flaws = []
    with terminal.progress("checks done") as gauge:
        for flaw in all_flaws(workers=options.workers, progress=gauge.reach, beside=[report_file_flaws, picture_flaws, case_file_flaws]):
            flaws.append(flaw)
            if not terminal.as_json:
                terminal.result({}, [str(flaw)])
    found = [{"id": flaw.id, "place": flaw.place, "text": flaw.text} for flaw in flaws]
    lines = (
        ["nothing is wrong"] if not flaws else [f"{len(flaws)} finding{'s' * (len(flaws) > 1)}; what each means: docs/reference/fsck.md"]
    )
    sound = all(flaw.is_harmless for flaw in flaws)
    terminal.result({"ok": sound, "flaws": found}, lines)
    return 0 if sound else 1
