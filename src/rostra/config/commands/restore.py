"""``rostra restore DIRECTORY``: bring a backup back into an empty data directory, after checking every file of it."""

from __future__ import annotations

import argparse
import shutil
from hashlib import file_digest
from pathlib import Path

import orjson
from django.conf import settings

from rostra.config.commands.backup import DUMP, MANIFEST
from rostra.config.terminal import Terminal
from rostra.core.errors import Conflict, RostraError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("directory", type=Path, help="a directory that 'rostra backup' wrote")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Check, then copy. A head file that lives elsewhere is left alone: it tells whether this backup is an old one."""
    source, target = options.directory, Path(settings.ROSTRA_DATA)
    if target.exists() and any(target.iterdir()):
        raise Conflict(f"{target} is not empty", hint="restore into a new directory: ROSTRA_DATA=… rostra restore …")
    files = _checked(source, terminal)
    for name in files:
        goal = target / name
        goal.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        shutil.copy2(source / name, goal)
    elsewhere = Path(settings.ROSTRA_HEAD_FILE)
    if not elsewhere.exists():
        shutil.copy2(source / "log-head", elsewhere)
    lines = [f"{len(files):,} files restored to {target}", "next: rostra fsck"]
    if DUMP in files:
        lines.append(f"the database is in {target / DUMP}: pg_restore it into an empty database first")
    terminal.result({"files": len(files), "directory": str(target)}, lines)
    return 0


def _checked(source: Path, terminal: Terminal) -> list[str]:
    """The files of a backup. Raises RostraError naming those that are missing or altered; nothing is copied then."""
    try:
        digests: dict[str, str] = orjson.loads((source / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RostraError(f"{source} is no backup: {error}", hint="give the directory that 'rostra backup' wrote") from error
    wrong = []
    with terminal.progress("files checked", len(digests)) as gauge:
        for done, (name, digest) in enumerate(digests.items(), 1):
            if not _is(source, name, digest):
                wrong.append(name)
            gauge.reach(done)
    if wrong:
        raise RostraError(f"missing or altered in the backup: {', '.join(wrong[:20])}", hint="use another copy of the backup")
    return list(digests)


def _is(source: Path, name: str, digest: str) -> bool:
    path = (source / name).resolve()
    if not path.is_relative_to(source.resolve()) or not path.is_file():
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest
