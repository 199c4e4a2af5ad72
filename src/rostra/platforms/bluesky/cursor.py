"""Where in which stream we are: a cursor of one server means nothing at another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rostra.platforms.hostile import read_time


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last event that was taken from a stream: its number there, None before the first, and its time."""

    service: str
    seq: int | None = None
    time: dt.datetime | None = None

    def __str__(self) -> str:
        seq = "-" if self.seq is None else str(self.seq)
        return f"{seq} {self.time.isoformat() if self.time else '-'} {self.service}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor that was written so; None for anything else."""
    parts = text.split(" ", 2)
    if len(parts) != 3 or not (parts[0] == "-" or (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 20)):
        return None
    return Cursor(parts[2], None if parts[0] == "-" else int(parts[0]), read_time(parts[1]))
