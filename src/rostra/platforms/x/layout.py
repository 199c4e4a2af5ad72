"""Where things lie in an archive of X, in each form it has had. What is not named here is never opened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import orjson

from rostra.platforms.base import BadSource, Identity
from rostra.platforms.files.exported import Contents
from rostra.platforms.files.slices import slices
from rostra.platforms.hostile import list_at, maps_in, read_time, text_at, value_at
from rostra.platforms.x.addresses import is_id

SMALL = 1 << 20  # bytes of a file that says something of the archive as a whole
MEDIA = ("tweets_media", "tweet_media", "deleted_tweets_media", "deleted_tweet_media")
OF_MESSAGES = tuple(f"direct_{name}_media" for name in ("messages", "messages_group", "message", "message_group"))

_FOLDERS = ("data/", "")  # archives before 2020 have none
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
_COUNT = re.compile(r"[0-9]{1,12}")
_MANIFEST = re.compile(rb"\s*window\.__THAR_CONFIG\s*=\s*(\{[\s\S]*\})\s*;?\s*")


def _head(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"\s*window\.YTD\.%b\.part[0-9]{1,4}\s*=\s*\[" % name.encode())


class Holds(Enum):
    """What a file of the archive holds: by which name it is found, and how its list begins."""

    PROFILE = (r"(?:data/)?profile\.js", _head("profile"))
    POSTS = (r"(?:data/)?tweets?(?:-part[0-9]{1,4})?\.js", _head("tweets?"))
    DELETED = (r"(?:data/)?deleted-tweets?(?:-part[0-9]{1,4})?\.js", _head("deleted_tweets?"))
    MESSAGES = (r"(?:data/)?direct-messages?(?:-group)?(?:-part[0-9]{1,4})?\.js", _head("direct_messages?(?:_group)?"))

    def __init__(self, name: str, head: re.Pattern[bytes]) -> None:
        self.named = re.compile(name)
        self.head = head


@dataclass(frozen=True, slots=True)
class Part:
    """One file with a list."""

    name: str
    holds: Holds


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose archive it is, and when X made it, as far as it says so."""

    owner: Identity
    made: dt.datetime | None
    counts: Mapping[str, int]  # elements of its files, by their names


def parts_of(archive: Contents, *, messages: bool) -> list[Part]:
    """The files to read, in their order, direct messages where they are wanted. Raises BadSource where there is none with posts."""
    wanted = [holds for holds in Holds if messages or holds is not Holds.MESSAGES]
    parts = [Part(name, holds) for holds in wanted for name in archive.names(holds.named)]
    if not any(part.holds is Holds.POSTS for part in parts):
        raise BadSource(
            "the archive has no file with posts (data/tweets.js): it is no archive of X, was packed anew, or is only a part of one"
        )
    return parts


def medium_in(archive: Contents, name: str, within: Iterable[str] = MEDIA) -> str:
    """The member that holds this medium; empty where there is none."""
    places = (f"{folder}{media}/{name}" for folder in _FOLDERS for media in within)
    return next((place for place in places if place in archive), "")


def ownership(archive: Contents) -> Ownership:
    """What account.js and manifest.js say. Raises BadSource where they say nothing or contradict each other: never with their content."""
    account, manifest = _account(archive), _manifest(archive)
    ids = {found for found in (text_at(account, "accountId"), text_at(manifest, "userInfo", "accountId")) if is_id(found)}
    if not ids:
        raise BadSource("the archive does not say whose it is: account.js and manifest.js are missing, or cannot be read")
    if len(ids) > 1:
        raise BadSource("the archive says in account.js that it is of one account, and in manifest.js that it is of another")
    handle = text_at(account, "username") or text_at(manifest, "userInfo", "userName")
    name = text_at(account, "accountDisplayName") or text_at(manifest, "userInfo", "displayName")
    made = read_time(text_at(manifest, "archiveInfo", "generationDate"))
    return Ownership(Identity(ids.pop(), handle if _HANDLE.fullmatch(handle) else "", name), made, _counts(manifest))


def _counts(manifest: object) -> dict[str, int]:
    """How many elements each file has, as manifest.js says; X writes the numbers as texts. Other values are passed over."""
    kinds = value_at(manifest, "dataTypes")
    files = (file for kind in (kinds.values() if isinstance(kinds, dict) else ()) for file in maps_in(list_at(kind, "files")))
    stated = {text_at(file, "fileName"): str(value_at(file, "count")) for file in files}
    return {name: int(count) for name, count in stated.items() if _COUNT.fullmatch(count)}


def _account(archive: Contents) -> object:
    """What account.js says. An address for mail stands in it too: nothing but the account's name is ever taken from here."""
    for name in _existing(archive, "account.js"):
        for element in slices([archive.whole(name, SMALL)], _head("account")):
            return _json(element.raw, name).get("account")
    return None


def _manifest(archive: Contents) -> object:
    for name in _existing(archive, "manifest.js"):
        found = _MANIFEST.fullmatch(archive.whole(name, SMALL))
        return _json(found[1], name) if found else None
    return None


def _existing(archive: Contents, name: str) -> Iterator[str]:
    return (f"{folder}{name}" for folder in _FOLDERS if f"{folder}{name}" in archive)


def _json(raw: bytes, name: str) -> dict[str, object]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadSource(f"{name} cannot be read") from error
    return found if isinstance(found, dict) else {}
