"""An account's own posts as events: each version that X still gives, the oldest first; or that a post is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rostra.platforms.base import Absence, Certainty, Event, Item, Method, Rejected, Source
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import Answer
from rostra.platforms.x.addresses import post_uri
from rostra.platforms.x.answers import NOT_FOUND, Found, id_of, own_post, versions_of
from rostra.platforms.x.client import PAGE, Client


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of one account. ``method`` stands on every event."""

    client: Client
    account: str
    method: Method

    def events(self, posts: Iterable[Part], answer: Answer) -> Iterator[Event]:
        """These posts, the oldest first, each with all its other versions; what is another account's is set aside."""
        source, shown = answer.source(self.method), list(posts)
        yield from (self._event(told, source, 0) for told in shown if not id_of(told))
        given = {number: (told, source) for told in shown if (number := id_of(told))}
        others = {number: None for told, _ in given.values() for number in versions_of(told) if number not in given}
        for found in self._looked_up(list(others)):
            given |= {number: (told, found.answer.source(self.method)) for number, told in found.posts.items()}
        for position, number in enumerate(sorted(given, key=int), 1):
            yield self._event(*given[number], position)

    def look(self, numbers: Sequence[str]) -> Iterator[Event]:
        """Posts by the ids of their first versions: each with all its versions, or as missing.

        One that X does not find counts as gone, because the account has just answered as an active one, with a token that is good. What
        raises does so before anything of a batch of PAGE was yielded.
        """
        for found in self._looked_up(numbers):
            yield from self.events(found.posts.values(), found.answer)
            yield from (self._absence(number, found) for number in found.asked if number not in found.posts)

    def _looked_up(self, numbers: Sequence[str]) -> Iterator[Found]:
        for start in range(0, len(numbers), PAGE):
            yield self.client.lookup(self.account, list(numbers[start : start + PAGE]))

    def _event(self, told: Part, source: Source, position: int) -> Item | Rejected:
        try:
            return own_post(told, self.account, source)
        except Unfit as unfit:
            return Rejected(position, f"{unfit}.", told.raw)

    def _absence(self, number: str, found: Found) -> Absence:
        problem = found.problems.get(number, "it gives no reason")
        gone = problem == NOT_FOUND
        reason = "X has no such post." if gone else f"X does not show this post: {problem}."
        certainty = Certainty.OBSERVED if gone else Certainty.UNKNOWN
        return Absence(post_uri(number), self.account, certainty, found.answer.source(self.method), reason)
