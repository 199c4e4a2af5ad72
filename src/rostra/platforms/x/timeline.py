"""One look at an account: what is new among its posts, those that may have been changed, and what answers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from rostra.platforms.base import Event, Gap, Mark, Method
from rostra.platforms.beyond import Beyond
from rostra.platforms.parts import Part
from rostra.platforms.web import Answer
from rostra.platforms.x.addresses import id_at, moment_of
from rostra.platforms.x.answers import Page, editable_until, id_of, versions_of
from rostra.platforms.x.client import Client
from rostra.platforms.x.cursor import MAX_OPEN, Cursor, Reading, at
from rostra.platforms.x.posts import Posts
from rostra.platforms.x.replies import REACH, Replies

MAX_PAGES = 100  # of one list in one look; the next look goes on from there
OVERLAP: Final = dt.timedelta(minutes=1)  # a post may show up behind a later one
FULL = 3_100  # posts: who was given so many may have been denied older ones, for X gives 3,200, and counts in them some that it hides
EDGE: Final = dt.timedelta(minutes=10)  # by which the search is asked for less than it reaches, so that it does not refuse

BEYOND_POSTS = "X gives only the newest 3,200 posts of an account, and there were as many since the last look."
BEYOND_REPLIES = "X finds replies of the last seven days only, and it was longer since they were last looked for."


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a reading. ``read``: how far it had come with it; ``place``: where the next one begins."""

    fresh: list[Part]
    answer: Answer
    read: Reading
    ended: bool

    @property
    def place(self) -> Reading:
        """Where to go on."""
        return self.read.ended() if self.ended else self.read


def walk(ask: Callable[..., Page], place: Reading) -> Iterator[Step]:
    """From the newest back, or on from where an earlier reading stopped, to what was known; a page that brings nothing new is the last."""
    seen: set[str] = set()
    since, until, token = _before(place.since), place.below, ""
    for _ in range(MAX_PAGES):
        page = ask(since_id=since, until_id=until, pagination_token=token)
        fresh = [told for told in page.posts if id_of(told) not in seen or not id_of(told)]
        ids = {number for told in fresh if (number := id_of(told))}
        seen |= ids
        place, token = place.on(ids), page.more
        ended = not token or bool(page.posts and not ids)
        yield Step(fresh, page.answer, place, ended)
        if ended:
            return


@dataclass(slots=True)
class Timeline:
    """The look that goes on from ``cursor``. ``started``: when."""

    client: Client
    account: str
    cursor: Cursor
    started: dt.datetime
    _shown: set[str] = field(default_factory=set)  # first ids of posts that this look has seen
    _count: int = 0

    def events(self) -> Iterator[Event]:
        """All of it, with a Mark after each page."""
        yield from self._own()
        yield from self._again()
        yield from self._answers()

    def _own(self) -> Iterator[Event]:
        posts = Posts(self.client, self.account, Method.POLL)
        for step in walk(partial(self.client.posts, self.account), self.cursor.posts):
            yield from posts.events(step.fresh, step.answer)
            if step.ended and step.read.count >= FULL:
                yield Gap(self.account, at(step.read.since), at(step.read.below), BEYOND_POSTS, beyond=Beyond.POSTS)
            self.cursor = replace(self.cursor, posts=step.place, open=self._open_with(step.fresh))
            yield self._mark(step)

    def _again(self) -> Iterator[Event]:
        """Those that could be changed when they were last seen, until once after they could no more."""
        due = [number for number in self.cursor.open if number not in self._shown]
        yield from Posts(self.client, self.account, Method.POLL).look(due)
        still = {number: until for number, until in self.cursor.open.items() if until > self.started}
        self.cursor = replace(self.cursor, open=still)

    def _answers(self) -> Iterator[Event]:
        replies, limit = Replies(self.client, self.account, Method.POLL), self.started - REACH
        place = _reachable(self.cursor.replies, limit + EDGE)
        looked = at(place.top) if place.below else self.started
        for step in walk(partial(self.client.replies, self.account, replies.query), place):
            yield from replies.events(step.fresh, step.answer)
            self.cursor = replace(self.cursor, replies=step.place)
            if step.ended:
                if self.cursor.looked and self.cursor.looked < limit:
                    yield Gap(self.account, self.cursor.looked, limit, BEYOND_REPLIES, beyond=Beyond.ANSWERS)
                self.cursor = replace(self.cursor, looked=looked)
            yield self._mark(step)

    def _open_with(self, posts: Iterable[Part]) -> dict[str, dt.datetime]:
        known = dict(self.cursor.open)
        for told in posts:
            first, until = versions_of(told)[0], editable_until(told)
            self._shown.add(first)
            if until and until > self.started:
                known[first] = until
        return dict(sorted(known.items(), key=lambda each: each[1])[-MAX_OPEN:])

    def _mark(self, step: Step) -> Mark:
        self._count += len(step.fresh)
        return Mark(str(self.cursor), step.answer.source(Method.POLL), self._count)


def _before(since: str) -> str:
    """The id to ask from, so that a post that shows up late is not missed."""
    if not since:
        return ""
    earlier = id_at(moment_of(since) - OVERLAP)
    return since if earlier == "0" else earlier


def _reachable(place: Reading, limit: dt.datetime) -> Reading:
    """The place as far as the search may be asked for it: it refuses ids from before its reach."""
    if place.below and moment_of(place.below) < limit:
        place = place.ended()
    known = at(place.since)
    return replace(place, since="") if known and known - OVERLAP < limit else place
