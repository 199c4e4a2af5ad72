"""An account's lists at the Graph API, page by page, as events: each post with what answers it, from where the last reading ended."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import orjson

from rostra.platforms.base import Event, Gap, Identity, Item, Mark, Method, Refused, Rejected, Source, Unauthorised, Unreachable
from rostra.platforms.beyond import Beyond
from rostra.platforms.graph.answers import Answers, Edge
from rostra.platforms.graph.client import Graph, Inactive, Page, id_at
from rostra.platforms.hostile import read_time, text_at, value_at
from rostra.platforms.parts import Part, Unfit, elements, member

MAX_FIRST = 500  # pages of one list in one reading; the next one goes on where it ended
MAX_NEW = 40  # pages back to what is known, held until they are told the oldest first
MAX_ANSWERS = 50  # pages of answers to one post
OVERLAP = dt.timedelta(minutes=5)  # between two readings: clocks may be a little apart

_MOMENT = re.compile(r"[0-9T:.+-]{20,40}")
_AFTER = re.compile(r"[\x21-\x7e]{1,1000}")


@dataclass(frozen=True, slots=True)
class Place:
    """How far a list was read. ``top``: the newest moment that is known; ``after``: while the first reading goes on, where it goes on."""

    top: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far each list was read, and when the last whole reading began."""

    looked: str = ""
    places: tuple[tuple[str, Place], ...] = ()

    def at(self, edge: Edge) -> Place:
        """How far this list was read."""
        return dict(self.places).get(edge.path, Place())

    def moved(self, edge: Edge, place: Place) -> Cursor:
        """The same, and this list up to there."""
        return replace(self, places=tuple({**dict(self.places), edge.path: place}.items()))

    def __str__(self) -> str:
        told = {path: [place.top, place.after] for path, place in self.places}
        return orjson.dumps({"looked": self.looked, "lists": told}).decode()


def read_cursor(text: str) -> Cursor:
    """The cursor that was written so; that of the beginning for anything else."""
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Cursor()
    lists = value_at(told, "lists")
    places = ((path, _place(found)) for path, found in (lists.items() if isinstance(lists, dict) else ()))
    looked = text_at(told, "looked")
    return Cursor(looked if _MOMENT.fullmatch(looked) else "", tuple((path, place) for path, place in places if place.top or place.after))


def _place(found: object) -> Place:
    top, after = (*found, "", "")[:2] if isinstance(found, list) else ("", "")
    sound = isinstance(top, str) and isinstance(after, str) and (not top or _MOMENT.fullmatch(top))
    return Place(top, after if _AFTER.fullmatch(after) else "") if sound else Place()


