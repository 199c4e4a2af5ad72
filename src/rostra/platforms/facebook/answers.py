"""What Facebook's Graph API answers of a Page: posts, what others write on it, stories, comments. Pure.

Field names as in the reference of Page, Page Post, Comment and Stories, version 26.0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import ClassVar, Final

from rostra.platforms.base import Identity, Item, Kind, Source
from rostra.platforms.graph.answers import (
    TYPES,
    WITHHELD,
    Answers,
    Edge,
    Medium,
    Named,
    by_address,
    flag,
    linked,
    said_of,
    same,
    seen_at,
    sound_id,
    stamp,
)
from rostra.platforms.graph.client import below, id_at, is_id
from rostra.platforms.hostile import int_at, text_at, time_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit

HOME: Final = "https://www.facebook.com"
_SHOWN = "media_type,type,description,title,unshimmed_url,target,media"
_POST = (
    "id,created_time,updated_time,message,story,from,permalink_url,parent_id,status_type,is_hidden,is_published,privacy,"
    f"attachments{{{_SHOWN},subattachments{{{_SHOWN}}}}},comments.limit(0).filter(stream).summary(total_count)"
)
_COMMENT = f"id,created_time,message,from,permalink_url,parent{{id}},is_hidden,is_private,comment_count,attachment{{{_SHOWN}}}"

PUBLISHED: Final = Edge("published_posts", _POST, 50)
VISITORS: Final = Edge("visitor_posts", _POST, 50, of_others=True)
TAGGED: Final = Edge("tagged", _POST, 50, of_others=True)
STORIES: Final = Edge("stories", "post_id,status,creation_time,media_type,media_id,url", 50, whole=True)

_ADDRESS = re.compile(
    rf"{re.escape(HOME)}/(?:(?P<page>[0-9]{{1,40}})/stories/(?P<story>[0-9_]{{1,80}})|(?P<id>[0-9]{{1,40}}_[0-9]{{1,40}}))"
)


class FacebookAnswers(Answers):
    """Of a Page, asked with its own token."""

    network: ClassVar[str] = "facebook"
    profile_fields: ClassVar[str] = "id,name,username,about,description,link,is_published,picture.type(large){url},cover{id,source}"
    lists: ClassVar[tuple[Edge, ...]] = (PUBLISHED, VISITORS, TAGGED, STORIES)
    comments: ClassVar[Edge] = Edge("comments", _COMMENT, 100, (("filter", "stream"), ("order", "chronological")))
    reaches_all: ClassVar[bool] = False  # Meta gives a choice of the posts of a year where there are very many

    def who(self, value: object) -> Identity:
        """See ``Answers.who``."""
        return Identity(id_at(value, "id"), text_at(value, "username"), text_at(value, "name"))

    def status(self, value: object) -> str:
        """See ``Answers.status``."""
        return "unpublished" if value_at(value, "is_published") is False else "active"

    def profile(self, part: Part, source: Source) -> Item:
        """The description, as far as there is one, with the address of a site of its own."""
        who, shown = self.who(part.value), part.value
        texts = [text for name in ("about", "description") if (text := text_at(shown, name).strip())]
        text = "\n\n".join(dict.fromkeys(texts))
        said = [who.name, who.handle, text, said_of(self.media(shown))]
        return self._item(
            part, f"{HOME}/{who.id}", who, who, source, kind=Kind.PROFILE, text=text, revision=seen_at(source),
            url=web_address(text_at(shown, "link")) or f"{HOME}/{who.id}", sameness=same(said),
        )  # fmt: skip

    def is_public(self, value: object) -> bool:
        """See ``Answers.is_public``."""
        audience = text_at(value, "privacy", "value")
        return value_at(value, "is_published") is not False and not flag(value, "is_private") and audience in ("", "EVERYONE")

    def post(self, part: Part, edge: Edge, who: Identity, source: Source) -> Item:
        """See ``Answers.post``."""
        if edge is STORIES:
            return self._story(part, who, source)
        number = sound_id(part.value, "id")
        author = _author(part.value, who)
        if edge is not TAGGED and not number.startswith(f"{who.id}_"):
            raise Unfit(f"{number} is no post of this Page")
        if edge is PUBLISHED and author.id not in (who.id, WITHHELD):
            raise Unfit(f"{number} stands among the posts of the Page and is another's")
        return self._posted(part, number, who if edge is PUBLISHED else author, who, source)

    def comment(self, part: Part, thread: str, who: Identity, source: Source) -> Item:
        """See ``Answers.comment``."""
        value, number = part.value, sound_id(part.value, "id")
        above = id_at(value, "parent")
        thread = thread or f"{HOME}/{who.id}_{number.partition('_')[0]}"
        answered = self.comment_uri(above) if above else thread
        text = linked(text_at(value, "message"), _link([_map(value_at(value, "attachment"))]))
        return self._item(
            part, self.comment_uri(number), who, _author(value, who), source, kind=Kind.REPLY, published=time_at(value, "created_time"),
            revision=seen_at(source), text=text.text, spans=text.spans, reply_to=answered, thread=thread,
            url=web_address(text_at(value, "permalink_url")) or self.comment_uri(number),
            sameness=same([text.text, flag(value, "is_hidden"), said_of(self.media(value))]),
        )  # fmt: skip

    def media(self, value: object) -> list[Medium]:
        """Pictures and videos by their numbers at Facebook; without one, by the address of the picture, which ends."""
        if id_at(value, "post_id") and text_at(value, "creation_time"):
            kind = "video" if text_at(value, "media_type").lower() == "video" else "photo"
            number = id_at(value, "media_id")
            return [Medium(f"{kind}:{number}", TYPES[kind.upper()], "", "")] if number else []
        if isinstance(value_at(value, "picture"), dict):
            return list(_portraits(value))
        photos = value_at(value, "photos")
        found = (_medium(each, photos) for each in _attached(value))
        return list({medium.ref: medium for medium in found if medium}.values())

    def is_answered(self, value: object) -> bool:
        """See ``Answers.is_answered``."""
        return (int_at(value, "comments", "summary", "total_count") or 0) > 0

    def hidden(self, value: object) -> str:
        """See ``Answers.hidden``."""
        return "is_hidden" if flag(value, "is_hidden") else ""

    def comment_uri(self, number: str) -> str:
        """See ``Answers.comment_uri``."""
        return f"{HOME}/{number}"

    def named(self, uri: str, account: str) -> Named | None:
        """See ``Answers.named``."""
        found = _ADDRESS.fullmatch(uri)
        if not found or found["page"] not in (None, account):
            return None
        if found["story"]:
            return Named(found["story"], STORIES.fields, (STORIES,)) if is_id(found["story"]) else None
        if found["id"].startswith(f"{account}_"):
            return Named(found["id"], _POST, (PUBLISHED,))
        return Named(found["id"], _COMMENT)

    def _posted(self, part: Part, number: str, author: Identity, who: Identity, source: Source) -> Item:
        value, shared = part.value, id_at(part.value, "parent_id")
        words, attached = text_at(value, "message") or text_at(value, "story"), list(_attached(value))
        text, media = linked(words, _link(attached)), self.media(value)
        shares = shared if text_at(value, "status_type") == "shared_story" else ""
        kind = (Kind.QUOTE if text_at(value, "message") else Kind.REPOST) if shares else Kind.POST
        return self._item(
            part, f"{HOME}/{number}", who, author, source, kind=kind, published=time_at(value, "created_time"),
            revision=stamp(value, "updated_time") or stamp(value, "created_time"), text=text.text, spans=text.spans,
            quotes=f"{HOME}/{shares}" if kind is Kind.QUOTE else "", subject=f"{HOME}/{shares}" if kind is Kind.REPOST else "",
            url=web_address(text_at(value, "permalink_url")) or f"{HOME}/{number}",
            sameness=same([text.text, shared, flag(value, "is_hidden"), said_of(media)]),
        )  # fmt: skip

    def _story(self, part: Part, who: Identity, source: Source) -> Item:
        number, media = sound_id(part.value, "post_id"), self.media(part.value)
        seconds = text_at(part.value, "creation_time")
        published = dt.datetime.fromtimestamp(int(seconds), dt.UTC) if re.fullmatch(r"[0-9]{9,10}", seconds) else None
        uri = f"{HOME}/{who.id}/stories/{number}"
        return self._item(
            part, uri, who, who, source, published=published, revision=published.isoformat() if published else "",
            url=web_address(text_at(part.value, "url")) or uri, sameness=same(["story", said_of(media)]),
        )  # fmt: skip


def _author(value: object, who: Identity) -> Identity:
    """Who wrote it. Facebook does not say so of everybody."""
    number = id_at(value, "from")
    if number == who.id:
        return who
    return Identity(number, name=text_at(value, "from", "name")) if number else Identity(WITHHELD)


def _map(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _attached(value: object) -> Iterator[dict[str, object]]:
    """What is attached: an album with its pictures, one after the other; to a comment, one thing."""
    for each in below(value, "attachments") or [_map(value_at(value, "attachment"))]:
        yield from below(each, "subattachments") or [each]


def _link(attached: list[dict[str, object]]) -> str:
    """The address that a post shares."""
    return next((web_address(text_at(each, "unshimmed_url")) for each in attached if text_at(each, "type") == "share"), "")


def _medium(attached: dict[str, object], photos: object) -> Medium | None:
    """A picture, or a video where there is one. ``photos``: what was asked of the pictures besides, by their numbers."""
    number, kind = id_at(attached, "target"), text_at(attached, "type")
    picture, film = text_at(attached, "media", "image", "src"), text_at(attached, "media", "source")
    if "video" in kind and number:
        return Medium(f"video:{number}", TYPES["VIDEO"], "", film)
    if kind in ("photo", "cover_photo", "profile_media") and number:
        told = value_at(photos, number)
        alt = text_at(told, "alt_text_custom") or text_at(told, "alt_text")
        return Medium(f"photo:{number}", TYPES["IMAGE"], alt, largest(told) or picture)
    return by_address(picture, TYPES["IMAGE"]) if web_address(picture) and kind != "share" else None


def largest(photo: object) -> str:
    """The address of a picture in its largest size."""
    images = value_at(photo, "images")
    sizes = [image for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    found = max(sizes, key=lambda image: int_at(image, "width") or 0, default={})
    return text_at(found, "source")


def _portraits(value: object) -> Iterator[Medium]:
    """The two pictures of a profile. That of the Page has no number: it is named by the address, which ends."""
    cover, picture = id_at(value, "cover"), web_address(text_at(value, "picture", "data", "url"))
    if picture:
        yield by_address(picture, TYPES["IMAGE"])
    if cover:
        yield Medium(f"photo:{cover}", TYPES["IMAGE"], "", web_address(text_at(value, "cover", "source")))
