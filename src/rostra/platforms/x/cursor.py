"""How far an account was read: its posts, what answers them, and the posts that may still be changed.

X shows a list from the newest back only. So a reading knows the newest post that it began with, and below which one it goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

import orjson

from rostra.platforms.hostile import int_at, read_time, text_at, value_at
from rostra.platforms.x.addresses import is_id, moment_of

MAX_OPEN = 200  # posts of one account that may still be changed: more than X lets anybody write in an hour


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one list. While ``below`` is set it is under way; else ``since`` is the newest post that was known when the last one ended."""

    since: str = ""
    top: str = ""
    below: str = ""
    count: int = 0  # posts that the one under way has read

    def on(self, ids: Iterable[str]) -> Reading:
        """A page further down."""
        numbers = sorted(map(int, ids))
        if not numbers:
            return self
        top, below = max(numbers[-1], int(self.top or 0)), min(numbers[0], int(self.below or numbers[0]))
        return Reading(self.since, str(top), str(below), self.count + len(numbers))

    def ended(self) -> Reading:
        """All of it was read."""
        return Reading(str(max(int(self.since or 0), int(self.top or 0)) or ""))


@dataclass(frozen=True, slots=True)
class Cursor:
    """``looked``: when everything that answered had been read. ``open``: the first id of each post that may be changed, and until when."""

    posts: Reading = Reading()
    replies: Reading = Reading()
    looked: dt.datetime | None = None
    open: Mapping[str, dt.datetime] = field(default_factory=dict)

    def __str__(self) -> str:
        return orjson.dumps(asdict(self)).decode()


def read_cursor(text: str) -> Cursor:
    """The cursor that was written so; that of the beginning for anything else."""
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Cursor()
    known = value_at(told, "open")
    until = {number: read_time(str(stated)) for number, stated in (known.items() if isinstance(known, dict) else ())}
    may_change = {number: moment for number, moment in until.items() if is_id(number) and moment}
    return Cursor(_reading(told, "posts"), _reading(told, "replies"), read_time(text_at(told, "looked")), may_change)


def _reading(told: object, name: str) -> Reading:
    since, top, below = (text_at(told, name, part) for part in ("since", "top", "below"))
    if not all(is_id(number) or not number for number in (since, top, below)):
        return Reading()
    return Reading(since, top, below, max(0, int_at(told, name, "count") or 0))


def at(number: str) -> dt.datetime | None:
    """When the post with this id was written; None for ""."""
    return moment_of(number) if number else None
