"""Lists of whom and what an account of Meta's networks restricts, in the form in which they are handed over as files too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rostra.platforms.base import Absence, Certainty, Event, Listing, Refused, Rejected, Source, Unauthorised, Unreachable
from rostra.platforms.graph.answers import seen_at
from rostra.platforms.graph.client import id_at
from rostra.platforms.graph.feed import MAX_FIRST, Feed
from rostra.platforms.lists.parse import BadEntry, ListOf, listed
from rostra.platforms.parts import Part


@dataclass(slots=True)
class Entries:
    """The entries of a list as they come in, and whether all came in."""

    of: ListOf
    source: Source
    uris: dict[str, None] = field(default_factory=dict)
    complete: bool = True
    witnessed: bool = False  # something else that this consent opens was shown too

    def add(self, subject: str, said: dict[str, str], raw: bytes) -> Event:
        """An entry, or that it is none."""
        try:
            item = listed(self.of, subject, self.source, seen_at(self.source), {name: text for name, text in said.items() if text})
        except BadEntry as bad:
            return self.without(raw, str(bad))
        self.uris[item.uri] = None
        return item

    def without(self, raw: bytes, reason: str) -> Rejected:
        """What stands on the list and is no entry: without it the list is not complete."""
        self.complete = False
        return Rejected(len(self.uris) + 1, f"An entry of a list is none: {reason}.", raw)

    def listing(self) -> Listing:
        """The list as a whole. An empty one is never called complete: a server in trouble shows the same."""
        empty = self.complete and self.witnessed and not self.uris
        complete = self.complete and bool(self.uris)
        return Listing(self.of.account, self.of.kind, tuple(self.uris), complete, self.source, self.of.within, empty)


def hidden_answers(feed: Feed, of: ListOf, source: Source) -> Iterator[Event]:
    """The answers of others below the account's posts that are not shown to everybody, then their Listing; and of each other that it is.

    It is complete where the list of posts was read to its end, and every post that says that it was answered shows answers.
    """
    entries, posts, more = Entries(of, source, complete=feed.answers.reaches_all), 0, ""
    for page in feed.pages(feed.answers.lists[0], MAX_FIRST):
        posts, more = posts + len(page.parts), page.after
        for part in page.parts:
            if feed.answers.is_public(part.value) and feed.answers.is_answered(part.value):
                yield from _below(part, feed, entries)
    entries.complete = entries.complete and posts > 0 and not more
    yield entries.listing()


def _below(post: Part, feed: Feed, entries: Entries) -> Iterator[Event]:
    """What stands below one post. What cannot be had leaves the list incomplete."""
    seen, more = 0, ""
    try:
        for page in feed.comments(id_at(post.value, "id")):
            seen, more = seen + len(page.parts), page.after
            for part in page.parts:
                yield from _answer(part, feed, entries)
    except Unauthorised:
        raise
    except (Refused, Unreachable):
        entries.complete = False
    entries.complete = entries.complete and seen > 0 and not more
    entries.witnessed = entries.witnessed or seen > 0


def _answer(part: Part, feed: Feed, entries: Entries) -> Iterator[Event]:
    number, word = id_at(part.value, "id"), feed.answers.hidden(part.value)
    if not number or not feed.answers.is_public(part.value) or feed.answers.is_own(part.value):
        return
    uri = feed.answers.comment_uri(number)
    if word:
        yield entries.add(uri, {"status": word}, part.raw)
    else:
        of = entries.of
        yield Absence(
            of.uri(uri), of.account, Certainty.OBSERVED, entries.source, "This answer is shown to everybody.", seen_at(entries.source)
        )
