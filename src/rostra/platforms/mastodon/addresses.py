"""How servers with Mastodon's interface name posts and accounts."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_POST = re.compile(r"/statuses/(?P<id>[A-Za-z0-9]{1,64})(?:/activity)?")


def is_id(text: str) -> bool:
    """Whether a server may use this to name a post or an account: numbers on Mastodon, letters too elsewhere."""
    return _ID.fullmatch(text) is not None


def id_in(uri: str) -> str:
    """The id that stands in a post's address as Mastodon and GoToSocial make it; "" in any other."""
    found = _POST.search(urlsplit(uri).path)
    return found["id"] if found and urlsplit(uri).path.endswith(found[0]) else ""
