"""Looking for known posts again, at the Graph API: as they are now, gone, or not known."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from rostra.platforms.base import Absence, Certainty, Event, Item, Method, Refused, Source, Unauthorised
from rostra.platforms.graph.answers import Edge
from rostra.platforms.graph.client import Graph, Inactive, Missing, Page
from rostra.platforms.graph.feed import Feed
from rostra.platforms.live import Shown
from rostra.platforms.parts import Part
from rostra.platforms.probing import AfterShown, one_by_one

MAX_LISTED = 25  # pages of each list in which they are looked for

EMPTY = "The list of the account came back empty, so that it says nothing."
PASSES = "What is shown for a day only goes by itself: that it is not there any more says nothing."
NOT_LISTED = "The platform does not say whether it is gone, or not shown to this token."


@dataclass(frozen=True, slots=True)
class Prober(AfterShown[Graph, Shown]):
    """Looks through the account's lists, and asks one by one for what is not there.

    The platform answers the same for what is gone and for what a token may not see. So something counts as gone only where the token has
    just been good, the lists were read and are not empty, it stands in none of them, and its own id is answered so.
    """

    feed: Feed

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``, and as the main list."""
        missing = dict.fromkeys(uris)
        silent = yield from self._listed(missing)
        yield from one_by_one(list(missing), lambda uri: self._one(uri, silent), self.unknown)

    def _listed(self, missing: dict[str, None]) -> Generator[Event, None, dict[str, str]]:
        """Those that stand in their list, which are taken off ``missing``; the names of the lists that told nothing, and why.

        As in a poll, one that the platform refuses stands in no other's way, unless it is the account's main list.
        """
        silent: dict[str, str] = {}
        named = filter(None, (self.feed.answers.named(uri, self.account) for uri in missing))
        for edge in dict.fromkeys(edge for each in named for edge in each.edges):
            try:
                if not (yield from self._list(edge, missing)):
                    silent[edge.path] = EMPTY
            except Refused as refused:
                if isinstance(refused, Unauthorised | Inactive) or edge is self.feed.answers.lists[0]:
                    raise
                silent[edge.path] = str(refused)
        return silent

    def _list(self, edge: Edge, missing: dict[str, None]) -> Generator[Event, None, bool]:
        """Those that stand in this list; whether it told anything."""
        told = False
        for page in self.feed.pages(edge, MAX_LISTED):
            told = told or bool(page.parts)
            for position, part in enumerate(page.parts, 1):
                yield from self._wanted(part, edge, page.answer.source(Method.PROBE), position, missing)
            if not missing:
                break
        return told

    def _wanted(self, part: Part, edge: Edge, source: Source, position: int, missing: dict[str, None]) -> Iterator[Event]:
        uris = [event.uri for event in self.feed.events(part, edge, source, position, answers=False) if isinstance(event, Item)]
        if any(uri in missing for uri in uris):
            yield from self.feed.events(part, edge, source, position)
            for uri in uris:
                missing.pop(uri, None)

    def _one(self, uri: str, silent: dict[str, str]) -> Iterator[Event]:
        """One that stands in no list, as far as they were read."""
        named = self.feed.answers.named(uri, self.account)
        if named is None:
            yield self.unknown(uri, "This is not the address of a post of this account.")
            return
        try:
            answer, part = self.client.node(self.account, named.id, named.fields)
            source, left = answer.source(Method.PROBE), {uri: None}
            if named.edges:
                yield from self._wanted(self.feed.whole(Page([part], "", answer)).parts[0], named.edges[0], source, 0, left)
            else:
                yield from self._answer(part, source, left)
            yield from (self.unknown(uri, "It is there, but not shown to everybody.") for uri in left)
        except Missing as error:
            yield self._gone(uri, named.edges, silent, error)

    def _answer(self, part: Part, source: Source, missing: dict[str, None]) -> Iterator[Event]:
        for event in self.feed.answer(part, "", source, 0):
            if isinstance(event, Item) and event.uri in missing:
                del missing[event.uri]
                yield event

    def _gone(self, uri: str, edges: tuple[Edge, ...], silent: dict[str, str], error: Missing) -> Absence:
        if not edges:
            return self.unknown(uri, NOT_LISTED)
        if edges[0].whole:
            return self.unknown(uri, PASSES)
        for edge in edges:
            why = silent.get(edge.path, "")
            if why and (why != EMPTY or edge is edges[0]):  # the first is never empty, the others may be
                return self.unknown(uri, why)
        return self.absence(uri, Certainty.OBSERVED, f"It stands in no list of the account any more. {error}")
