"""From what TikTok answers to items. Pure: it can be run again over what is kept."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.hostile import epoch_at, text_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.tiktok.addresses import post_uri, post_url

MEDIA_TYPE = "application/json"
COVER, VIDEO, AVATAR = "cover", "video", "avatar"

_NUMBER = re.compile(r"[0-9]{15,20}")
_PICTURE = re.compile(r"[A-Za-z0-9_-]{8,100}")


def number_of(video: object) -> str:
    """The video's number, which never changes; "" where it has none that is sound."""
    found = text_at(video, "id")
    return found if _NUMBER.fullmatch(found) else ""


def post(part: Part, author: Identity, source: Source) -> Item:
    """A video with its words. Its file is not to be had from this interface: it is named, so that asking for it says why. Raises Unfit."""
    number = number_of(part.value)
    if not number:
        raise Unfit("A video without its number")
    title, words = text_at(part.value, "title"), text_at(part.value, "video_description")
    return Item(
        uri=post_uri(number),
        kind=Kind.POST,
        account=author.id,
        author=author,
        raw=part.raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.PLATFORM_API,
        published=epoch_at(part.value, "create_time"),
        text=words if title in words else "\n".join(filter(None, (title, words))),
        url=post_url(number, author.handle),
        media=(MediaRef(f"{COVER}:{number}", "image/jpeg"), MediaRef(f"{VIDEO}:{number}", "video/mp4")),
        sameness=_same(title, words),
    )


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How an account shows itself: names, description, picture, whether TikTok says that it is who it says."""
    told, picture = text_at(part.value, "bio_description"), picture_in(text_at(part.value, "avatar_large_url"))
    return Item(
        uri=profile_uri(author.id),
        kind=Kind.PROFILE,
        account=author.id,
        author=author,
        raw=part.raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.PLATFORM_API,
        revision=source.seen.isoformat(timespec="microseconds"),
        text=told,
        url=f"https://www.tiktok.com/@{author.handle}" if author.handle else "",
        media=(MediaRef(f"{AVATAR}:{picture}", "image/jpeg", "avatar"),) if picture else (),
        sameness=_same(author.handle, author.name, told, picture, value_at(part.value, "is_verified") is True),
    )


def profile_uri(account: str) -> str:
    """The stable address of a profile."""
    return f"tiktok:{account}/profile"


def picture_in(address: str) -> str:
    """What stays the same of a picture's address, which is signed and ends: the name of the file without size and signature."""
    name = urlsplit(address).path.rpartition("/")[2] if web_address(address) else ""
    found = name.partition("~")[0].partition(".")[0]
    return found if _PICTURE.fullmatch(found) else ""


def _same(*said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode("ascii")
