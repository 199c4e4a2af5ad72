"""What people and records write down of YouTube, taken apart again; and where a channel lies."""

from __future__ import annotations

import re

from rostra.platforms.base import AccountUnknown
from rostra.platforms.youtube.addresses import is_channel

_ID = re.compile(r"[A-Za-z0-9_.=-]{5,120}")
_WATCH = re.compile(r"https://www\.youtube\.com/watch\?v=(?P<video>[A-Za-z0-9_-]{11})(?:&lc=(?P<comment>[A-Za-z0-9_.=-]{5,120}))?")
_POST = re.compile(r"https://www\.youtube\.com/post/(?P<post>[A-Za-z0-9_-]{5,120})\?lc=(?P<comment>[A-Za-z0-9_.=-]{5,120})")
_PAGE = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?youtube\.com/(?:channel/(?P<id>UC[A-Za-z0-9_-]{22})|(?P<handle>@[^/?#\s]{1,60}))(?:[/?#].*)?"
)
_HANDLE = re.compile(r"@[^/?#\s@]{1,60}")


def is_id(text: str) -> bool:
    """Whether this may be the id of a comment, a post or a list."""
    return _ID.fullmatch(text) is not None


def channel_uri(channel: str) -> str:
    """The stable address of a channel, and so of its profile."""
    return f"https://www.youtube.com/channel/{channel}"


def ids_in(uri: str) -> tuple[str, str]:
    """The video (or post) and the comment that an address names; "" where it names none."""
    if found := _WATCH.fullmatch(uri):
        return found["video"], found["comment"] or ""
    found = _POST.fullmatch(uri)
    return (found["post"], found["comment"]) if found else ("", "")


def channel_in(address: str) -> tuple[str, str]:
    """The id or the handle in what somebody wrote down of a channel; the other is "". Raises AccountUnknown."""
    given = address.strip()
    if is_channel(given):
        return given, ""
    if _HANDLE.fullmatch(given):
        return "", given
    if found := _PAGE.fullmatch(given):
        return found["id"] or "", found["handle"] or ""
    raise AccountUnknown(f"{address[:200]} is no channel: give its id (UC…), its handle (@…), or the address of its page.")
