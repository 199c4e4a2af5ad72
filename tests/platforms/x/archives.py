"""Archives of X of our own making, in each form they have had. The account and everybody in it are invented."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

OWNER = "2244994945"
HANDLE = "ExamplevilleMN"
SECRETS = {  # file of an archive: what must be seen nowhere
    "data/direct-messages.js": "secret-of-a-message",
    "data/direct-messages-group.js": "secret-of-a-group",
    "data/phone-number.js": "+1-555-0100",
    "data/ip-audit.js": "198.51.100.77",
    "data/personalization.js": "secret-of-an-interest",
    "data/ad-impressions.js": "secret-of-an-advertisement",
    "data/contact.js": "secret-of-a-contact",
    "data/device-token.js": "secret-of-a-device",
    "data/like.js": "secret-of-a-like",
    "data/block.js": "90000001",
    "data/mute.js": "90000002",
    "data/direct_messages_media/1-secret.jpg": "secret-of-a-picture",
}
MAIL = "secret-of-the-mail@exampleville.example"  # stands in account.js itself


def tweet(number: str, text: str = "Snow emergency", **more: Any) -> dict[str, Any]:
    """A post as X writes it."""
    return {
        "retweeted": False,
        "source": "<a>web</a>",
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "favorite_count": "3",
        "retweet_count": "1",
        "id_str": number,
        "id": number,
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "full_text": text,
        "lang": "en",
        **more,
    }


def script(name: str, elements: Iterable[object], part: int = 0) -> bytes:
    """A file of the archive: a list with its name before it."""
    return f"window.YTD.{name}.part{part} = {json.dumps(list(elements), indent=2)}".encode()


def wrapped(*tweets: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"tweet": each} for each in tweets]


def account(owner: str = OWNER, handle: str = HANDLE) -> bytes:
    told = {"email": MAIL, "createdVia": "web", "username": handle, "accountId": owner, "accountDisplayName": "City of Exampleville"}
    return script("account", [{"account": told}])


def manifest(owner: str = OWNER, made: str = "2026-05-04T03:02:01.000Z", **counts: object) -> bytes:
    """``counts``: what it says of files of ``data/``."""
    told = {
        "dataTypes": {name: {"files": [{"fileName": f"data/{name}.js", "count": count}]} for name, count in counts.items()},
        "userInfo": {"accountId": owner, "userName": HANDLE, "displayName": "City of Exampleville"},
        "archiveInfo": {"sizeBytes": "1", "generationDate": made, "isPartialArchive": False},
    }
    return f"window.__THAR_CONFIG = {json.dumps(told, indent=2)}".encode()


def profile(bio: str = "News &amp; notices") -> bytes:
    said = {"bio": bio, "website": "https://exampleville.example", "location": "Minnesota"}
    return script("profile", [{"profile": {"description": said, "avatarMediaUrl": "https://pbs.example/a.jpg"}}])


def files(*tweets: Mapping[str, Any], **more: bytes) -> dict[str, bytes]:
    """An archive of today's form, by member. ``more``: files of ``data/``, with _ for - in their names and without their ending."""
    return {
        "data/account.js": account(),
        "data/manifest.js": manifest(),
        "data/profile.js": profile(),
        "data/tweets.js": script("tweets", wrapped(*tweets)),
        **{f"data/{name.replace('_', '-')}.js": content for name, content in more.items()},
    }


def pack(members: Mapping[str, bytes | str], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these members, the same bytes at any time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, way)
    return packed.getvalue()


def with_secrets(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The archive with everything in it that is not public."""
    planted = {name: script("x", [{"secret": secret}]) for name, secret in SECRETS.items()}
    return {**members, **planted}
