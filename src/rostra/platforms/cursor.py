"""How far a list was read that begins with the newest: the first time from there back, then on from the newest that was known."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r"[A-Za-z0-9_.-]{1,128}|https?://[!-~]{1,1990}")  # an id, or the address of a page


@dataclass(frozen=True, slots=True)
class Cursor:
    """``top``: the newest entry that was known. ``below``: while the first reading goes on, the entry below which it goes on."""

    top: str = ""
    below: str = ""

    def __str__(self) -> str:
        return f"{self.top} {self.below}".strip()


def read_cursor(text: str) -> Cursor:
    """The cursor that was written so; that of the beginning for anything else."""
    top, _, below = text.partition(" ")
    return Cursor(top, below) if _is_place(top) and (not below or _is_place(below)) else Cursor()


def _is_place(text: str) -> bool:
    return _PLACE.fullmatch(text) is not None
