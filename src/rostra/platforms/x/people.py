"""Answers about accounts: who they are, how an account shows itself, and entries of its lists. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from rostra.platforms.base import POSTS, Count, Evidence, Identity, Item, Kind, MediaRef, Source, Unreachable
from rostra.platforms.counting import told
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at, value_at, web_address
from rostra.platforms.lists.parse import BadEntry, ListOf, parse
from rostra.platforms.lists.read import Entry
from rostra.platforms.live import Shown
from rostra.platforms.parts import Part, member
from rostra.platforms.table.parse import media_type_of
from rostra.platforms.text import joined
from rostra.platforms.web import Answer
from rostra.platforms.x.addresses import is_handle, is_id, profile_uri
from rostra.platforms.x.said import lead, said

MEDIA_TYPE = "application/json"
LONGEST_NAME = 200  # characters; X allows 50


class Person(Shown):
    """An account as X shows it now: active or protected; or that it is suspended or not found, of which X says nothing more."""

    __slots__ = ()

    @property
    def active(self) -> bool:
        """Whether X shows its posts to whoever may see them."""
        return self.status in ("active", "protected")


def identity(person: object) -> Identity:
    """Who this is; the id is "" where that is not said soundly."""
    number = text_at(person, "id")
    handle = text_at(person, "username")
    return Identity(number if is_id(number) else "", handle if is_handle(handle) else "", text_at(person, "name")[:LONGEST_NAME])


def person_in(account: str, part: Part, answer: Answer) -> Person:
    """The account that was asked for. Raises Unreachable where the answer says nothing of it."""
    shown = member(part, "data")
    if shown and identity(shown.value).id == account:
        status = "protected" if value_at(shown.value, "protected") is True else "active"
        return Person(identity(shown.value), shown, answer, status=status)
    for problem in maps_in(list_at(part.value, "errors")):
        if text_at(problem, "resource_type") == "user" and text_at(problem, "type").endswith("/resource-not-found"):
            suspended = "suspended" in text_at(problem, "detail")
            return not_shown(account, "suspended" if suspended else "not found", answer)
    raise Unreachable("X answered nothing about the account that it was asked for.")


def not_shown(account: str, status: str, answer: Answer) -> Person:
    """An account of which X says only why it is not shown."""
    return Person(Identity(account), Part(None, b"null"), answer, status=status)


def profile(person: Person, source: Source) -> Item:
    """How an account shows itself: its description, place, website, name and picture. It is one that is shown."""
    shown, who = person.part.value, person.identity
    description = said(text_at(shown, "description"), lead(list_at(shown, "entities", "description", "urls")))
    website = said(text_at(shown, "url"), lead(list_at(shown, "entities", "url", "urls")))
    text = joined([description, said(text_at(shown, "location"), {}), website], "\n\n")
    picture = _picture(shown)
    facts = [who.handle, who.name, text.text, picture, person.status]
    return Item(
        uri=profile_uri(who.id), kind=Kind.PROFILE, account=who.id, author=who, raw=person.part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, revision=source.seen.isoformat(timespec="milliseconds"), text=text.text, spans=text.spans,
        url=f"https://x.com/{who.handle}" if who.handle else profile_uri(who.id),
        media=(MediaRef(picture, media_type_of(picture), ""),) if picture else (), sameness=json.dumps(facts).encode(),
    )  # fmt: skip


def counted(person: Person, source: Source) -> Iterator[Count]:
    """How many posts X says that the account has: replies, quotes and reposts among them, no deleted ones.

    It comes with the profile, which is asked for anyway, at no price of its own. Source: X API v2, openapi.json, User,
    ``public_metrics.tweet_count``: "The number of Posts (including Retweets) posted by this User".
    """
    yield from told(person.identity.id, POSTS, int_at(person.part.value, "public_metrics", "tweet_count"), source)


def _picture(shown: object) -> str:
    """The address of the picture, which is another one for each picture; without the mark of the small form."""
    return web_address(text_at(shown, "profile_image_url").replace("_normal.", ".", 1))


def entry(person: Part, of: ListOf, source: Source, position: int = 0) -> Item:
    """Somebody on a list of the account, as an entry of the same list from a file. Raises BadEntry."""
    who = identity(person.value)
    if not who.id:
        raise BadEntry("an account without a number")
    cells = {"identity": who.id, "handle": who.handle, "name": "".join(sign for sign in who.name if sign.isprintable())}
    item = parse(Entry(position, 0, person.raw, cells), of, source, source.seen.isoformat(timespec="microseconds"))
    return replace(item, evidence=Evidence.PLATFORM_API)
