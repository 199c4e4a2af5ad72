"""What goes through the door, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rostra.platforms.base import Evidence, Item, MediaRef, Portable, Source


@dataclass(frozen=True, slots=True)
class FetchedMedium:
    """A medium in a temporary file with its SHA-256, or the reason why it could not be had. ``again``: the reason may pass."""

    ref: MediaRef
    path: Path | None = None
    digest: bytes | None = None
    size: int = 0
    missing: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Captured(Portable):
    """An item with the media that were fetched on its first sight."""

    item: Item
    media: tuple[FetchedMedium, ...] = ()


class Sealed(NamedTuple):
    """A capture as far as it can be made ready without the database. Flat, because thousands of them cross from process to process."""

    uri: str
    account: str  # Item.account
    moment: str  # exact stamp of when the item was published, as far as that can be believed; else of when we saw it
    source: Source
    sameness: bytes  # SHA-256 of what tells two versions apart
    revision: str
    evidence: Evidence
    content: bytes  # JSON of [values, facts] as a ``Draft`` holds them
    secret: bytes
    fields: str  # the commitment to the values (hex)
    raw: bytes
    media_type: str
    proof: bytes
    media: tuple[FetchedMedium, ...]

    @property
    def awaited(self) -> int:
        """How many of its media are worth asking for again."""
        return sum(medium.again for medium in self.media)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken in, and why."""

    uri: str
    reason: str


@dataclass(slots=True)
class Receipt:
    """What became of a batch."""

    new: int = 0
    edited: int = 0
    again: int = 0  # versions that tell what was held already: by another route, or with media that were missing
    sighted: int = 0  # the same content again
    gone: int = 0
    returned: int = 0
    joined: int = 0  # new records of an export that are one post with a record that has its number: in no other number here
    refused: list[Refusal] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many versions and absences were added."""
        return self.new + self.edited + self.again + self.gone + self.returned + self.joined
