"""What somebody in Exampleville says, before it becomes the record of a network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rostra.platforms.base import Certainty, Kind

ENGLISH = ("en",)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be drawn: what kind, with which words to tell it from others, and its description (maybe none)."""

    kind: str  # "map", "poster", "chart", "lake"
    seed: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """The text was changed after so long."""

    after: dt.timedelta
    text: str


@dataclass(frozen=True, slots=True)
class Removal:
    """It was removed after so long, and how that is known."""

    after: dt.timedelta
    certainty: Certainty = Certainty.ASSERTED


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, to or by an official account. ``key`` names it within the city; others refer to it by that."""

    key: str
    account: str  # alias of the official account that it belongs to
    at: dt.datetime
    text: str
    resident: str = ""  # who of the public said it; empty: the account itself
    kind: Kind = Kind.POST
    languages: tuple[str, ...] = ENGLISH
    reply_to: str = ""  # key
    thread: str = ""  # key
    about: str = ""  # key of what is quoted, reposted or closed; for a block: the resident
    picture: Picture | None = None
    edit: Edit | None = None
    removal: Removal | None = None
