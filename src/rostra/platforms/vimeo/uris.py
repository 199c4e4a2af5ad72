"""Where things lie on Vimeo, and in its interface: by numbers that never change."""

from __future__ import annotations

import re

from rostra.platforms.base import AccountUnknown

_NUMBER = re.compile(r"[0-9]{1,18}")
_USER = re.compile(r"/users/([0-9]{1,18})")
_VIDEO = re.compile(r"/videos/([0-9]{1,18})(?::[0-9a-f]{1,40})?")
_COMMENT = re.compile(r"/videos/[0-9]{1,18}/comments/([0-9]{1,18})")
_MEDIUM = re.compile(r"/(?:videos|users)/[0-9]{1,18}/(?:pictures|texttracks)/[0-9]{1,18}")
_PAGE = re.compile(r"https://vimeo\.com/(?P<video>[0-9]{1,18})(?:#comment_(?P<comment>[0-9]{1,18}))?")
_ACCOUNT = re.compile(r"(?:https?://)?(?:www\.)?vimeo\.com/(?:user(?P<id>[0-9]{1,18})|(?P<name>[A-Za-z][A-Za-z0-9_-]{0,60}))/?(?:[?#].*)?")
_NAME = re.compile(r"@?[A-Za-z][A-Za-z0-9_-]{0,60}")


def is_number(text: str) -> bool:
    """Whether this names an account, a video or a comment."""
    return _NUMBER.fullmatch(text) is not None


def is_medium(text: str) -> bool:
    """Whether this is a picture or a text track, as the interface names them."""
    return _MEDIUM.fullmatch(text) is not None


def user_uri(user: str) -> str:
    """The stable address of an account, and so of its profile."""
    return f"https://vimeo.com/user{user}"


def video_uri(video: str) -> str:
    """The stable address of a video."""
    return f"https://vimeo.com/{video}"


def comment_uri(video: str, comment: str) -> str:
    """The stable address of a comment."""
    return f"{video_uri(video)}#comment_{comment}"


def user_in(uri: str) -> str:
    """The number of the account that the interface names so; "" where it is none."""
    return _first(_USER, uri)


def video_in(uri: str) -> str:
    """The number of the video that the interface names so."""
    return _first(_VIDEO, uri)


def comment_in(uri: str) -> str:
    """The number of the comment that the interface names so."""
    return _first(_COMMENT, uri)


def numbers_in(address: str) -> tuple[str, str]:
    """The video and the comment that an address names; "" where it names none."""
    found = _PAGE.fullmatch(address)
    return (found["video"], found["comment"] or "") if found else ("", "")


def account_in(address: str) -> tuple[str, str]:
    """The number or the name in what somebody wrote down of an account; the other is "". Raises AccountUnknown."""
    given = address.strip()
    if is_number(given):
        return given, ""
    if found := _ACCOUNT.fullmatch(given):
        return found["id"] or "", found["name"] or ""
    if _NAME.fullmatch(given):
        return "", given.removeprefix("@")
    raise AccountUnknown(f"{address[:200]} is no account of Vimeo: give its number, or the address https://vimeo.com/user… with it.")


def _first(form: re.Pattern[str], uri: str) -> str:
    found = form.fullmatch(uri)
    return found[1] if found else ""
