"""Where things lie on LinkedIn: by the names (URN) that its interface for programs gives them too."""

from __future__ import annotations

import datetime as dt
import re
from hashlib import sha256
from urllib.parse import unquote

_ENTITY = r"(?:share|activity|ugcPost|groupPost|article|post)"
_URN = re.compile(rf"urn:li:({_ENTITY}):([0-9]{{1,20}}(?:-[0-9]{{1,20}})?)")
_SLUG = re.compile(r"/posts/[^/?#]*-(activity|share|ugcPost)-([0-9]{10,20})(?![0-9])")
_COMMENT = re.compile(rf"urn:li:comment:\((?:urn:li:)?({_ENTITY}):([0-9]{{1,20}}(?:-[0-9]{{1,20}})?),([0-9]{{1,20}})\)")
_HOME = re.compile(r"https://(?:[a-z]{2,3}\.)?linkedin\.com/")


def urn_in(link: str) -> str:
    """The name of the post that a link to LinkedIn leads to, however it is encoded; "" where it leads elsewhere."""
    if not _HOME.match(link):
        return ""
    plain = _decoded(link)
    found = _URN.search(plain.partition("?")[0]) or _SLUG.search(plain)
    return f"urn:li:{found[1]}:{found[2]}" if found else ""


def comment_in(link: str) -> str:
    """The name of the comment that a link leads to, as the interface writes it; "" where it tells none."""
    found = _COMMENT.search(_decoded(link))
    return f"urn:li:comment:(urn:li:{found[1]}:{found[2]},{found[3]})" if found else ""


def post_uri(urn: str) -> str:
    """The stable address of a post."""
    return f"https://www.linkedin.com/feed/update/{urn}/"


def comment_uri(thread: str, comment: str) -> str:
    """The stable address of a comment below a post."""
    return f"{post_uri(thread)}?commentUrn={comment}"


def nameless_uri(account: str, thread: str, published: dt.datetime, text: str) -> str:
    """The address of a comment whose name is not told: by the post, the second, and its text."""
    key = sha256(f"{thread} {text}".encode()).hexdigest()[:16]
    return f"linkedin:{account}/comment/{published:%Y-%m-%dT%H:%M:%SZ}/{key}"


def _decoded(link: str) -> str:
    return unquote(unquote(link))  # the inner name is encoded once more in some links
