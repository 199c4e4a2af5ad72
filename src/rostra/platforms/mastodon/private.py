"""What an account does against others, which its server shows to nobody but its holder.

Each entry is written down as one of a list that was handed over (``platforms.lists``), so that the same entry, learnt either way, is one
record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

import orjson

from rostra.platforms.base import Act, Event, Evidence, Item, Kind, Listing, Method, Refused, Rejected, Source
from rostra.platforms.hostile import list_at, maps_in, text_at, time_at, value_at
from rostra.platforms.lists.parse import BadEntry, ListOf, parse
from rostra.platforms.lists.read import Entry
from rostra.platforms.mastodon.client import NOT_FOUND, Client, Shown, linked
from rostra.platforms.mastodon.parse import id_of
from rostra.platforms.parts import Part, elements
from rostra.platforms.web import Answer, WebRefused

NETWORK = "mastodon"
PATHS: Final = {Act.BLOCK: "v1/blocks", Act.MUTE: "v1/mutes", Act.RESTRICT: "v1/domain_blocks", Act.FILTER: "v2/filters"}
ACTS: Final = tuple(PATHS)
CONTEXTS = ("home", "notifications", "public", "thread", "account")  # where a filter can hold
PAGE = 80  # entries; the interface gives no more at once
MAX_PAGES = 5000  # of one list


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of a list."""

    parts: list[Part]
    answer: Answer


@dataclass(slots=True)
class Found:
    """What was read of one list."""

    uris: dict[str, None]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Private:
    """The lists of one account, asked for with the token of its holder."""

    client: Client
    shown: Shown
    authorization: str

    def lists(self, kind: Kind) -> Iterator[Event]:
        """The entries of every list of this kind, each list followed by its Listing; nothing of one that the server does not have.

        Raises Unauthorised; Refused where the token is another account's, or does not open this list; Unreachable, RateLimited.
        """
        self._require_own()
        for act in ACTS:
            of = ListOf(NETWORK, self.shown.identity.id, act, self.shown.identity.handle)
            if of.kind is kind:
                yield from self._list(of)

    def _require_own(self) -> None:
        _, part = self.client.own(self.shown.server, "v1/accounts/verify_credentials", self.authorization)
        if id_of(part.value) != self.shown.id:
            raise Refused(f"The token that is kept for {self.shown.identity.id} is another account's.")

    def _list(self, of: ListOf) -> Iterator[Event]:
        """A list is complete where its end was reached and every entry could be read. An empty one counts where it is empty twice."""
        found = Found({})
        answer: Answer | None = None
        try:
            for page in self._pages(PATHS[of.act], found):
                answer = page.answer
                yield from self._entries(page, of, found)
            if not found.uris and any(page.parts for page in self._pages(PATHS[of.act], found)):
                found.whole = False
        except WebRefused as refused:
            if refused.status == NOT_FOUND and answer is None:  # this server has no such list
                return
            raise
        if answer is not None:
            yield Listing(of.account, of.kind, tuple(found.uris), found.whole, answer.source(Method.SNAPSHOT), of.within)

    def _pages(self, path: str, found: Found) -> Iterator[Entries]:
        below, asked = "", set[str]()
        for _ in range(MAX_PAGES):
            where = {"limit": str(PAGE), **({"max_id": below} if below else {})}
            answer, part = self.client.own(self.shown.server, path, self.authorization, **where)
            found.whole = found.whole and isinstance(part.value, list)
            yield Entries(elements(part), answer)
            asked.add(below)
            below = linked(answer)
            if not below:
                return
            if below in asked:
                break
        found.whole = False

    def _entries(self, page: Entries, of: ListOf, found: Found) -> Iterator[Event]:
        source = page.answer.source(Method.SNAPSHOT)
        for position, part in enumerate(page.parts, 1):
            for entry in self._read(part, position, of.act, source.seen):
                event = _event(entry, part, of, source)
                found.whole = found.whole and isinstance(event, Item)
                if isinstance(event, Rejected):
                    yield event
                elif event.uri not in found.uris:
                    found.uris[event.uri] = None
                    yield event

    def _read(self, part: Part, position: int, act: Act, now: dt.datetime) -> Iterator[Entry]:
        """What an element of an answer names: an account, a server, or the words of a filter that has not run out."""
        if act is Act.FILTER:
            ended = time_at(part.value, "expires_at")
            words = () if ended and ended <= now else maps_in(list_at(part.value, "keywords"))
            yield from (Entry(position, 0, part.raw, {"identity": text_at(word, "keyword")}) for word in words)
        elif act is Act.RESTRICT:
            yield Entry(position, 0, part.raw, {"identity": part.value if isinstance(part.value, str) else ""})
        else:
            handle = self._handle(part.value)
            yield Entry(position, 0, part.raw, {"identity": handle, "handle": handle, "name": text_at(part.value, "display_name")})

    def _handle(self, account: object) -> str:
        """``user@host``, as an export of the list has it of accounts of this server too."""
        named = text_at(account, "acct")
        host = self.shown.identity.handle.partition("@")[2] or urlsplit(self.shown.server).netloc
        return named if "@" in named or not named else f"{named}@{host}"


def _event(entry: Entry, part: Part, of: ListOf, source: Source) -> Item | Rejected:
    try:
        item = parse(entry, of, source, source.seen.isoformat(timespec="microseconds"))
    except BadEntry as error:
        return Rejected(entry.position, f"entry {entry.position} of the list ({of.act}): {error}", part.raw)
    item = replace(item, evidence=Evidence.PLATFORM_API)
    return _filtered(item, part.value) if of.act is Act.FILTER else item


def _filtered(item: Item, told: object) -> Item:
    """With how and where the word is filtered: hidden, or shown behind a warning. A change of it is another version."""
    word = next((each for each in maps_in(list_at(told, "keywords")) if text_at(each, "keyword").strip() == item.subject), {})
    ends = time_at(told, "expires_at")
    how = {
        "filter_action": "hide" if text_at(told, "filter_action") == "hide" else "warn",  # what is not known counts as a warning
        "context": [name for name in CONTEXTS if name in list_at(told, "context")],
        "expires_at": ends.isoformat() if ends else None,
        "whole_word": value_at(word, "whole_word") is True,
    }
    raw = orjson.dumps({**orjson.loads(item.raw), **how}, option=orjson.OPT_SORT_KEYS)
    return replace(item, raw=raw, sameness=raw)
