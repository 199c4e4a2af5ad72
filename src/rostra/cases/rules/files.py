"""Files that are handed in with cases: how many, and those that are kept against the digests in their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from rostra.archive.rules.flaws import Flaw
from rostra.archive.rules.sealed import Sealed, sealed_flaws
from rostra.archive.states.submitted import Handed
from rostra.cases.models import SubmittedFile
from rostra.cases.queries.files import files_directory, path_of_file
from rostra.moderation.rules.files import size_problem


def case_file_flaws() -> Iterator[Flaw]:
    """Of submitted evidence: missing, altered, left over."""
    ids = "cases.E101", "cases.E102", "cases.W103"
    rows = SubmittedFile.objects.filter(place__isnull=False)
    return sealed_flaws(Sealed(*ids, "submitted file", rows, files_directory(), path_of_file))


def handed_problem(files: Sequence[Handed], before: int = 0) -> str:
    """What is wrong with files that come at once, ``before`` having come earlier from the same hands; "" where nothing is."""
    at_once, in_all = settings.PROFILE.residents.most_files, settings.PROFILE.cases.most_files
    if len(files) > at_once:
        return _("At most %(n)s files at once.") % {"n": at_once}
    if before + len(files) > in_all:
        return _("At most %(n)s files with one case.") % {"n": in_all}
    return next(filter(None, map(size_problem, files)), "")
