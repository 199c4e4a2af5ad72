"""Archives of Mastodon of our own making, in each form they have had. The account and everybody in it are invented."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.platforms import tars
from tests.platforms.x import archives as zips

ACTOR = "https://social.example/users/city"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ACTOR}/followers"
RESIDENT = "https://social.example/users/resident"
NUMBER = "109123456789012345"
FILE = "media_attachments/files/109/123/456/789/012/345/original/a0b1.png"
CONTEXT = ["https://www.w3.org/ns/activitystreams", {name: f"toot:{name}" for name in map(str, range(300))}]
PICTURE = b"\x89PNG a pool"

Activity = dict[str, Any]


def note(number: str, content: str = "<p>The pool opens.</p>", **more: Any) -> dict[str, Any]:
    """A post as an archive has it."""
    uri = f"{ACTOR}/statuses/{number}"
    return {
        "id": uri, "type": "Note", "summary": None, "inReplyTo": None, "published": "2026-07-04T12:00:00Z",
        "url": f"https://social.example/@city/{number}", "attributedTo": ACTOR, "to": [PUBLIC], "cc": [FOLLOWERS], "sensitive": False,
        "atomUri": uri, "conversation": "tag:social.example,2026-07-04:objectId=1:objectType=Conversation", "content": content,
        "contentMap": {"en": content}, "attachment": [], "tag": [], "replies": {"id": f"{uri}/replies", "type": "Collection"}, **more,
    }  # fmt: skip


def create(number: str, content: str = "<p>The pool opens.</p>", **more: Any) -> Activity:
    """An activity that tells of a post; ``more`` stands in the post, and whom it is for in both."""
    said = note(number, content, **more)
    return {
        "id": f"{said['id']}/activity", "type": "Create", "actor": ACTOR, "published": said["published"],
        "to": said["to"], "cc": said["cc"], "object": said, "signature": {"type": "RsaSignature2017"},
    }  # fmt: skip


def announce(number: str, theirs: Any, **more: Any) -> Activity:
    return {
        "id": f"{ACTOR}/statuses/{number}/activity", "type": "Announce", "actor": ACTOR, "published": "2026-07-04T13:00:00Z",
        "to": [PUBLIC], "cc": [RESIDENT, FOLLOWERS], "object": theirs, **more,
    }  # fmt: skip


def document(url: str = FILE, **more: Any) -> dict[str, Any]:
    """A picture of a post."""
    return {"type": "Document", "mediaType": "image/png", "url": url, "name": "The pool", "blurhash": "U", "width": 1, "height": 1, **more}


def actor(**more: Any) -> bytes:
    told = {
        "@context": CONTEXT, "id": ACTOR, "type": "Person", "preferredUsername": "city", "name": "City of Exampleville",
        "summary": "<p>News &amp; notices</p>", "url": "https://social.example/@city", "outbox": "outbox.json", "likes": "likes.json",
        "bookmarks": "bookmarks.json", "published": "2024-01-01T00:00:00Z",
        "attachment": [{"type": "PropertyValue", "name": "Web", "value": '<a href="https://exampleville.example">exampleville.example</a>'}],
        "icon": {"type": "Image", "mediaType": "image/png", "url": "avatar.png"},
        "publicKey": {"id": f"{ACTOR}#main-key", "publicKeyPem": "-----BEGIN"}, **more,
    }  # fmt: skip
    return json.dumps(told).encode()


def outbox(activities: Iterable[object]) -> bytes:
    listed = list(activities)
    told = {"@context": CONTEXT, "id": "outbox.json", "type": "OrderedCollection", "totalItems": len(listed), "orderedItems": listed}
    return json.dumps(told).encode()


def files(*activities: Activity, **more: bytes) -> dict[str, bytes]:
    """An archive of today's form, by member. ``more``: files of it, without their ending."""
    empty = {"@context": CONTEXT[0], "type": "OrderedCollection", "orderedItems": [f"{RESIDENT}/statuses/secret-of-a-like"]}
    return {
        "outbox.json": outbox(activities),
        FILE: PICTURE,
        "likes.json": json.dumps({**empty, "id": "likes.json"}).encode(),
        "bookmarks.json": json.dumps({**empty, "id": "bookmarks.json"}).encode(),
        "avatar.png": b"\x89PNG a coat of arms",
        "actor.json": actor(),
        **{f"{name}.json": content for name, content in more.items()},
    }


def zipped(members: Mapping[str, bytes]) -> bytes:
    return zips.pack(members)


def tarred(members: Mapping[str, bytes]) -> bytes:
    """As servers packed it until they took to ZIP: the pictures first."""
    return tars.pack(dict(sorted(members.items(), reverse=True)))
