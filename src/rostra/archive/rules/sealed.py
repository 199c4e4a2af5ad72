"""Files that are kept beside the archive, where no public address leads, against the digests in their rows. Nothing else tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db.models import Model, QuerySet

from rostra.archive.rules.flaws import Flaw


@dataclass(frozen=True, slots=True)
class Sealed:
    """A folder of such files, and the ids of what may be wrong. ``what`` names one file; ``rows`` have ``place`` and ``digest``."""

    missing: str
    altered: str
    stray: str
    what: str
    rows: QuerySet[Any]
    directory: Path
    path_of: Callable[[str], Path]


def sealed_flaws(of: Sealed) -> Iterator[Flaw]:
    """What is missing, not what was kept, or referred to by no row.

    Files are listed before the rows are read, because a file lies there before its row; and a row goes before its file.
    """
    lying = sorted(path for path in of.directory.rglob("*") if path.is_file())
    places = set()
    for row in of.rows.order_by("pk").iterator():
        places.add(row.place)
        yield from _flaws_of(of, row, of.path_of(row.place))
    for path in lying:
        if path.name not in places and path.exists():
            yield Flaw(of.stray, f"{of.directory.name}/{path.relative_to(of.directory)}", "no row refers to this file")


def _flaws_of(of: Sealed, row: Model, path: Path) -> Iterator[Flaw]:
    place = f"{of.what} {row.pk}"
    try:
        with path.open("rb") as kept:
            found = file_digest(kept, "sha256").digest()
    except FileNotFoundError:
        if of.rows.filter(pk=row.pk).exists():
            yield Flaw(of.missing, place, "the file is missing")
        return
    if found != bytes(row.digest):  # type: ignore[attr-defined] # every such row has one
        yield Flaw(of.altered, place, "the file is not the one that was kept")
