"""Where things lie on X, and in which order versions of a post stand: the same for an archive and for a live client."""

from __future__ import annotations

import datetime as dt
import re

_ID = re.compile(r"[1-9][0-9]{0,18}")
_DIGITS = 20  # of an id in a revision: so that the order of letters is that of numbers
_SNOWFLAKES_FROM = 1_288_834_974_657  # milliseconds since 1970 at which an id of today's form has the number 0


def is_id(text: str) -> bool:
    """Whether this is the number of a post, a medium or an account."""
    return _ID.fullmatch(text) is not None


def post_uri(first: str) -> str:
    """The stable address of a post: of the first id of its edits, for each edit has a new one."""
    return f"https://x.com/i/status/{first}"


def profile_uri(account: str) -> str:
    """The stable address of an account's profile."""
    return f"https://x.com/i/user/{account}"


def post_url(post: str, handle: str) -> str:
    """Where a person finds a post."""
    return f"https://x.com/{handle or 'i'}/status/{post}"


def revision(post: str) -> str:
    """What sorts the versions of a post: each edit has a higher id."""
    return post.zfill(_DIGITS)


def revision_at(moment: dt.datetime) -> str:
    """The revision that an edit at this moment would have: ids begin with their time."""
    since = max(0, round(moment.timestamp() * 1000) - _SNOWFLAKES_FROM)
    return revision(str(since << 22))
