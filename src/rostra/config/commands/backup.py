"""``rostra backup DIRECTORY``: copy everything that is kept, in an order in which every part knows of what it refers to.

First the log's public files and head, then the database, then segments and media: so the copy's log is never ahead of its database,
and every row's file is there. Files that are already in the directory with the same size are not copied again. What people handed in, and
what was let go of since, goes out of the directory too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Container, Iterator
from hashlib import file_digest
from pathlib import Path

import orjson
from django.conf import settings
from django.db import connection

from rostra.cases.models import SubmittedFile
from rostra.config.terminal import Gauge, Terminal
from rostra.core import clock
from rostra.core.errors import Conflict, RostraError
from rostra.moderation.models import ReportFile

MANIFEST = "backup.json"
UNFINISHED = "backup-unfinished"  # stands in the directory while it is written
DATABASE = "rostra.sqlite3"
DUMP = "rostra.dump"
BEFORE = ("tlog", "log-head")
AFTER = ("segments", "media", "submitted", "reports", "attested", "cases", "keys", "secret-key", "city.toml", "languages", "rejected")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("directory", type=Path, help="where the copy goes; the same directory may be used again")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Copy, and write a manifest with the digest of every file."""
    target: Path = options.directory
    _begin(target)
    with terminal.progress("files copied") as gauge:
        for name in BEFORE:
            _copy(_source(name), target / name, gauge)
        _copy_database(target)
        for name in AFTER:
            _copy(_source(name), target / name, gauge)
    _let_go(target / "reports", set(ReportFile.objects.values_list("place", flat=True)))
    _let_go(target / "cases", set(SubmittedFile.objects.values_list("place", flat=True)))
    (target / UNFINISHED).unlink()
    digests = {path.relative_to(target).as_posix(): _digest(path) for path in _files(target) if path.name != MANIFEST}
    (target / MANIFEST).write_bytes(orjson.dumps({"made": clock.stamp(clock.now()), "files": digests}))
    lines = [f"{len(digests):,} files in {target}", "it holds the keys of the log: keep it where only the records office can read it"]
    terminal.result({"directory": str(target), "files": len(digests)}, lines)
    return 0


def _begin(target: Path) -> None:
    """Make the directory, and remove the log's files of an older copy. Raises Conflict where that would harm something else."""
    kept = Path(settings.ROSTRA_DATA).resolve()
    if target.resolve().is_relative_to(kept) or kept.is_relative_to(target.resolve()):
        raise Conflict(f"a copy cannot stand in the data directory {kept}, nor around it", hint="name a directory on another disk")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(target.iterdir()) and not ((target / MANIFEST).exists() or (target / UNFINISHED).exists()):
        raise Conflict(f"{target} holds something else than a backup", hint="name an empty directory, or that of an earlier backup")
    (target / UNFINISHED).touch()
    shutil.rmtree(target / "tlog", ignore_errors=True)


def _source(name: str) -> Path:
    if name == "log-head":
        return Path(settings.ROSTRA_HEAD_FILE)
    return Path(settings.ROSTRA_DATA) / name


def _copy(source: Path, target: Path, gauge: Gauge) -> None:
    """Copy a file or a tree; what is there with the same size stays, for nothing that is kept is ever changed under its name."""
    count = 0
    for path in _files(source):
        goal = target / path.relative_to(source) if source.is_dir() else target
        goal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not goal.exists() or goal.stat().st_size != path.stat().st_size or source.is_file():
            shutil.copy2(path, goal)
        gauge.reach(count := count + 1)


def _let_go(copied: Path, places: Container[str | None]) -> None:
    """Take out of an earlier copy what no row refers to any more. A file that is merely lost has its row, and stays."""
    for path in _files(copied):
        if path.name not in places:
            path.unlink()


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    yield from (path for path in sorted(source.rglob("*")) if path.is_file())


def _copy_database(target: Path) -> None:
    """A consistent copy while others go on writing."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(target / DATABASE)
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.close()
        return
    terms = connection.settings_dict
    options = [
        "--format=custom",
        f"--file={target / DUMP}",
        "--dbname",
        terms["NAME"],
        "--host",
        terms["HOST"],
        "--username",
        terms["USER"],
    ]
    port = ["--port", terms["PORT"]] if terms["PORT"] else []
    try:
        subprocess.run(["pg_dump", *options, *port], check=True, env={**os.environ, "PGPASSWORD": terms["PASSWORD"]})
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise RostraError(f"the database was not copied: {error}", hint="install PostgreSQL's pg_dump of the server's version") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
