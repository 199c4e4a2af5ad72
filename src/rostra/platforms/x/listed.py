"""Whom an account blocks and mutes: two lists that only it may see, in the form of all lists (``platforms.lists``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rostra.platforms.base import Act, Event, Identity, Item, Kind, Listing, Method, Rejected, Source
from rostra.platforms.hostile import int_at, list_at, text_at
from rostra.platforms.lists.parse import BadEntry, ListOf
from rostra.platforms.parts import Part, elements, member
from rostra.platforms.x.answers import TOKEN
from rostra.platforms.x.client import Client
from rostra.platforms.x.people import entry

ACTS: Final[Mapping[Kind, Act]] = {Kind.BLOCK: Act.BLOCK, Kind.RESTRICTION: Act.MUTE}
MAX_PAGES = 200  # of LISTED accounts each

_NAMES: Final = {Act.BLOCK: "blocking", Act.MUTE: "muting"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of one account."""

    client: Client
    owner: Identity
    act: Act

    def events(self) -> Iterator[Event]:
        """Its entries, then the Listing.

        It is complete where its end was reached, each page had as many entries as it says, and all could be read. That it is empty counts
        only where X says twice that there are none: it is what an account is to come to, and what a server in trouble shows as well.
        """
        uris: dict[str, None] = {}
        whole, token, source = True, "", None
        for _ in range(MAX_PAGES):
            answer, part = self.client.listed(self.owner.id, _NAMES[self.act], token)
            source = answer.source(Method.SNAPSHOT)
            whole = whole and _is_whole(part)
            for event in self._entries(part, source):
                whole = whole and isinstance(event, Item)
                if isinstance(event, Item):
                    uris[event.uri] = None
                yield event
            token = text_at(part.value, "meta", "next_token")
            if not token or not TOKEN.fullmatch(token):
                break
        assert source is not None, "one page at least was asked for"
        complete = whole and not token and (bool(uris) or self._is_empty())
        yield Listing(self.owner.id, self._of.kind, tuple(uris), complete, source, self._of.within)

    @property
    def _of(self) -> ListOf:
        return ListOf("x", self.owner.id, self.act, self.owner.handle)

    def _entries(self, part: Part, source: Source) -> Iterator[Item | Rejected]:
        people = member(part, "data")
        for position, person in enumerate(elements(people) if people else [], 1):
            try:
                yield entry(person, self._of, source, position)
            except BadEntry as error:
                yield Rejected(position, f"{error}.", person.raw)

    def _is_empty(self) -> bool:
        _, part = self.client.listed(self.owner.id, _NAMES[self.act], "")
        return _is_whole(part) and not list_at(part.value, "data")


def _is_whole(part: Part) -> bool:
    """Whether a page holds what it says that it holds."""
    return int_at(part.value, "meta", "result_count") == len(list_at(part.value, "data")) and not list_at(part.value, "errors")
