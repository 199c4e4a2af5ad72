"""Where things lie on X, and in which order versions of a post stand: the same for an archive and for a live client."""

from __future__ import annotations

import datetime as dt
import re

_ID = re.compile(r"[1-9][0-9]{0,18}")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
_PROFILE = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:i/user/(?P<id>[0-9]{1,19})|(?P<handle>[A-Za-z0-9_]{1,20}))/?")
_POSTS = "https://x.com/i/status/"
_DIGITS = 20  # of an id in a revision: so that the order of letters is that of numbers
_SNOWFLAKES_FROM = 1_288_834_974_657  # milliseconds since 1970 at which an id of today's form has the number 0


def is_id(text: str) -> bool:
    """Whether this is the number of a post, a medium or an account."""
    return _ID.fullmatch(text) is not None


def is_handle(text: str) -> bool:
    """Whether this has the form of a handle, without the sign before it."""
    return _HANDLE.fullmatch(text) is not None


def post_uri(first: str) -> str:
    """The stable address of a post: of the first id of its edits, for each edit has a new one."""
    return f"{_POSTS}{first}"


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
    return revision(id_at(moment))


def id_at(moment: dt.datetime) -> str:
    """The lowest id that a post of this moment could have."""
    return str(max(0, round(moment.timestamp() * 1000) - _SNOWFLAKES_FROM) << 22)


def moment_of(post: str) -> dt.datetime:
    """When a post with this id was written, to the millisecond; of an id from before November 2010 that is too late, and no matter."""
    return dt.datetime.fromtimestamp(((int(post) >> 22) + _SNOWFLAKES_FROM) / 1000, dt.UTC)


def number_in(uri: str) -> str:
    """The id in a post's stable address; "" in any other."""
    number = uri.removeprefix(_POSTS)
    return number if uri.startswith(_POSTS) and is_id(number) else ""


def account_in(address: str) -> tuple[str, str]:
    """Number and handle of an account, one of them "", in what somebody wrote down: ``@handle``, a number, or the address of a profile.

    Both are "" where it is none of these.
    """
    given = address.strip()
    found = _PROFILE.fullmatch(given)
    name = found["id"] or found["handle"] if found else given.removeprefix("@")
    if is_id(name) and not given.startswith("@") and not (found and found["handle"]):
        return name, ""
    return "", name if is_handle(name) else ""
