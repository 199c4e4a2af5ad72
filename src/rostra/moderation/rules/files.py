"""What residents handed in with reports against the digests in their rows. Nothing else tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from rostra.archive.rules.flaws import Flaw
from rostra.moderation.models import ReportFile
from rostra.moderation.queries.reports import path_of_file, reports_directory


def report_file_flaws() -> Iterator[Flaw]:
    """E101: a file is missing. E102: it is not the one that was kept. W103: no row refers to it.

    Files are listed before the rows are read, because a file lies there before its row; and a row goes before its file.
    """
    lying = sorted(reports_directory().glob("*/*"))
    places = set()
    for file in ReportFile.objects.order_by("pk").iterator():
        places.add(file.place)
        yield from _flaws_of(file, path_of_file(file.place))
    for path in lying:
        if path.name not in places and path.exists():
            yield Flaw("moderation.W103", f"reports/{path.relative_to(reports_directory())}", "no row refers to this file")


def _flaws_of(file: ReportFile, path: Path) -> Iterator[Flaw]:
    place = f"report file {file.pk}"
    try:
        with path.open("rb") as kept:
            found = file_digest(kept, "sha256").digest()
    except FileNotFoundError:
        if ReportFile.objects.filter(pk=file.pk).exists():
            yield Flaw("moderation.E101", place, "the file is missing")
        return
    if found != bytes(file.digest):
        yield Flaw("moderation.E102", place, "the file is not the one that was kept")
