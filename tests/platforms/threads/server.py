"""An account of Threads as its API 1.0 shows it: fields as in the reference of posts, replies and profiles."""

from __future__ import annotations

from typing import Any

from tests.platforms.graph.server import TOKEN, Meta

ACCOUNT = "26000000000000001"

_MEDIUM = {
    "id", "media_product_type", "media_type", "media_url", "permalink", "owner", "username", "text", "timestamp", "shortcode",
    "thumbnail_url", "children", "is_quote_post", "alt_text", "link_attachment_url", "has_replies", "is_reply",
    "is_reply_owned_by_me", "root_post", "replied_to", "hide_status", "reply_audience", "quoted_post", "reposted_post", "gif_url",
    "poll_attachment", "topic_tag", "is_spoiler_media", "text_entities", "text_attachment", "location_id",
}  # fmt: skip
_GHOST = {"ghost_post_status", "ghost_post_expiration_timestamp"}
DOCUMENTED = {
    "user": {"id", "username", "name", "threads_profile_picture_url", "threads_biography", "is_verified"},
    "post": _MEDIUM | _GHOST,
    "reply": _MEDIUM,
}


def account(site: Meta) -> Meta:
    """The account, with its token."""
    site.documented, site.tokens = DOCUMENTED, {TOKEN: ACCOUNT}
    site.add(
        "user",
        ACCOUNT,
        username="exampleville",
        name="City of Exampleville",
        threads_biography="News of the city",
        is_verified=False,
        threads_profile_picture_url=site.photo("portrait"),
    )
    return site


def post(site: Meta, number: int, text: str, *, edge: str = "threads", **fields: Any) -> str:
    """A post of the account, or with ``edge`` replies a reply; its id."""
    told = {
        "text": text,
        "timestamp": site.now(),
        "username": "exampleville",
        "media_type": "TEXT_POST",
        "media_product_type": "THREADS",
        "permalink": f"https://www.threads.com/@exampleville/post/{number}",
        "is_quote_post": False,
        "has_replies": False,
        "is_reply": False,
    }
    return site.add("post", str(number), f"{ACCOUNT}/{edge}", **{**told, **fields})


def reply(site: Meta, root: str, number: int, text: str, *, above: str = "", handle: str = "a.resident", **fields: Any) -> str:
    """A reply in a thread of the account; its id."""
    own = handle == "exampleville"
    told = {
        "text": text,
        "timestamp": site.now(),
        "username": handle,
        "media_type": "TEXT_POST",
        "is_reply": True,
        "is_reply_owned_by_me": own,
        "root_post": {"id": root},
        "replied_to": {"id": above or root},
        "hide_status": "NOT_HUSHED",
        "has_replies": False,
    }
    site.things[root]["has_replies"] = True
    lists = [f"{root}/conversation"]
    if own:
        site.lists.setdefault(f"{ACCOUNT}/replies", []).insert(0, str(number))
    return site.add("reply", str(number), *lists, first=False, **{**told, **fields})
