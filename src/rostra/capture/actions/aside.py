"""What could not be read as an item is kept aside in a file, with its place and the reason: nothing is lost silently."""

from __future__ import annotations

import base64
import csv
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from rostra.platforms.base import Rejected

HEADER = ("position", "reason", "raw", "encoding")


def aside_file(name: str) -> Path:
    """The file of what was rejected by the import or platform ``name``."""
    folder: Path = settings.ROSTRA_DATA / "rejected"
    return folder / f"{name}.csv"


def write_aside(path: Path, rejected: Iterable[Rejected], *, at: int | None = None) -> int:
    """Append rows; the length of the file then. With ``at``, what stands after that length is dropped first: it will come again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        if at is not None:
            file.truncate(at)
            file.seek(at)
        rows = csv.writer(file)
        if file.tell() == 0:
            rows.writerow(HEADER)
        rows.writerows((row.position, row.reason, *_readable(row.raw)) for row in rejected)
        return file.tell()


def _readable(raw: bytes) -> tuple[str, str]:
    """The bytes as text, or in base64 where they are none."""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii"), "base64"
