"""How far an account's posts were read: the first time from the newest back, then on from the newest that was known."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.platforms.mastodon.addresses import is_id


@dataclass(frozen=True, slots=True)
class Cursor:
    """``top``: the newest post that was known. ``below``: while the first reading goes on, the post below which it goes on."""

    top: str = ""
    below: str = ""

    def __str__(self) -> str:
        return f"{self.top} {self.below}".strip()


def read_cursor(text: str) -> Cursor:
    """The cursor that was written so; that of the beginning for anything else."""
    top, _, below = text.partition(" ")
    return Cursor(top, below) if is_id(top) and (not below or is_id(below)) else Cursor()
