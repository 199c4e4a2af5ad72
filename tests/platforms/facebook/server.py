"""A Page of Facebook as the Graph API 26.0 shows it: fields as in the reference of Page, Page Post, Comment, Photo and Stories."""

from __future__ import annotations

from typing import Any

from tests.platforms.graph.server import TOKEN, Meta

PAGE = "104000000000001"
RESIDENT = "6000000001"

_POST = {
    "id",
    "created_time",
    "updated_time",
    "message",
    "story",
    "from",
    "permalink_url",
    "parent_id",
    "status_type",
    "is_hidden",
    "is_published",
    "is_expired",
    "privacy",
    "attachments",
    "comments",
}
DOCUMENTED = {
    "page": {"id", "name", "username", "about", "description", "link", "is_published", "picture", "cover"},
    "post": _POST,
    "story": {"post_id", "status", "creation_time", "media_type", "media_id", "url"},
    "comment": {
        "id",
        "created_time",
        "message",
        "from",
        "permalink_url",
        "parent",
        "is_hidden",
        "is_private",
        "comment_count",
        "attachment",
        "object",
    },
    "photo": {"id", "alt_text", "alt_text_custom", "images"},
    "video": {"id", "source"},
    "person": {"id", "name"},
}


def page(site: Meta) -> Meta:
    """The Page, with its token."""
    site.documented, site.tokens = DOCUMENTED, {TOKEN: PAGE}
    site.add(
        "page",
        PAGE,
        name="City of Exampleville",
        username="exampleville",
        about="News of the city",
        link="https://www.facebook.com/exampleville",
        is_published=True,
        picture={"data": {"url": site.photo("portrait")}},
        cover={"id": "77", "source": site.photo("77")},
    )
    return site


def post(site: Meta, number: int, message: str, *, edge: str = "published_posts", author: str = PAGE, **fields: Any) -> str:
    """A post on the Page; its id."""
    at = site.now()
    told = {
        "created_time": at,
        "updated_time": at,
        "message": message,
        "from": {"id": author, "name": "Somebody"},
        "is_published": True,
        "is_hidden": False,
        "privacy": {"value": "EVERYONE"},
        "permalink_url": f"https://www.facebook.com/exampleville/posts/{number}",
    }
    return site.add("post", f"{PAGE}_{number}", f"{PAGE}/{edge}", **{**told, **fields})


def comment(site: Meta, post_id: str, number: int, message: str, *, author: str | None = RESIDENT, **fields: Any) -> str:
    """A comment below a post; its id."""
    at = site.now()
    told = {"created_time": at, "message": message, "from": {"id": author, "name": "A Resident"} if author else None, "is_hidden": False}
    found = site.add("comment", f"{post_id.partition('_')[2]}_{number}", f"{post_id}/comments", first=False, **{**told, **fields})
    counted = len(site.lists[f"{post_id}/comments"])
    site.things[post_id] |= {"comments": {"data": [], "summary": {"total_count": counted}}, "updated_time": at}
    return found


def album(site: Meta, *photos: tuple[str, str]) -> dict[str, Any]:
    """What an album of pictures with alternative texts looks like, attached to a post."""
    for number, alt in photos:
        images = [{"width": 100, "source": site.photo(f"{number}-small")}, {"width": 2000, "source": site.photo(number)}]
        site.add("photo", number, alt_text=f"May be an image of {number}", alt_text_custom=alt, images=images)
    attached = [
        {"type": "photo", "media_type": "photo", "target": {"id": number}, "media": {"image": {"src": site.photo(f"{number}-small")}}}
        for number, _ in photos
    ]
    return {"data": [{"type": "album", "media_type": "album", "subattachments": {"data": attached}}]}