@dataclass(slots=True)
class Feed:
    """The lists of one account, read once. ``method`` stands on every event; ``shown`` is told each part that became an item."""

    graph: Graph
    answers: Answers
    who: Identity
    method: Method
    shown: Callable[[Part], None]
    whole: Callable[[Page], Page]  # the page with what has to be asked for besides
    seen: set[str] = field(default_factory=set)  # ids

    def new(self, cursor: Cursor, began: dt.datetime) -> Iterator[Event]:
        """What is new in all lists, with a Mark after each page, and one at the end."""
        source = None
        for edge in self.answers.lists:
            for event in self._list(edge, cursor):
                if isinstance(event, Mark):
                    cursor, source = read_cursor(event.cursor), event.source
                yield event
        looked = (began - OVERLAP).isoformat(timespec="microseconds")
        yield Mark(str(replace(cursor, looked=looked)), source, len(self.seen))

    def pages(self, edge: Edge, most: int, after: str = "") -> Iterator[Page]:
        """The pages of a list, each with what has to be asked for besides."""
        for page in self.graph.pages(self.who.id, f"{self.who.id}/{edge.path}", edge.params, most, after):
            yield self.whole(page)

    def events(
        self, part: Part, edge: Edge, source: Source, position: int, *, answers: bool = True, first: bool = False
    ) -> Iterator[Event]:
        """A post as it is now, and after it what answers it; nothing of one that is not for everybody.

        ``first``: that it is seen for the first time. Then it is a gap where more was answered than is read.
        """
        if not self.answers.is_public(part.value):
            return
        try:
            item = self.answers.post(part, edge, self.who, source)
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
            return
        self.shown(part)
        yield item
        if answers and self.answers.is_answered(part.value):
            yield from self._answers(item, id_at(part.value, "id"), first=first)

    def answer(self, part: Part, thread: str, source: Source, position: int) -> Iterator[Event]:
        """An answer as it is now; nothing of one that is not for everybody, or stands among the account's own posts."""
        if not self.answers.is_public(part.value) or self.answers.is_own(part.value):
            return
        try:
            item = self.answers.comment(part, thread, self.who, source)
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
            return
        self.shown(part)
        yield item

    def comments(self, post: str) -> Iterator[Page]:
        """The pages of what stands below a post, with what stands below that in turn."""
        edge = self.answers.comments
        for page in self.graph.pages(self.who.id, f"{post}/{edge.path}", edge.params, MAX_ANSWERS):
            yield replace(page, parts=[each for part in page.parts for each in (part, *self._within(part, edge))])

    def _within(self, part: Part, edge: Edge) -> list[Part]:
        """The list that an answer holds; asked for by itself where it goes on."""
        held = member(part, edge.within) if edge.within and isinstance(part.value, dict) else None
        number = id_at(part.value, "id")
        if held is None or not number:
            return []
        if text_at(held.value, "paging", "next"):
            pages = self.graph.pages(self.who.id, f"{number}/{edge.within}", edge.params, MAX_ANSWERS)
            return [each for page in pages for each in page.parts]
        listed = member(held, "data")
        return elements(listed) if listed else []

    def _list(self, edge: Edge, cursor: Cursor) -> Iterator[Event]:
        """A list. One that is not the account's main list and that the platform refuses is told so, and stands in no other's way."""
        place = cursor.at(edge)
        try:
            if edge.whole:
                yield from self._short(edge, cursor)
            elif place.top and not place.after:
                yield from self._since(edge, cursor, place.top)
            else:
                yield from self._first(edge, cursor, place)
        except Refused as refused:
            if isinstance(refused, Unauthorised | Inactive) or edge is self.answers.lists[0]:
                raise
            yield Rejected(0, f"A list was not given. {refused}", edge.path.encode(), rest=True)

    def _short(self, edge: Edge, cursor: Cursor) -> Iterator[Event]:
        for page in self.pages(edge, MAX_NEW):
            yield from self._all(page, _fresh(page.parts, self.seen), edge, "", "")
            yield self._mark(cursor, page)

    def _first(self, edge: Edge, cursor: Cursor, place: Place) -> Iterator[Event]:
        """From the newest back, or from where an earlier reading ended; from the newest again where the platform forgot that place."""
        try:
            for page in self.pages(edge, MAX_FIRST, place.after):
                fresh = _fresh(page.parts, self.seen)
                yield from self._all(page, fresh, edge, "", "")
                place = Place(place.top or _newest(page), page.after if fresh or not page.parts else "")
                yield self._mark(cursor.moved(edge, place), page)
                if not place.after:
                    return
        except Refused as refused:
            if isinstance(refused, Unauthorised) or not cursor.at(edge).after or place != cursor.at(edge):
                raise
            yield from self._first(edge, cursor.moved(edge, Place()), Place())

    def _since(self, edge: Edge, cursor: Cursor, top: str) -> Iterator[Event]:
        """On from the newest that was known, the oldest first. What was known already and stands on the way is told as it is now.

        Where that is too much to be held, all is read anew.
        """
        pages, known = list(self._back_to(edge, top)), top
        if pages[-1].after and _newest(pages[-1]) > top:
            yield from self._first(edge, cursor.moved(edge, Place()), Place())
            return
        yield from self._unreached(pages, top, edge)
        for page, fresh in [(page, _fresh(page.parts, self.seen)) for page in pages][::-1]:
            yield from self._all(page, fresh[::-1], edge, known, cursor.looked)
            top = max(top, _newest(page))
            yield self._mark(cursor.moved(edge, Place(top)), page)

    def _back_to(self, edge: Edge, top: str) -> Iterator[Page]:
        """Pages from the newest back until one holds nothing that is newer: a post of an earlier day may stand among newer ones."""
        for page in self.pages(edge, MAX_NEW):
            yield page
            if page.parts and _newest(page) <= top:
                return

    def _unreached(self, pages: list[Page], top: str, edge: Edge) -> Iterator[Gap]:
        """A gap where a list of several pages ends before what was known of it: it is not given whole."""
        moments = [moment for page in pages for part in page.parts if (moment := _moment(part))]
        if len(moments) > edge.limit and min(moments) > top:
            reason = f"The list {edge.path!r} did not go back to what was seen last: what was posted in between may be missing."
            beyond = Beyond.ANSWERS if edge.of_others else Beyond.POSTS
            yield Gap(self.who.id, read_time(top), read_time(min(moments)), reason, beyond=beyond)

    def _all(self, page: Page, fresh: list[Part], edge: Edge, top: str, looked: str) -> Iterator[Event]:
        """What stands on a page; what answers a post where it is newer than ``top``, or something was done to it or below it since."""
        source = page.answer.source(self.method)
        for position, part in enumerate(fresh, 1):
            new = _moment(part) > top or not top
            due = new or self.answers.changed(part.value) > looked > ""
            yield from self.events(part, edge, source, position, answers=due, first=new)

    def _answers(self, post: Item, number: str, *, first: bool) -> Iterator[Event]:
        """What was answered, the account's own words too where they stand nowhere else.

        A thread that cannot be had stands in no post's way.
        """
        more, seen = "", set[str]()
        try:
            for page in self.comments(number):
                more, source = page.after, page.answer.source(self.method)
                others = (part for part in page.parts if not self.answers.is_own(part.value))
                for position, part in enumerate(_fresh(others, seen), 1):
                    yield from self.answer(part, post.uri, source, position)
        except Unauthorised:
            raise
        except (Refused, Unreachable):
            return
        if more and first:
            reason = f"More was answered to {post.uri} than is read of one post."
            yield Gap(self.who.id, post.published, post.source.seen, reason, beyond=Beyond.ANSWERS)

    def _mark(self, cursor: Cursor, page: Page) -> Mark:
        return Mark(str(cursor), page.answer.source(self.method), len(self.seen))


def _moment(part: Part) -> str:
    """When a post says that it was published, as a text that sorts: each network has its own name for it."""
    told = (text_at(part.value, name) for name in ("created_time", "timestamp"))
    moment = next(filter(None, map(read_time, told)), None)
    return moment.isoformat(timespec="microseconds") if moment else ""


def _newest(page: Page) -> str:
    return max(map(_moment, page.parts), default="")


def _fresh(parts: Iterable[Part], seen: set[str]) -> list[Part]:
    """What did not come before, which is ``seen`` from then on: lists overlap, and name the same twice."""
    fresh = []
    for part in parts:
        number = id_at(part.value, "id") or id_at(part.value, "post_id")
        if not number or number not in seen:
            fresh.append(part)
        seen |= {number} - {""}
    return fresh
