"""An account of Instagram as the API with Instagram Login shows it: fields as in the reference of IG User, IG Media and IG Comment."""

from __future__ import annotations

from typing import Any

from tests.platforms.graph.server import TOKEN, Meta

ACCOUNT = "17841400000000001"

DOCUMENTED = {
    "user": {"id", "user_id", "username", "name", "biography", "website", "profile_picture_url", "media_count", "account_type"},
    "media": {
        "id",
        "caption",
        "media_type",
        "media_product_type",
        "media_url",
        "thumbnail_url",
        "permalink",
        "timestamp",
        "username",
        "alt_text",
        "comments_count",
        "is_comment_enabled",
        "children",
        "shortcode",
        "owner",
    },
    "comment": {"id", "text", "timestamp", "username", "from", "hidden", "parent_id", "media", "replies", "like_count"},
}


def account(site: Meta) -> Meta:
    """The account, with its token."""
    site.documented, site.tokens = DOCUMENTED, {TOKEN: ACCOUNT}
    site.add(
        "user",
        ACCOUNT,
        user_id=ACCOUNT,
        username="exampleville",
        name="City of Exampleville",
        biography="News of the city",
        media_count=0,
        website="https://city.example/",
        profile_picture_url=site.photo("portrait"),
    )
    return site


def media(site: Meta, number: int, caption: str, *, edge: str = "media", **fields: Any) -> str:
    """A post or story; its id."""
    told = {
        "caption": caption,
        "media_type": "IMAGE",
        "media_url": site.photo(str(number)),
        "timestamp": site.now(),
        "username": "exampleville",
        "permalink": f"https://www.instagram.com/p/{number}/",
        "comments_count": 0,
        "is_comment_enabled": True,
    }
    site.things[ACCOUNT]["media_count"] += edge == "media"
    return site.add("media", str(number), f"{ACCOUNT}/{edge}", **{**told, **fields})


def comment(site: Meta, below: str, number: int, text: str, *, handle: str = "a.resident", **fields: Any) -> str:
    """A comment below a post; its id."""
    told = {
        "text": text,
        "timestamp": site.now(),
        "username": handle,
        "from": {"id": "555" + str(len(handle)), "username": handle},
        "hidden": False,
        "media": {"id": below},
    }
    site.things[below]["comments_count"] += 1
    return site.add("comment", str(number), f"{below}/comments", **{**told, **fields})


def reply(site: Meta, above: str, number: int, text: str, *, limit: int = 50, **fields: Any) -> str:
    """An answer below a comment; its id. Of more than ``limit`` the comment holds only the first."""
    at, post = site.now(), site.things[above]["media"]
    told = {
        "text": text,
        "timestamp": at,
        "username": "another",
        "from": {"id": "777", "username": "another"},
        "parent_id": above,
        "hidden": False,
        "media": post,
    }
    found = site.add("comment", str(number), f"{above}/replies", first=False, **{**told, **fields})
    listed = site.lists[f"{above}/replies"]
    held = [{name: value for name, value in site.things[each].items() if name != "_sort"} for each in listed[:limit]]
    following = {"next": f"{site.url}/{above}/replies?access_token={TOKEN}&after=x"} if len(listed) > limit else {}
    site.things[above]["replies"] = {"data": held, "paging": {"cursors": {"after": "x"}, **following}}
    return found
