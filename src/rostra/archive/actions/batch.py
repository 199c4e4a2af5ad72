"""What goes through the door, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rostra.platforms.base import Item, MediaRef, Portable


@dataclass(frozen=True, slots=True)
class FetchedMedium:
    """A medium in a temporary file with its SHA-256, or the reason why it could not be had."""

    ref: MediaRef
    path: Path | None = None
    digest: bytes | None = None
    size: int = 0
    missing: str = ""


class Seal(NamedTuple):
    """The committed values in the order of the schema, the secret of their salts, and the commitment (hex)."""

    values: list[Any]
    secret: bytes
    fields: str


@dataclass(frozen=True, slots=True)
class Captured(Portable):
    """An item with the media that were fetched on its first sight, and its seal where that was made beforehand."""

    item: Item
    media: tuple[FetchedMedium, ...] = ()
    seal: Seal | None = None


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
    sighted: int = 0  # the same content again
    gone: int = 0
    returned: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many versions and absences were added."""
        return self.new + self.edited + self.gone + self.returned
