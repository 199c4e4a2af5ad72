"""What Instagram's Graph API answers of a professional account: posts, reels, stories, comments. Pure.

Field names as in the reference of IG User, IG Media and IG Comment, of the API with Instagram Login.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from rostra.platforms.base import Identity, Item, Kind, Source
from rostra.platforms.graph.answers import TYPES, WITHHELD, Answers, Edge, Medium, Named, by_address, flag, said_of, same, seen_at, sound_id
from rostra.platforms.graph.client import below, id_at
from rostra.platforms.hostile import int_at, text_at, time_at, value_at, web_address
from rostra.platforms.parts import Part

HOME: Final = "https://graph.instagram.com"  # where things lie by their numbers: people's addresses hold names that may change
_MEDIUM = "id,media_type,media_url,thumbnail_url,alt_text"
_POST = f"{_MEDIUM},caption,media_product_type,permalink,timestamp,username,comments_count,is_comment_enabled,children{{{_MEDIUM}}}"
_ANSWER = "id,text,timestamp,username,from,hidden,parent_id,media{id}"

MEDIA: Final = Edge("media", _POST, 50)
STORIES: Final = Edge("stories", f"{_MEDIUM},caption,media_product_type,permalink,timestamp,username", 50, whole=True)

_ADDRESS = re.compile(
    rf"{re.escape(HOME)}/(?:comments/(?P<comment>[0-9]{{1,40}})|(?P<account>[0-9]{{1,40}})/(?P<list>media|stories)/(?P<id>[0-9]{{1,40}}))"
)


class InstagramAnswers(Answers):
    """Of a professional account, asked with its own token."""

    network: ClassVar[str] = "instagram"
    profile_fields: ClassVar[str] = "user_id,username,name,biography,website,profile_picture_url,media_count"
    lists: ClassVar[tuple[Edge, ...]] = (MEDIA, STORIES)
    comments: ClassVar[Edge] = Edge("comments", f"{_ANSWER},replies.limit(50){{{_ANSWER}}}", 50, within="replies")

    def who(self, value: object) -> Identity:
        """See ``Answers.who``."""
        return Identity(id_at(value, "user_id"), text_at(value, "username"), text_at(value, "name"))

    def profile(self, part: Part, source: Source) -> Item:
        """The biography, with the address of a site of its own."""
        who, shown = self.who(part.value), part.value
        text = "\n\n".join(filter(None, (text_at(shown, "biography").strip(), web_address(text_at(shown, "website")))))
        said = [who.name, who.handle, text, said_of(self.media(shown))]
        return self._item(
            part, f"{HOME}/{who.id}", who, who, source, kind=Kind.PROFILE, text=text, revision=seen_at(source),
            url=web_address(f"https://www.instagram.com/{who.handle}/"), sameness=same(said),
        )  # fmt: skip

    def post(self, part: Part, edge: Edge, who: Identity, source: Source) -> Item:
        """See ``Answers.post``."""
        value, number, text = part.value, sound_id(part.value, "id"), text_at(part.value, "caption")
        said = [text, value_at(value, "is_comment_enabled") is not False, said_of(self.media(value))]
        return self._item(
            part, f"{HOME}/{who.id}/{edge.path}/{number}", who, who, source, text=text, published=time_at(value, "timestamp"),
            revision=seen_at(source), url=web_address(text_at(value, "permalink")), sameness=same(said),
        )  # fmt: skip

    def comment(self, part: Part, thread: str, who: Identity, source: Source) -> Item:
        """See ``Answers.comment``."""
        value, number, text = part.value, sound_id(part.value, "id"), text_at(part.value, "text")
        above, post = id_at(value, "parent_id"), id_at(value, "media")
        thread = thread or (f"{HOME}/{who.id}/{MEDIA.path}/{post}" if post else "")
        return self._item(
            part, self.comment_uri(number), who, _author(value, who), source, kind=Kind.REPLY, text=text,
            published=time_at(value, "timestamp"), revision=seen_at(source),
            reply_to=self.comment_uri(above) if above else thread, thread=thread, sameness=same([text, flag(value, "hidden")]),
        )  # fmt: skip

    def media(self, value: object) -> list[Medium]:
        """Those of a carousel, or the one, each by its number at Instagram. A portrait has none: its address without what ends names it."""
        portrait = web_address(text_at(value, "profile_picture_url"))
        if portrait:
            return [by_address(portrait, TYPES["IMAGE"])]
        shown = below(value, "children") or ([value] if isinstance(value, dict) and text_at(value, "media_type") in TYPES else [])
        return [_medium(each, number) for each in shown if (number := id_at(each, "id"))]

    def is_answered(self, value: object) -> bool:
        """See ``Answers.is_answered``."""
        return (int_at(value, "comments_count") or 0) > 0

    def hidden(self, value: object) -> str:
        """See ``Answers.hidden``."""
        return "hidden" if flag(value, "hidden") else ""

    def comment_uri(self, number: str) -> str:
        """See ``Answers.comment_uri``."""
        return f"{HOME}/comments/{number}"

    def named(self, uri: str, account: str) -> Named | None:
        """See ``Answers.named``."""
        found = _ADDRESS.fullmatch(uri)
        if not found or found["account"] not in (None, account):
            return None
        if found["comment"]:
            return Named(found["comment"], _ANSWER)
        edge = MEDIA if found["list"] == MEDIA.path else STORIES
        return Named(found["id"], edge.fields, (edge,))


def _medium(value: dict[str, object], number: str) -> Medium:
    return Medium(
        number, TYPES.get(text_at(value, "media_type"), "application/octet-stream"), text_at(value, "alt_text"), text_at(value, "media_url")
    )


def _author(value: object, who: Identity) -> Identity:
    """Who wrote a comment. Instagram has a number of its own for each reader, so that the account itself is known by its handle."""
    handle = text_at(value, "from", "username") or text_at(value, "username")
    if who.handle and handle == who.handle:
        return who
    return Identity(id_at(value, "from") or handle[:255] or WITHHELD, handle[:255])
