"""An element of an export into an item or an absence: pure, so that the same bytes always give the same."""

from __future__ import annotations

from rostra.platforms.base import Absence, Certainty, Evidence, Identity, Item, Kind, Source
from rostra.platforms.files.exported import BadElement, Withheld, is_public, object_in, published, sameness, withheld
from rostra.platforms.hostile import read_utc, text_at
from rostra.platforms.tiktok.addresses import comment_uri, numberless_uri, post_uri, post_url, video_id

_EVERYBODY = frozenset({"public", "everyone", "public to everyone"})
_OTHERS = frozenset(
    {"private", "only me", "only you", "self", "friends", "friend", "followers", "mutual friends", "followers you follow back"}
)


def post(raw: bytes, author: Identity, source: Source) -> Item | None:
    """The post that an element holds; None where not everybody can see it. Raises BadElement."""
    with withheld():
        found = object_in(raw)
    if not is_public(text_at(found, "WhoCanView"), _EVERYBODY, _OTHERS):
        return None
    stated, text = text_at(found, "Date"), text_at(found, "Title")
    moment = published(read_utc(stated), stated, source.seen)
    video = video_id(text_at(found, "Link"))
    return Item(
        uri=post_uri(video) if video else numberless_uri(author.id, moment),
        kind=Kind.POST,
        account=author.id,
        author=author,
        raw=raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=moment,
        text=text,
        url=post_url(video, author.handle) if video else "",
        sameness=sameness(video, text),
    )


def comment(raw: bytes, author: Identity, source: Source) -> Item:
    """The comment that an element holds. Raises BadElement."""
    found = object_in(raw)
    stated, text = _either(found, "date"), _either(found, "comment")
    if not text:
        raise BadElement("it has no text")
    moment = published(read_utc(stated), stated, source.seen)
    video = video_id(_either(found, "url"))
    return Item(
        uri=comment_uri(author.id, moment, text),
        kind=Kind.REPLY,
        account=author.id,
        author=author,
        raw=raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=moment,
        text=text,
        reply_to=post_uri(video) if video else "",
        sameness=sameness(text),
    )


def deletion(raw: bytes, author: Identity, source: Source) -> Absence:
    """That a post was deleted. Of the post nothing is kept, for who could see it is not told. Raises BadElement."""
    with withheld():
        found = object_in(raw)
    video = video_id(text_at(found, "Link"))
    if not video:
        raise Withheld("it was deleted, and its link does not tell which post it was")
    moment = read_utc(text_at(found, "DateDeleted"))
    when = f" on {moment:%Y-%m-%d at %H:%M:%S} UTC" if moment else ""
    reason = f"deleted by its author{when}, as the account's own export says"
    return Absence(post_uri(video), author.id, Certainty.ASSERTED, source, reason)


def _either(found: object, name: str) -> str:
    """The text under a name that older exports write small and newer ones with a capital."""
    return text_at(found, name) or text_at(found, name.capitalize())
