"""Direct messages: what somebody wrote to an official account alone, and what it answered. They are never public, whatever they say.

A message is an item of kind ``message`` with an address of its own scheme, by which every reader tells that it is for nobody. Its thread is
its conversation; its subject says who else takes part; whether it came or went, its author says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import orjson

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source, Span
from rostra.platforms.files.exported import BadElement
from rostra.platforms.hostile import list_at
from rostra.platforms.table.parse import EARLIEST, LATEST

SCHEME: Final = "urn:rostra:message:"
MOST_PARTIES = 500  # of one conversation; no network lets so many into one
LONGEST = 255  # characters of an identity, a handle, a name


class BadMessage(BadElement):
    """A message that cannot be read. Its bytes are kept nowhere: of what cannot be read nobody knows whose it is."""

    kept = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where messages stand. ``id``: the network's own name for it; ``parties``: who takes part beside the account, each once."""

    network: str
    account: Identity
    id: str
    parties: tuple[Identity, ...]

    @property
    def uri(self) -> str:
        """Its stable address, which those of its messages begin with."""
        return SCHEME + ":".join(quote(part, safe="") for part in (self.network, self.account.id, self.id))

    @property
    def subject(self) -> str:
        """Who takes part, as a record keeps it."""
        return orjson.dumps([[party.id, party.handle, party.name] for party in self.parties]).decode()


@dataclass(frozen=True, slots=True)
class Message:
    """One message, before it is an item. ``id``: within its conversation; ``raw``: its own bytes."""

    id: str
    author: Identity
    published: dt.datetime | None
    raw: bytes
    text: str = ""
    spans: tuple[Span, ...] = ()
    media: tuple[MediaRef, ...] = ()


def item(said: Message, of: Conversation, source: Source) -> Item:
    """The item of a message. Raises BadMessage where its time cannot be, or nobody is named beside the account."""
    if said.published is None or not EARLIEST <= said.published <= source.seen + LATEST:
        raise BadMessage("its time is none, or cannot be")
    if not of.parties:
        raise BadMessage("nobody takes part in its conversation but the account")
    return Item(
        uri=f"{of.uri}:{quote(said.id, safe='')}",
        kind=Kind.MESSAGE,
        account=of.account.id,
        author=said.author,
        raw=said.raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=said.published,
        text=said.text,
        thread=of.uri,
        subject=of.subject,
        spans=said.spans,
        media=said.media,
        sameness=orjson.dumps([said.text, [medium.ref for medium in said.media]]),
    )


def object_in(raw: bytes) -> dict[str, object]:
    """The JSON object that an element is. Raises BadMessage, never with a word of it."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadMessage("it is not JSON") from None
    if not isinstance(found, dict):
        raise BadMessage("it is no object")
    return found


def parties_of(found: Iterable[Identity], account: Identity) -> tuple[Identity, ...]:
    """Of those who take part all but the account, each once, with no more than a record holds of each."""
    others = {each.id[:LONGEST]: Identity(each.id[:LONGEST], each.handle[:LONGEST], each.name[:LONGEST]) for each in found if each.id}
    others.pop(account.id, None)
    return tuple(others.values())[:MOST_PARTIES]


def parties_in(subject: str) -> tuple[Identity, ...]:
    """Who takes part, as the subject of a message says; nothing where it says something else. Pure."""
    try:
        rows = list_at({"rows": orjson.loads(subject)}, "rows")
    except orjson.JSONDecodeError:
        return ()
    return tuple(Identity(*row) for row in rows if isinstance(row, list) and len(row) == 3 and all(isinstance(each, str) for each in row))
