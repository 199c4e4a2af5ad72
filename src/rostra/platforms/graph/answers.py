"""How the answers of a network of Meta are read. Pure: the same bytes always say the same, whatever they hold.

A field of a wrong type reads as not there. What has no sound id, or is another account's where it must not be, is refused.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source, Span
from rostra.platforms.graph.client import id_at
from rostra.platforms.hostile import address_from, time_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.text import Text

MEDIA_TYPE = "application/json"
MAX_MEDIA = 50  # of one post; Instagram and Threads allow 20, Facebook shows at most so many of an album
TYPES: Mapping[str, str] = {"IMAGE": "image/jpeg", "VIDEO": "video/mp4", "AUDIO": "audio/mp4", "PHOTO": "image/jpeg"}
WITHHELD = "withheld"  # who wrote something, where the platform does not say


@dataclass(frozen=True, slots=True)
class Edge:
    """A list at the interface. ``path``: below the account's or the post's id."""

    path: str
    fields: str
    limit: int
    more: tuple[tuple[str, str], ...] = ()
    whole: bool = False  # short, and read to its end each time: what stands there goes by itself
    within: str = ""  # the list that each of its objects holds in turn
    of_others: bool = False  # what others wrote

    @property
    def params(self) -> dict[str, str]:
        """What it is asked with."""
        return {"fields": self.fields, "limit": str(self.limit), **dict(self.more)}


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, video or sound. ``ref`` stays; ``address`` is where it lies for the moment, "" where the platform does not give it."""

    ref: str
    media_type: str
    alt: str
    address: str

    def named(self) -> MediaRef:
        """As an item names it."""
        return MediaRef(self.ref, self.media_type, self.alt)


@dataclass(frozen=True, slots=True)
class Named:
    """What an address names: its id at the interface, its fields, and in which lists of the account it may stand; none for an answer.

    The first of the lists is never empty as long as the account shows anything.
    """

    id: str
    fields: str
    edges: tuple[Edge, ...] = ()


class Answers(ABC):
    """One network's."""

    network: ClassVar[str]
    profile_fields: ClassVar[str]
    lists: ClassVar[tuple[Edge, ...]]  # of the account, the newest first
    comments: ClassVar[Edge]  # below a post, the oldest first
    reaches_all: ClassVar[bool] = True  # whether the main list holds every post there is

    @abstractmethod
    def who(self, value: object) -> Identity:
        """The account, as its own node shows it; its id is "" where it shows none."""

    def status(self, value: object) -> str:  # noqa: ARG002 -- for networks that tell it
        """The network's word for how the account stands; "active" where everybody sees it."""
        return "active"

    @abstractmethod
    def profile(self, part: Part, source: Source) -> Item:
        """How the account shows itself. Raises Unfit."""

    def is_public(self, value: object) -> bool:  # noqa: ARG002 -- for networks that show to some only
        """Whether everybody may see this. All else is never taken, whatever is shown."""
        return True

    @abstractmethod
    def post(self, part: Part, edge: Edge, who: Identity, source: Source) -> Item:
        """What stands in a list of the account. Raises Unfit."""

    @abstractmethod
    def comment(self, part: Part, thread: str, who: Identity, source: Source) -> Item:
        """What was answered below the post with the address ``thread``; "" where it is asked for by itself. Raises Unfit."""

    @abstractmethod
    def media(self, value: object) -> list[Medium]:
        """The media of a post, a comment or a profile."""

    @abstractmethod
    def is_answered(self, value: object) -> bool:
        """Whether anything stands below a post."""

    @abstractmethod
    def hidden(self, value: object) -> str:
        """The network's word for why a comment is not shown to everybody; "" where it is."""

    @abstractmethod
    def named(self, uri: str, account: str) -> Named | None:
        """What the address of a post or comment of this account names; None where it is none."""

    @abstractmethod
    def comment_uri(self, number: str) -> str:
        """The address of an answer to a post."""

    def changed(self, value: object) -> str:
        """When something was last done to a post or below it, as the network says; "" where it does not. It sorts."""
        return stamp(value, "updated_time")

    def is_own(self, value: object) -> bool:  # noqa: ARG002 -- for networks where it is so
        """Whether an answer in the thread stands among the account's own posts as well, so that it is taken from there."""
        return False

    def _item(self, part: Part, uri: str, who: Identity, author: Identity, source: Source, **more: object) -> Item:
        """An item with what all have."""
        return Item(
            uri=uri, account=who.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source, evidence=Evidence.PLATFORM_API,
            media=tuple(medium.named() for medium in self.media(part.value))[:MAX_MEDIA], **{"kind": Kind.POST, **more},  # type: ignore[arg-type]
        )  # fmt: skip


def sound_id(value: object, *path: str) -> str:
    """The id under these names. Raises Unfit where there is none."""
    found = id_at(value, *path)
    if not found:
        raise Unfit("It has no sound id")
    return found


def stamp(value: object, name: str) -> str:
    """A moment as a text that sorts, "" where there is none."""
    moment = time_at(value, name)
    return moment.isoformat(timespec="microseconds") if moment else ""


def seen_at(source: Source) -> str:
    """The revision of what tells no time of an edit: when it was looked at."""
    return source.seen.isoformat(timespec="microseconds")


def linked(text: str, address: str) -> Text:
    """A text with the address of what is shown with it, which stands below it where it does not stand in it."""
    if not web_address(address) or address_from(address, "") != address:
        return Text(text)
    start = text.find(address)
    if start < 0:
        text = f"{text}\n\n{address}" if text else address
        start = len(text) - len(address)
    return Text(text, (Span(start, start + len(address), address),))


def same(said: Sequence[object]) -> bytes:
    """What tells two versions apart."""
    return json.dumps(said, separators=(",", ":")).encode("ascii")


def by_address(address: str, media_type: str, alt: str = "") -> Medium:
    """A medium that has no number. What stands behind its address ends, and is no part of its name."""
    return Medium(address.partition("?")[0], media_type, alt, address)


def said_of(media: Iterable[Medium]) -> list[list[str]]:
    """What tells two versions of media apart: the number, or the name of the file, for from where it is served changes by itself."""
    return [[medium.ref.rpartition("/")[2], medium.alt] for medium in media]


def flag(value: object, name: str) -> bool:
    """Whether a field is true; a field of a wrong type is not."""
    return value_at(value, name) is True
