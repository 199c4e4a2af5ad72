"""Exports of Meta's networks of our own making, in each form they have had. The account and everybody in it are invented."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any

from tests.platforms.x.archives import pack

from rostra.platforms.base import Event, Item, Method, Rejected, Source
from rostra.platforms.meta.export import MetaExport

ACCOUNT = "100064000000001"
HANDLE = "exampleville.city"
NAME = "Stadt Exampleville – Bürgerbüro"
SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "export.zip", SEEN)
AT = 1_700_000_000  # seconds: 2023-11-14 22:13:20 UTC
MOMENT = dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)
FACEBOOK = "your_facebook_activity"
PAGE = "this_profile's_activity_across_facebook"
INSTAGRAM = "your_instagram_activity"
ADDRESS = "198.51.100.77"  # from which somebody posted
DEVICE = "secret-of-a-device"
MAIL = "secret-of-the-mail@exampleville.example"
SECRETS = {  # file of an export: what must be seen nowhere
    f"{FACEBOOK}/messages/inbox/somebody_1/message_1.json": "secret-of-a-message",
    f"{FACEBOOK}/messages/inbox/somebody_1/photos/1.jpg": "secret-of-a-picture",
    f"{FACEBOOK}/groups/group_posts_and_comments.json": "secret-of-a-group",
    f"{FACEBOOK}/posts/archive.json": "secret-of-an-archived-post",
    f"{PAGE}/messages/inbox/somebody_1/message_1.json": "secret-of-a-page",
    "connections/friends/your_friends.json": "secret-of-a-friend",
    "security_and_login_information/account_activity.json": "secret-of-a-login",
    "ads_information/advertisers_you_have_interacted_with.json": "secret-of-an-advertisement",
    "personal_information/other_personal_information/your_address_books.json": "+1-555-0100",
    f"{INSTAGRAM}/messages/inbox/somebody_1/message_1.json": "secret-of-another-message",
    f"{INSTAGRAM}/media/archived_posts.json": "secret-of-an-archive",
    f"{INSTAGRAM}/media/recently_deleted_content.json": "secret-of-what-was-deleted",
    f"{INSTAGRAM}/threads/liked_threads.json": "secret-of-a-like",
    "connections/followers_and_following/blocked_profiles.json": "secret-of-a-block",
    "logged_information/past_instagram_insights/posts.json": "secret-of-an-insight",
}
PRIVATE = {"photo_metadata": {"exif_data": [{"upload_ip": ADDRESS, "device_id": DEVICE, "latitude": 44.9, "longitude": -93.2}]}}


def written(value: object) -> bytes:
    """JSON as Meta writes it: each byte of UTF-8 as a character of its own."""
    return json.dumps(_mangled(value), indent=2).encode()


def _mangled(value: object) -> object:
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, list):
        return [_mangled(each) for each in value]
    if isinstance(value, dict):
        return {_mangled(name): _mangled(each) for name, each in value.items()}
    return value


def facebook_post(text: str = "Schnee – Räumdienst", at: int = AT, *, edited: int | None = None, **more: Any) -> dict[str, Any]:
    told = [{"post": text}] if text else []
    updated = [{"update_timestamp": edited}] if edited else []
    return {"timestamp": at, "data": [*told, *updated], "title": "Exampleville updated its status.", **more}


def attached(*shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"data": list(shown)}]


def photo(uri: str, description: str = "") -> dict[str, Any]:
    return {"media": {"uri": uri, "creation_timestamp": AT, "media_metadata": PRIVATE, "title": "", "description": description}}


def facebook_comment(text: str = "Danke für den Hinweis", at: int = AT, **more: Any) -> dict[str, Any]:
    comment = {"timestamp": at, "comment": text, "author": NAME, **more}
    return {"timestamp": at, "data": [{"comment": comment}], "title": "Exampleville replied to a comment."}


def facebook_profile(handle: str = HANDLE) -> bytes:
    told = {
        "name": {"full_name": NAME},
        "emails": {"emails": [MAIL]},
        "username": handle,
        "profile_uri": f"https://www.facebook.com/{handle}",
    }
    return written({"profile_v2": told})


def instagram_post(text: str = "Schnee – Räumdienst", at: int = AT, uri: str = "media/posts/202311/1.jpg") -> dict[str, Any]:
    """A post with one picture: its words stand with the picture."""
    return {"media": [{"uri": uri, "creation_timestamp": at, "media_metadata": PRIVATE, "title": text, "backup_uri": uri}]}


def instagram_comment(
    text: str = "Danke für den Hinweis", at: int = AT, labels: tuple[str, str, str] = ("Comment", "Media Owner", "Time")
) -> Any:
    comment, owner, time = labels
    told = {comment: {"value": text}, owner: {"value": "neighbor.town"}, time: {"timestamp": at}}
    return {"media_list_data": [{"uri": ""}], "string_map_data": told}


def instagram_profile(handle: str = HANDLE, labels: tuple[str, str] = ("Username", "Name")) -> bytes:
    told = {"Email": {"value": MAIL}, labels[0]: {"value": handle}, labels[1]: {"value": NAME}}
    return written({"profile_user": [{"title": "", "media_map_data": {}, "string_map_data": told}]})


def thread(text: str = "Schnee – Räumdienst", at: int = AT, *, reply: bool | None = None, uri: str = "") -> dict[str, Any]:
    app = {} if reply is None else {"text_app_post": {"reply_control": "everyone", "is_reply": reply}}
    return {"media": [{"uri": uri, "creation_timestamp": at, "title": text, "media_metadata": PRIVATE, **app}]}


def threads(*told: Mapping[str, Any]) -> bytes:
    return written({"text_post_app_text_posts": list(told)})


def with_secrets(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The export with everything in it that is not public."""
    return {**members, **{name: written([{"secret": secret}]) for name, secret in SECRETS.items()}}


def take_in(export: type[MetaExport], members: Mapping[str, bytes], cursor: str = "", source: Source = SOURCE) -> list[Event]:
    return list(export(source, ACCOUNT).take_in(io.BytesIO(pack(members)), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]
