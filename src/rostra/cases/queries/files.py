"""Where files that were handed in with cases lie, and how many there are."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from rostra.cases.models import Case
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
    return case.files.filter(part=CaseField.STATEMENT).count()
