"""Where things lie on Flickr: by the numbers that its interface for programs uses too."""

from __future__ import annotations

import re

_NSID = re.compile(r"[0-9]{1,12}@N[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_PAGE = re.compile(r"https?://(?:www\.)?flickr\.com/photos/([^/?#]+)/([0-9]{1,20})/?(?:[?#].*)?")
_COMMENT = re.compile(r"#comment([0-9]{1,20})$")


def is_nsid(text: str) -> bool:
    """Whether this is the number of an account, which never changes."""
    return _NSID.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether this is the number of a photo or a comment."""
    return _NUMBER.fullmatch(text) is not None


def page_of(link: str) -> tuple[str, str]:
    """The account, by number or by name, and the number of the photo whose page a link leads to; twice "" where it leads elsewhere."""
    found = _PAGE.fullmatch(link)
    return (found[1], found[2]) if found else ("", "")


def comment_in(link: str) -> str:
    """The number of the comment that a link leads to, or ""."""
    found = _COMMENT.search(link)
    return found[1] if found else ""


def photo_uri(account: str, photo: str) -> str:
    """The stable address of a photo or video: by the account's number, for its name may change."""
    return f"https://www.flickr.com/photos/{account}/{photo}/"


def comment_uri(photo: str, comment: str) -> str:
    """The stable address of a comment, by the photo alone: whose the photo is, an export tells by a name that may change."""
    return f"https://www.flickr.com/photo.gne?id={photo}#comment{comment}"
