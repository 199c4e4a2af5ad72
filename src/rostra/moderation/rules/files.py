"""What residents handed in with reports against the digests in their rows."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.archive.rules.flaws import Flaw
from rostra.archive.rules.sealed import Sealed, sealed_flaws
from rostra.moderation.models import ReportFile
from rostra.moderation.queries.reports import path_of_file, reports_directory


def report_file_flaws() -> Iterator[Flaw]:
    """Of files that came with reports: missing, altered, left over."""
    ids = "moderation.E101", "moderation.E102", "moderation.W103"
    return sealed_flaws(Sealed(*ids, "report file", ReportFile.objects.all(), reports_directory(), path_of_file))
