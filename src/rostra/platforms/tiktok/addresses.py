"""Where things lie on TikTok: the same for an export and for a live client, which has the number of each video."""

from __future__ import annotations

import datetime as dt
import re
from hashlib import sha256

_VIDEO = re.compile(r"https://(?:[a-z0-9.-]+\.)?tiktokv?\.(?:com|us)/(?:[^?#]*/)?(?:video|photo)/([0-9]{15,20})/?(?:[?#].*)?")
_NUMBERLESS = re.compile(r"tiktok:[^/]+/post/[0-9TZ:-]{20}")
_CARRIED = re.compile(r"[?&]item_id=([0-9]{15,20})(?:&|$)")


def video_id(link: str) -> str:
    """The number of the video that a link leads to, or that the signed address of its file carries; "" where it tells none."""
    found = _VIDEO.fullmatch(link) or _CARRIED.search(link)
    return found[1] if found else ""


def post_uri(video: str) -> str:
    """The stable address of a post, without the name of its account, which may change."""
    return f"https://www.tiktokv.com/share/video/{video}/"


def post_url(video: str, handle: str) -> str:
    """Where a person finds a post."""
    return f"https://www.tiktok.com/@{handle}/video/{video}" if handle else post_uri(video)


def numberless_uri(account: str, published: dt.datetime) -> str:
    """The address of a post whose number is not known: an account does not post twice in one second."""
    return f"tiktok:{account}/post/{_stamp(published)}"


def is_numberless(uri: str) -> bool:
    """Whether it is such an address."""
    return _NUMBERLESS.fullmatch(uri) is not None


def comment_uri(account: str, published: dt.datetime, text: str) -> str:
    """The address of a comment. Its number stands in no export; a comment on TikTok cannot be edited, so its text is a part of it."""
    return f"tiktok:{account}/comment/{_stamp(published)}/{sha256(text.encode()).hexdigest()[:16]}"


def _stamp(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
