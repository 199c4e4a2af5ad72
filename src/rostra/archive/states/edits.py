"""In which order the versions of a record were written by its author, and so which one is current.

They are numbered as they were taken in, and an import may bring the newest first. Where a revision is stated it decides: the highest is the
current one, whatever the order of arrival. Of one revision that two routes tell, the better attested; then the later one. A version that
states none is newer than all that were there when it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from rostra.platforms.base import Evidence

STRENGTH: Final = {grade.value: rank for rank, grade in enumerate(reversed(Evidence))}


class Place(NamedTuple):
    """Where a version stands: the greatest of a record is that of its current version."""

    revision: str
    strength: int
    number: int


NOWHERE: Final = Place("", -1, 0)  # before the first version


class Numbered(Protocol):
    """A version."""

    number: int
    revision: str
    evidence: str


V = TypeVar("V", bound=Numbered)


def place_of(number: int, revision: str, evidence: str, greatest: Place) -> Place:
    """The place of a version that comes when ``greatest`` is that of the current one."""
    if not revision:
        return Place(greatest.revision, len(STRENGTH), number)
    return Place(revision, STRENGTH[evidence], number)


def current_number(versions: Iterable[tuple[str, str]]) -> int:
    """The number of the current version. ``versions``: revision and evidence of each, in the order of their numbers."""
    greatest = NOWHERE
    for number, (revision, evidence) in enumerate(versions, 1):
        greatest = max(greatest, place_of(number, revision, evidence, greatest))
    return greatest.number


def in_order(versions: Sequence[V]) -> list[V]:
    """The versions of one record, given by their numbers, in the order in which they were written; the last one is current."""
    greatest, places = NOWHERE, {}
    for version in versions:
        places[version.number] = place_of(version.number, version.revision, version.evidence, greatest)
        greatest = max(greatest, places[version.number])
    return sorted(versions, key=lambda version: places[version.number])
