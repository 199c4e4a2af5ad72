"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]  # done, of


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not as it was written. ``id`` is stable (docs/reference/fsck.md); ``place`` names a file, an entry or a row."""

    id: str
    place: str
    text: str

    @property
    def is_harmless(self) -> bool:
        """Whether nothing that was acknowledged is touched by it."""
        return self.id.partition(".")[2].startswith("W")

    def __str__(self) -> str:
        return f"{self.id} {self.place}: {self.text}"


def silent(_done: int, _of: int) -> None:
    """Tell nobody."""
