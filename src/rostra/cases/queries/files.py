"""Where files that were handed in with cases lie, and how many there are."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from rostra.cases.models import Case, SubmittedFile
from rostra.cases.states.classes import CaseField


def files_directory() -> Path:
    """Submitted evidence, under names chosen at random: no public address leads there."""
    return Path(settings.ROSTRA_DATA) / "cases"


def path_of_file(place: str) -> Path:
    """Where a file lies."""
    return files_directory() / place[:2] / place


def next_ordinal(case: Case) -> int:
    """The number of the next file of a case, whose row the caller has locked."""
    return case.files.count() + 1


def given_by_complainant(case: Case) -> int:
    """How many files who handed it in gave."""
    return files_of_complainant(case.number).count()


def files_of_complainant(number: str) -> QuerySet[SubmittedFile]:
    """The files that who handed it in gave with the case of this number."""
    return SubmittedFile.objects.filter(case__number=number, part=CaseField.STATEMENT)
