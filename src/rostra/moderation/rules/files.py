"""How large a file of a resident may be; and what they handed in with reports, against the digests in their rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from rostra.archive.rules.flaws import Flaw
from rostra.archive.rules.sealed import Sealed, sealed_flaws
from rostra.archive.states.submitted import Handed
from rostra.moderation.models import ReportFile
from rostra.moderation.queries.reports import path_of_file, reports_directory


def report_file_flaws() -> Iterator[Flaw]:
    """Of files that came with reports: missing, altered, left over."""
    ids = "moderation.E101", "moderation.E102", "moderation.W103"
    return sealed_flaws(Sealed(*ids, "report file", ReportFile.objects.all(), reports_directory(), path_of_file))


def size_problem(file: Handed) -> str:
    """What is wrong with its size; "" where nothing is."""
    largest = settings.PROFILE.residents.largest_file
    if file.size > largest:
        return _("“%(name)s” is larger than %(n)s MB.") % {"name": file.name, "n": largest // 1_000_000}
    return "" if file.content else _("“%(name)s” is empty.") % {"name": file.name}
