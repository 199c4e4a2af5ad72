"""What Threads' API answers of an account: posts, replies, quotes, reposts, conversations. Pure.

Field names as in the reference of the Threads API, version 1.0.
"""

from __future__ import annotations

import re
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
)
from rostra.platforms.graph.client import below, id_at
from rostra.platforms.hostile import text_at, time_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit

HOME: Final = "https://graph.threads.net"  # where things lie by their numbers: people's addresses hold names that may change
_OPTIONS: Final = ("option_a", "option_b", "option_c", "option_d")
_POLL = ",".join([*_OPTIONS, *(f"{name}_votes_percentage" for name in _OPTIONS), "total_votes", "expiration_timestamp"])
_FIELDS = (
    "id,owner,username,text,permalink,timestamp,media_type,media_url,gif_url,alt_text,link_attachment_url,text_attachment{plaintext},"
    f"children{{id,media_type,media_url,alt_text}},quoted_post,reposted_post,is_quote_post,poll_attachment{{{_POLL}}},"
    "has_replies,is_reply,is_reply_owned_by_me,root_post,replied_to,hide_status,topic_tag"
)  # what a medium of Threads has, wherever it stands

_POST = f"{_FIELDS},ghost_post_status,ghost_post_expiration_timestamp"

POSTS: Final = Edge("threads", _POST, 100)
REPLIES: Final = Edge("replies", _FIELDS, 100)
GHOSTS: Final = Edge("ghost_posts", _POST, 100, whole=True)  # for a day, then in the account's own archive
SHOWN: Final = ("", "NOT_HUSHED", "UNHUSHED")

_ADDRESS = re.compile(rf"{re.escape(HOME)}/(?P<ghost>ghost_posts/)?(?P<id>[0-9]{{1,40}})")


