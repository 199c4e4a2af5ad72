"""An account's own posts, page by page, as events: each edited one with its earlier versions before it, and with what answers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rostra.platforms.base import Event, Item, Mark, Method, Refused, Rejected, Source, Unreachable
from rostra.platforms.cursor import Cursor, read_cursor
from rostra.platforms.hostile import int_at, text_at, value_at, web_address
from rostra.platforms.mastodon import parse
from rostra.platforms.mastodon.client import Client, Page, Shown
from rostra.platforms.mastodon.parse import Place, id_of
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import WebRefused

MAX_PAGES = 1000  # of one reading; the next one goes on where it ended
MAX_REPLIES = 500  # to one post; a server gives strangers 60


@dataclass(frozen=True, slots=True)
class Thread:
    """What stands around a post: the addresses above and below by id, the first of all, and what answers it."""

    uris: dict[str, str] = field(default_factory=dict)
    first: str = ""
    below: list[Part] = field(default_factory=list)
    source: Source | None = None


@dataclass(slots=True)
class Timeline:
    """The posts of one account, read once. ``method`` stands on every event."""

    client: Client
    shown: Shown
    method: Method
    seen: set[str] = field(default_factory=set)  # ids

    def new(self, cursor: str) -> Iterator[Event]:
        """What is new since the cursor, with a Mark after each page; the first time everything from the newest back."""
        place = read_cursor(cursor)
        yield from self._since(place.top) if place.top and not place.below else self._first(place)

    def pages(self, most: int) -> Iterator[tuple[Page, list[Part]]]:
        """The pages from the newest back, each with its posts that did not come before. A page that brings nothing new is the last."""
        below = ""
        for _ in range(most):
            page, fresh = self._page(max_id=below)
            yield page, fresh
            below = page.below if fresh else ""
            if not below:
                return

    def events(self, part: Part, source: Source, position: int, *, threads: bool = True) -> Iterator[Event]:
        """A post as it is now, its earlier versions before it, and after it what answers it; nothing of one that is not for everybody."""
        if not parse.is_public(part.value):
            return
        try:
            self._require_own(part)
            thread = self._thread(part) if threads else Thread()
            item = parse.post(part, self.shown.identity, Place(self._account, source, thread.uris, thread.first))
            yield from self._earlier(item, part)
            yield item
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
            return
        yield from self._replies(item, part, thread)

    @property
    def _account(self) -> str:
        return self.shown.identity.id

    def _first(self, place: Cursor) -> Iterator[Event]:
        """From the newest back, or from where an earlier reading ended."""
        for _ in range(MAX_PAGES):
            page, fresh = self._page(max_id=place.below)
            yield from self._all(page, fresh)
            place = Cursor(place.top or _top(page), page.below if fresh else "")
            yield self._mark(place, page)
            if not place.below:
                return

    def _since(self, top: str) -> Iterator[Event]:
        """On from the newest that was known, the oldest first."""
        for _ in range(MAX_PAGES):
            page, fresh = self._page(min_id=top)
            yield from self._all(page, fresh[::-1])
            top = _top(page) or top
            yield self._mark(Cursor(top), page)
            if not fresh:
                return

    def _page(self, **where: str) -> tuple[Page, list[Part]]:
        page = self.client.posts(self.shown, **{name: number for name, number in where.items() if number})
        fresh = [part for part in page.parts if id_of(part.value) not in self.seen]
        self.seen.update(id_of(part.value) for part in fresh)
        return page, fresh

    def _all(self, page: Page, fresh: list[Part]) -> Iterator[Event]:
        for position, part in enumerate(fresh, 1):
            yield from self.events(part, page.answer.source(self.method), position)

    def _mark(self, place: Cursor, page: Page) -> Mark:
        return Mark(str(place), page.answer.source(self.method), len(self.seen))

    def _require_own(self, part: Part) -> None:
        """Raises Unfit for a post of another account: a server may show what it likes."""
        author = value_at(part.value, "account")
        stated = text_at(author, "uri")
        if (stated or self._account) != self._account or text_at(author, "id") != self.shown.id:
            raise Unfit(f"{text_at(part.value, 'uri')[:200]} stands among the posts of {self._account} and is another's")

    def _earlier(self, item: Item, part: Part) -> Iterator[Event]:
        """The versions before the current one, the oldest first; nothing where the server keeps no history."""
        if not parse.edited(part.value):
            return
        try:
            answer, versions = self.client.history(self.shown.server, id_of(part.value))
        except WebRefused:
            return
        old = [parse.earlier(item, part, version, answer.source(self.method)) for version in versions]
        yield from sorted((each for each in old if each.revision < item.revision), key=lambda each: each.revision)

    def _thread(self, part: Part) -> Thread:
        """Asked for only where there is something: a post that answers, or is answered. Without it where the server gives it to nobody."""
        number = id_of(part.value)
        answered = text_at(part.value, "in_reply_to_id")
        if not number or isinstance(value_at(part.value, "reblog"), dict) or not (answered or int_at(part.value, "replies_count")):
            return Thread()
        try:
            answer, above, below = self.client.thread(self.shown.server, number)
        except (Refused, Unreachable):  # a thread that cannot be had must not stand in the way of the post
            return Thread()
        own = web_address(text_at(part.value, "uri"))
        uris = {id_of(each.value): web_address(text_at(each.value, "uri")) for each in [*above, *below]}
        first = web_address(text_at(above[0].value, "uri")) if above else own
        return Thread({**uris, number: own}, first, below, answer.source(self.method))

    def _replies(self, item: Item, part: Part, thread: Thread) -> Iterator[Event]:
        """What others answered, at most MAX_REPLIES; the account's own answers stand among its own posts."""
        if thread.source is None:
            return
        place = Place(self._account, thread.source, thread.uris, thread.first or item.uri)
        below = list(parse.threaded(thread.below, id_of(part.value)))
        for position, each in enumerate([part for part in below if text_at(part.value, "account", "id") != self.shown.id][:MAX_REPLIES], 1):
            try:
                yield parse.reply(each, self.shown.server, place)
            except Unfit as unfit:
                yield Rejected(position, f"{unfit}.", each.raw)


def _top(page: Page) -> str:
    """The id of the newest post of a page."""
    return next(filter(None, (id_of(part.value) for part in page.parts)), "")
