"""A page's posts as events, each with what answers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rostra.platforms.base import Event, Method, Refused, Rejected, Source, Unauthorised
from rostra.platforms.feed import Feed, Page
from rostra.platforms.hostile import int_at, text_at
from rostra.platforms.linkedin import answers
from rostra.platforms.linkedin.addresses import post_uri
from rostra.platforms.linkedin.answers import Place
from rostra.platforms.linkedin.client import Client
from rostra.platforms.live import Shown
from rostra.platforms.parts import Part, Unfit

MAX_COMMENTS = 2000  # below one post
LATE = 600_000  # milliseconds: a post may be listed so long after one that was changed later


class Posts(Feed):
    """The posts of one page, those first that were changed last: so an edit shows as something new."""

    def __init__(self, client: Client, shown: Shown) -> None:
        super().__init__()
        self._client = client
        self._shown = shown
        self._threads = Threads(client, shown, Method.POLL)

    def page(self, below: str) -> Page:
        """See ``Feed``."""
        return self._client.posts(self._shown.identity.id, below)

    def key(self, entry: object) -> str:
        """See ``Feed``: its name."""
        return answers.urn_of(entry)

    def moment(self, entry: object) -> int:
        """See ``Feed``: when it was changed last, in milliseconds."""
        return int_at(entry, "lastModifiedAt") or 0

    def events(self, part: Part, source: Source, position: int, top: int) -> Iterator[Event]:
        """See ``Feed``: one that was known is told again while others may still be listed late, and without what answers it."""
        if not answers.is_public(part.value) or self.moment(part.value) <= top - LATE:
            return
        try:
            yield answers.post(part, self._shown.identity, source)
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
            return
        if self.moment(part.value) > top:
            yield from self._threads.below(answers.urn_of(part.value))


@dataclass(frozen=True, slots=True)
class Threads:
    """What answers a page's posts."""

    client: Client
    shown: Shown
    method: Method

    def below(self, urn: str) -> Iterator[Event]:
        """Every comment below a post, and what answers it, at most MAX_COMMENTS; nothing where LinkedIn refuses this one thread."""
        place, seen = post_uri(urn), set[str]()
        try:
            for page, part in self._comments(urn):
                yield from self._one(part, page, place, seen)
                if int_at(part.value, "commentsSummary", "aggregatedTotalComments"):
                    for inner, answer in self._comments(answers.comment_of(part.value)[0]):
                        yield from self._one(answer, inner, place, seen)
                if len(seen) >= MAX_COMMENTS:
                    return
        except Unauthorised:
            raise
        except Refused:  # of one thread: it must not stand in the way of the others
            return

    def _comments(self, urn: str) -> Iterator[tuple[Page, Part]]:
        below = ""
        for _ in range(MAX_COMMENTS):
            page = self.client.comments(self.shown.identity.id, urn, below)
            yield from ((page, part) for part in page.parts)
            below = page.below
            if not below or not page.parts:
                return

    def _one(self, part: Part, page: Page, place: str, seen: set[str]) -> Iterator[Event]:
        """One comment, once."""
        name = answers.comment_of(part.value)[0]
        if name in seen or len(seen) >= MAX_COMMENTS:
            return
        try:
            item = answers.comment(part, Place(self.shown.identity.id, place, page.answer.source(self.method)))
        except Unfit as unfit:
            yield Rejected(0, f"{unfit}: {text_at(part.value, 'id')[:60]}.", part.raw)
            return
        seen.add(name)
        yield item
