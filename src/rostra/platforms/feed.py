"""Lists that a platform shows page by page, the newest entry first: read once as a whole, and then as far as they are new."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from rostra.platforms.base import Event, Mark, Method, Source
from rostra.platforms.cursor import Cursor, read_cursor
from rostra.platforms.parts import Part
from rostra.platforms.web import Answer

MAX_PAGES = 1000  # of one reading; the next one goes on where it ended
MAX_HELD = 10  # pages that are held to be told the oldest first
LATEST = 10**15  # of what an entry may be ordered by: milliseconds since 1970 have 13 digits


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first, and where there are more; "" where that was the last."""

    parts: list[Part]
    below: str
    answer: Answer


class Feed(ABC):
    """One such list of one account, read once. An entry that comes twice is told once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    @abstractmethod
    def page(self, below: str) -> Page:
        """The newest page, or the one that another named as ``below``. Raises PlatformError."""

    @abstractmethod
    def key(self, entry: object) -> str:
        """What tells an entry from all others; "" for none that is sound."""

    @abstractmethod
    def moment(self, entry: object) -> int:
        """By what the list is ordered, over 0; 0 where the entry does not say."""

    @abstractmethod
    def events(self, part: Part, source: Source, position: int, top: int) -> Iterator[Event]:
        """What an entry tells. ``top``: the newest moment that an earlier reading knew; 0 while the first goes on."""

    def beyond(self, top: int, oldest: int, answer: Answer) -> Iterator[Event]:  # noqa: ARG002 -- for lists that do not reach back
        """What is to be said where the list ended with ``oldest`` and did not come to what was known. Nothing where it always holds all."""
        yield from ()

    def new(self, cursor: str) -> Iterator[Event]:
        """What is new since the cursor, the oldest first; the first time all, the newest first. A Mark follows each page."""
        place = read_cursor(cursor)
        if not (place.top.isdigit() and len(place.top) < 17):
            place = Cursor()
        yield from self._since(int(place.top)) if place.top and not place.below else self._back(place)

    def _back(self, place: Cursor) -> Iterator[Event]:
        """From the newest back, or from where an earlier reading ended. A page that brings nothing new is the last."""
        for _ in range(MAX_PAGES):
            page, before = self.page(place.below), len(self.seen)
            yield from self._told(page, 0)
            ended = page.below == place.below or (page.parts and len(self.seen) == before)
            place = Cursor(place.top or str(self._newest(page) or ""), "" if ended else page.below)
            yield self._mark(place, page)
            if not place.below:
                return

    def _since(self, top: int) -> Iterator[Event]:
        """The pages up to the first that brings nothing newer; from the newest back where there are too many."""
        held: list[Page] = []
        below = ""
        while len(held) < MAX_HELD:
            held.append(self.page(below))
            below = held[-1].below
            if not below or (held[-1].parts and self._newest(held[-1]) <= top):
                break
        else:
            yield from self._back(Cursor())
            return
        moments = [moment for page in held for moment in self._moments(page)]
        if not below and moments and min(moments) > top:
            yield from self.beyond(top, min(moments), held[-1].answer)
        for page in held[::-1]:
            yield from self._told(page, top, backwards=True)
        yield self._mark(Cursor(str(max(top, self._newest(held[0])))), held[0])

    def _told(self, page: Page, top: int, *, backwards: bool = False) -> Iterator[Event]:
        source = page.answer.source(Method.POLL)
        for position, part in list(enumerate(page.parts, 1))[:: -1 if backwards else 1]:
            key = self.key(part.value)
            if key not in self.seen:
                self.seen.update([key] if key else [])
                yield from self.events(part, source, position, top)

    def _moments(self, page: Page) -> list[int]:
        return [moment for part in page.parts if 0 < (moment := self.moment(part.value)) < LATEST]

    def _newest(self, page: Page) -> int:
        return max(self._moments(page), default=0)

    def _mark(self, place: Cursor, page: Page) -> Mark:
        return Mark(str(place), page.answer.source(Method.POLL), len(self.seen))
