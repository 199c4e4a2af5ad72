"""Looking for known posts again, at the Graph API: as they are now, gone, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from rostra.platforms.base import Absence, Certainty, Event, Identity, Item, Method, Refused, Source, Unauthorised
from rostra.platforms.graph.answers import Answers, Edge
from rostra.platforms.graph.client import Graph, Inactive, Missing, Page
from rostra.platforms.graph.feed import Feed
from rostra.platforms.parts import Part
from rostra.platforms.probing import one_by_one
from rostra.platforms.web import Answer

MAX_LISTED = 25  # pages of each list in which they are looked for

EMPTY = "The list of the account came back empty, so that it says nothing."
PASSES = "What is shown for a day only goes by itself: that it is not there any more says nothing."
NOT_LISTED = "The platform does not say whether it is gone, or not shown to this token."


@dataclass(frozen=True, slots=True)
class Prober:
    """Looks through the account's lists, and asks one by one for what is not there.

    The platform answers the same for what is gone and for what a token may not see. So something counts as gone only where the token has
    just been good, the lists were read and are not empty, it stands in none of them, and its own id is answered so.
    """

    graph: Graph
    answers: Answers
    account: str
    clock: Callable[[], dt.datetime]

    def look(
        self,
        uris: list[str],
        shown: Callable[[str], tuple[Answer, Part, Identity]],
        feed: Callable[[Identity, Method], Feed],
    ) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``, as ``shown``, and as the main list."""
        missing = dict.fromkeys(uris)
        try:
            answer, part, who = shown(self.account)
        except Inactive as inactive:
            yield from (self._unknown(uri, str(inactive)) for uri in missing)
            return
        profile = self.answers.profile(part, answer.source(Method.PROBE))
        if profile.uri in missing:
            del missing[profile.uri]
            yield profile
        reading = feed(who, Method.PROBE)
        empty = yield from self._listed(missing, reading)
        yield from one_by_one(list(missing), lambda uri: self._one(uri, reading, empty), self._unknown)

    def _listed(self, missing: dict[str, None], feed: Feed) -> Generator[Event, None, set[str]]:
        """Those that stand in their list, which are taken off ``missing``; the names of the lists that told nothing.

        One that is not the account's main list and that the platform refuses is one of them.
        """
        empty: set[str] = set()
        named = filter(None, (self.answers.named(uri, self.account) for uri in missing))
        for edge in dict.fromkeys(edge for each in named for edge in each.edges):
            try:
                told = yield from self._list(edge, missing, feed)
            except Refused as refused:
                if isinstance(refused, Unauthorised | Inactive) or edge is self.answers.lists[0]:
                    raise
                told = False
            if not told:
                empty.add(edge.path)
        return empty

    def _list(self, edge: Edge, missing: dict[str, None], feed: Feed) -> Generator[Event, None, bool]:
        """Those that stand in this list; whether it told anything."""
        told = False
        for page in feed.pages(edge, MAX_LISTED):
            told = told or bool(page.parts)
            for position, part in enumerate(page.parts, 1):
                yield from self._wanted(part, edge, page.answer.source(Method.PROBE), position, missing, feed)
            if not missing:
                break
        return told

    def _wanted(self, part: Part, edge: Edge, source: Source, position: int, missing: dict[str, None], feed: Feed) -> Iterator[Event]:
        uris = [event.uri for event in feed.events(part, edge, source, position, answers=False) if isinstance(event, Item)]
        if any(uri in missing for uri in uris):
            yield from feed.events(part, edge, source, position)
            for uri in uris:
                missing.pop(uri, None)

    def _one(self, uri: str, feed: Feed, empty: set[str]) -> Iterator[Event]:
        """One that stands in no list, as far as they were read."""
        named = self.answers.named(uri, self.account)
        if named is None:
            yield self._unknown(uri, "This is not the address of a post of this account.")
            return
        try:
            answer, part = self.graph.node(self.account, named.id, named.fields)
            source, left = answer.source(Method.PROBE), {uri: None}
            if named.edges:
                yield from self._wanted(feed.whole(Page([part], "", answer)).parts[0], named.edges[0], source, 0, left, feed)
            else:
                yield from self._answer(part, source, left, feed)
            yield from (self._unknown(uri, "It is there, but not shown to everybody.") for uri in left)
        except Missing as error:
            yield self._gone(uri, named.edges, empty, error)

    def _answer(self, part: Part, source: Source, missing: dict[str, None], feed: Feed) -> Iterator[Event]:
        for event in feed.answer(part, "", source, 0):
            if isinstance(event, Item) and event.uri in missing:
                del missing[event.uri]
                yield event

    def _gone(self, uri: str, edges: tuple[Edge, ...], empty: set[str], error: Missing) -> Absence:
        if not edges:
            return self._unknown(uri, NOT_LISTED)
        if edges[0].whole:
            return self._unknown(uri, PASSES)
        if edges[0].path in empty:
            return self._unknown(uri, EMPTY)
        return self._absence(uri, Certainty.OBSERVED, f"It stands in no list of the account any more. {error}")

    def _unknown(self, uri: str, reason: str) -> Absence:
        return self._absence(uri, Certainty.UNKNOWN, reason)

    def _absence(self, uri: str, certainty: Certainty, reason: str) -> Absence:
        return Absence(uri, self.account, certainty, Source(Method.PROBE, self.graph.base, self.clock()), reason)
