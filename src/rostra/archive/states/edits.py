"""In which order the versions of a record were written by its author, and so which one is current.

They are numbered as they were taken in, and an import may bring the newest first. Where a revision is stated it decides: the highest is the
current one, whatever the order of arrival. Of one revision that two routes tell, the better attested; then the later one. A version that
states none is newer than all that were there when it came; but not one by which a file only tells again what was held.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from rostra.platforms.base import Evidence

LIVE: Final = frozenset({Evidence.AUTHOR_SIGNED.value, Evidence.PLATFORM_SIGNED.value, Evidence.PLATFORM_API.value})
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
    again: bool  # it tells what was held already: see ``states.editions``


V = TypeVar("V", bound=Numbered)


def is_aside(revision: str, evidence: str, *, again: bool) -> bool:
    """Whether a version stands before all others, for it tells again by a file what was held, and does not say of which edit it is."""
    return again and not revision and evidence not in LIVE


def place_of(number: int, revision: str, evidence: str, greatest: Place, *, again: bool) -> Place:
    """The place of a version that comes when ``greatest`` is that of the current one."""
    if is_aside(revision, evidence, again=again):
        return Place("", STRENGTH[evidence], number)
    if not revision:
        return Place(greatest.revision, len(STRENGTH), number)
    return Place(revision, STRENGTH[evidence], number)


def in_order(versions: Sequence[V]) -> list[V]:
    """The versions of one record, given by their numbers, in the order in which they were written; the last one is current."""
    greatest, places = NOWHERE, {}
    for version in versions:
        places[version.number] = place_of(version.number, version.revision, version.evidence, greatest, again=version.again)
        greatest = max(greatest, places[version.number])
    return sorted(versions, key=lambda version: places[version.number])
