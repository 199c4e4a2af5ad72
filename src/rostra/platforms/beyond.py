"""What falls out of what a platform gives: the newest so many posts, the replies of so many days, the entries of a feed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Beyond(StrEnum):
    """What a gap is about that no later look brings by itself."""

    NOTHING = ""  # the next look brings it
    POSTS = "posts"  # the account's own: a complete list, or a file of its owner, brings them
    ANSWERS = "answers"  # what others said: nothing brings it, unless the platform gives it after all
    DELETED = "deleted"  # what the platform says was deleted, and was never captured: nothing brings it


@dataclass(frozen=True, slots=True)
class Reached:
    """This look went back without a break to ``since`` (None: to the beginning): it showed what a Gap had said to be ``beyond``."""

    account: str
    beyond: Beyond
    since: dt.datetime | None
