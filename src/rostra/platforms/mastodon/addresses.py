"""The ways in which people write down an account, and what counts as an address at all."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from rostra.platforms.base import AccountUnknown
from rostra.platforms.hostile import web_address

LONGEST_IDENTITY = 255  # characters of an account's address, which is its identity
_HOST = r"[\w.-]{1,253}(?::[0-9]{1,5})?"
_HANDLE = re.compile(rf"(?:acct:|@)?(?P<user>[\w.-]{{1,100}})@(?P<host>{_HOST})")
_PROFILE = re.compile(rf"/@(?P<user>[\w.-]{{1,100}})(?:@(?P<host>{_HOST}))?(?:/.*)?")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_POST = re.compile(r"/statuses/(?P<id>[A-Za-z0-9]{1,64})(?:/activity)?")


def is_id(text: str) -> bool:
    """Whether a server may use this to name a post or an account: numbers on Mastodon, letters too elsewhere."""
    return _ID.fullmatch(text) is not None


def id_in(uri: str) -> str:
    """The id that stands in a post's address as Mastodon and GoToSocial make it; "" in any other."""
    found = _POST.search(urlsplit(uri).path)
    return found["id"] if found and urlsplit(uri).path.endswith(found[0]) else ""


def resource(address: str) -> tuple[str, str]:
    """The host to be asked, and what to ask it for: of ``@user@host``, ``https://host/@user`` or the actor's address.

    Raises AccountUnknown.
    """
    given = address.strip()
    if handle := _HANDLE.fullmatch(given):
        return handle["host"], f"acct:{handle['user']}@{handle['host']}"
    if not web_address(given):
        raise AccountUnknown(f"{address[:200]} is no account of this network: give @user@server, or the address of the profile.")
    parts = urlsplit(given)
    if profile := _PROFILE.fullmatch(parts.path):
        host = profile["host"] or parts.netloc
        return host, f"acct:{profile['user']}@{host}"
    return parts.netloc, given.partition("#")[0]


def account_in(subject: str) -> tuple[str, str]:
    """User and host of an ``acct:`` address; empty where it is none."""
    found = _HANDLE.fullmatch(subject)
    return (found["user"], found["host"]) if found else ("", "")