class ThreadsAnswers(Answers):
    """Of an account, asked with its own token."""

    network: ClassVar[str] = "threads"
    profile_fields: ClassVar[str] = "id,username,name,threads_profile_picture_url,threads_biography,is_verified"
    lists: ClassVar[tuple[Edge, ...]] = (POSTS, REPLIES, GHOSTS)
    comments: ClassVar[Edge] = Edge("conversation", _FIELDS, 100, (("reverse", "false"),))

    def who(self, value: object) -> Identity:
        """See ``Answers.who``."""
        return Identity(id_at(value, "id"), text_at(value, "username"), text_at(value, "name"))

    def profile(self, part: Part, source: Source) -> Item:
        """The biography."""
        who, text = self.who(part.value), text_at(part.value, "threads_biography").strip()
        said = [who.name, who.handle, text, said_of(self.media(part.value))]
        return self._item(
            part, f"{HOME}/{who.id}", who, who, source, kind=Kind.PROFILE, text=text, revision=seen_at(source),
            url=web_address(f"https://www.threads.com/@{who.handle}"), sameness=same(said),
        )  # fmt: skip

    def post(self, part: Part, edge: Edge, who: Identity, source: Source) -> Item:  # noqa: ARG002 -- each says itself what it is
        """A post, reply, quote or repost of the account."""
        owner = id_at(part.value, "owner")
        if owner not in ("", who.id):
            raise Unfit("It stands among the posts of the account and is another's")
        return self._said(part, who, who, "", source)

    def comment(self, part: Part, thread: str, who: Identity, source: Source) -> Item:
        """See ``Answers.comment``."""
        item = self._said(part, who, _author(part.value, who), thread, source)
        if item.kind is not Kind.REPLY:
            raise Unfit("It stands in a conversation and answers nothing")
        return item

    def media(self, value: object) -> list[Medium]:
        """Those of a carousel, or the one; each by its number at Threads, a moving picture of others by its address."""
        portrait, moving = (web_address(text_at(value, name)) for name in ("threads_profile_picture_url", "gif_url"))
        if portrait:
            return [by_address(portrait, TYPES["IMAGE"])]
        shown = below(value, "children") or ([value] if isinstance(value, dict) and text_at(value, "media_type") in TYPES else [])
        own = [_medium(each, number) for each in shown if (number := id_at(each, "id"))]
        return [*own, *([by_address(moving, "image/gif", text_at(value, "alt_text"))] if moving else [])]

    def is_answered(self, value: object) -> bool:
        """Of the first post of a thread: a conversation is given of no other."""
        return flag(value, "has_replies") and not flag(value, "is_reply")

    def is_own(self, value: object) -> bool:
        """See ``Answers.is_own``."""
        return flag(value, "is_reply_owned_by_me")

    def hidden(self, value: object) -> str:
        """See ``Answers.hidden``."""
        status = text_at(value, "hide_status")
        return "" if status in SHOWN else status

    def comment_uri(self, number: str) -> str:
        """See ``Answers.comment_uri``."""
        return f"{HOME}/{number}"

    def named(self, uri: str, account: str) -> Named | None:  # noqa: ARG002 -- the number alone names it
        """See ``Answers.named``."""
        found = _ADDRESS.fullmatch(uri)
        if not found:
            return None
        return Named(found["id"], _POST, (GHOSTS, POSTS)) if found["ghost"] else Named(found["id"], _FIELDS, (POSTS, REPLIES))

    def _said(self, part: Part, who: Identity, author: Identity, thread: str, source: Source) -> Item:
        value, number = part.value, sound_id(part.value, "id")
        above, first = self._uri_at(value, "replied_to"), self._uri_at(value, "root_post")
        quoted, shared = self._uri_at(value, "quoted_post"), self._uri_at(value, "reposted_post")
        kind = _kind(value, answers=bool(above), quotes=bool(quoted), shares=bool(shared))
        long = text_at(value, "text_attachment", "plaintext")
        text = linked("\n\n".join(filter(None, (text_at(value, "text"), long))), text_at(value, "link_attachment_url"))
        said = [text.text, shared, quoted, self.hidden(value), said_of(self.media(value)), _poll(value, source)]
        uri = f"{HOME}/{GHOSTS.path}/{number}" if text_at(value, "ghost_post_status") else self.comment_uri(number)
        return self._item(
            part, uri, who, author, source, kind=kind, text=text.text, spans=text.spans,
            published=time_at(value, "timestamp"), revision=seen_at(source), reply_to=above, quotes=quoted,
            thread=(thread or first) if kind is Kind.REPLY else "", subject=shared if kind is Kind.REPOST else "",
            url=web_address(text_at(value, "permalink")), sameness=same(said),
        )  # fmt: skip

    def _uri_at(self, value: object, name: str) -> str:
        number = id_at(value, name)
        return self.comment_uri(number) if number else ""


def _kind(value: object, *, answers: bool, quotes: bool, shares: bool) -> Kind:
    if answers or flag(value, "is_reply"):
        return Kind.REPLY
    if shares or text_at(value, "media_type") == "REPOST_FACADE":
        return Kind.REPOST
    return Kind.QUOTE if quotes or flag(value, "is_quote_post") else Kind.POST


def _poll(value: object, source: Source) -> list[str]:
    """The options of a poll; with how it ended, once it has: as long as people vote, votes make no version."""
    poll = value_at(value, "poll_attachment")
    ends = time_at(poll, "expiration_timestamp")
    votes = [str(value_at(poll, f"{name}_votes_percentage")) for name in _OPTIONS] if ends and ends <= source.seen else []
    return [text_at(poll, name) for name in _OPTIONS] + votes if isinstance(poll, dict) else []


def _medium(value: dict[str, object], number: str) -> Medium:
    return Medium(
        number, TYPES.get(text_at(value, "media_type"), "application/octet-stream"), text_at(value, "alt_text"), text_at(value, "media_url")
    )


def _author(value: object, who: Identity) -> Identity:
    """Who replied: Threads says the handle, and no number."""
    handle = text_at(value, "username")[:255]
    if flag(value, "is_reply_owned_by_me") or (who.handle and handle == who.handle):
        return who
    return Identity(handle or WITHHELD, handle)
