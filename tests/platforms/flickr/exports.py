"""Exports of Flickr of our own making. The account and everybody in it are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

OWNER = "12345678@N01"
HANDLE = "exampleville"
PHOTO = "51234567890"
SECRET = "plantedsecret-of-an-account"
_PRIVATE = ("received_flickrmail_part001.json", "sent_flickrmail_part001.json", "contacts_part001.json", "followers_part001.json",
            "faves_part001.json", "albums.json", "groups.json", "galleries.json", "group_discussions.json", "apps_comments_part001.json",
            "sets_comments_part001.json", "account_testimonials.json")  # fmt: skip


def photo(number: str = PHOTO, **more: Any) -> dict[str, Any]:
    """The file of a photo as Flickr writes it."""
    return {
        "id": number,
        "name": "Plow",
        "description": 'Snow &amp; ice: <a href="https://exampleville.example/snow" rel="nofollow">more</a>',
        "count_views": "53",
        "count_comments": "0",
        "date_taken": "2024-01-02 03:04:05",
        "date_imported": "2024-01-03 04:05:06",
        "photopage": f"https://www.flickr.com/photos/{HANDLE}/{number}/",
        "original": f"https://live.staticflickr.com/65535/{number}_6ab6f1017f_o.jpg",
        "geo": [],
        "tags": [{"tag": "snow", "user": f"https://www.flickr.com/photos/{HANDLE}/"}],
        "privacy": "public",
        "comments": [],
        **more,
    }


def comment(text: str = "Thank you", **more: Any) -> dict[str, Any]:
    """An own comment as Flickr writes it."""
    page = f"https://www.flickr.com/photos/neighbor/{PHOTO}/"
    made = {
        "photo_id": PHOTO,
        "photo_url": page,
        "comment": text,
        "comment_url": f"{page}#comment72157721",
        "created": "2024-02-03 04:05:06",
    }
    return {**made, **more}


def profile(owner: str = OWNER) -> dict[str, Any]:
    return {
        "real_name": SECRET,
        "screen_name": "City of Exampleville",
        "nsid": owner,
        "profile_url": f"https://www.flickr.com/people/{HANDLE}/",
        "emails": [SECRET],
        "birthday": SECRET,
    }


def files(photos: Sequence[Any] = (), comments: Sequence[object] = (), **pictures: bytes) -> dict[str, bytes]:
    """An export by member. ``pictures``: by the name of their file without its ending."""
    named = {f"photo_{each['id']}.json": json.dumps(each, indent=2).encode() for each in photos}
    return {
        "account_profile.json": json.dumps(profile()).encode(),
        **named,
        "photos_comments_part001.json": json.dumps({"comments": comments}).encode(),
        **{f"{stem}.jpg": content for stem, content in pictures.items()},
    }


def with_secrets(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The export with what in it is not public."""
    return {**members, **{name: json.dumps({"x": [{"text": SECRET}]}).encode() for name in _PRIVATE}}
