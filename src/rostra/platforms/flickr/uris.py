"""What people and records write down of Flickr, taken apart again; and where an account lies."""

from __future__ import annotations

import re

from rostra.platforms.base import AccountUnknown
from rostra.platforms.flickr.addresses import is_nsid

_PHOTO = re.compile(r"https://www\.flickr\.com/photos/(?P<account>[0-9]{1,12}@N[0-9]{2})/(?P<photo>[0-9]{1,20})/")
_COMMENT = re.compile(r"https://www\.flickr\.com/photo\.gne\?id=(?P<photo>[0-9]{1,20})#comment(?P<comment>[0-9]{1,20})")
_PAGE = re.compile(r"(?:https?://)?(?:www\.)?flickr\.com/(?:photos|people)/(?P<name>[A-Za-z0-9@_-]{1,60})/?(?:[?#].*)?")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_ICON = re.compile(r"https://farm[0-9]{1,6}\.staticflickr\.com/[0-9]{1,8}/buddyicons/[0-9]{1,12}@N[0-9]{2}\.jpg")


def is_icon(text: str) -> bool:
    """Whether this is where the small picture of an account lies."""
    return _ICON.fullmatch(text) is not None


def people_uri(account: str) -> str:
    """The stable address of an account's profile."""
    return f"https://www.flickr.com/people/{account}/"


def icon(account: str, farm: int, server: str) -> str:
    """Where the small picture of an account lies; "" where it has none."""
    found = f"https://farm{farm}.staticflickr.com/{server}/buddyicons/{account}.jpg"
    return found if server != "0" and is_icon(found) else ""


def photo_of(uri: str) -> tuple[str, str]:
    """The account and the photo that an address names; "" where it names none."""
    found = _PHOTO.fullmatch(uri)
    return (found["account"], found["photo"]) if found else ("", "")


def comment_of(uri: str) -> tuple[str, str]:
    """The photo and the comment that an address names; "" where it names none."""
    found = _COMMENT.fullmatch(uri)
    return (found["photo"], found["comment"]) if found else ("", "")


def account_in(address: str) -> tuple[str, str]:
    """The number or the name in what somebody wrote down of an account; the other is "". Raises AccountUnknown."""
    given = address.strip()
    page = _PAGE.fullmatch(given)
    name = page["name"] if page else given
    if is_nsid(name):
        return name, ""
    if _NAME.fullmatch(name):
        return "", name
    raise AccountUnknown(f"{address[:200]} is no account of Flickr: give its number (…@N…), its name, or the address of its page.")
