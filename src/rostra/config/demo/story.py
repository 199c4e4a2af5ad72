"""A story: what happened once, and who said what to whom."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.config.demo.said import ENGLISH, Picture
from rostra.platforms.base import Kind

HOUR, DAY = 60, 1440  # minutes


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing said. ``to`` and ``about`` are numbers of beats of the same story; ``by`` is an account's alias or a resident's key."""

    minutes: int  # after the story's beginning
    by: str
    text: str = ""
    to: int | None = None
    about: int | None = None
    kind: Kind = Kind.POST
    edit: str = ""  # what the text became
    gone: int = 0  # minutes after which it was removed; 0: it stays
    observed: bool = False  # the removal was found by looking, not told by the network
    picture: Picture | None = None
    languages: tuple[str, ...] = ENGLISH


@dataclass(frozen=True, slots=True)
class Story:
    """What happened on the last such day of the calendar, or some years before that. ``hour`` by the city's clock."""

    name: str
    month: int
    day: int
    years_before: int
    hour: int
    beats: tuple[Beat, ...]
