"""Reading an account: its photos from the newest back, and the comments on those that are new or were changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from rostra.platforms.base import Event, Item, Kind, Listing, Mark, Method, Rejected
from rostra.platforms.counting import told
from rostra.platforms.flickr import answers
from rostra.platforms.flickr.addresses import is_number, photo_uri
from rostra.platforms.flickr.client import NOT_FOUND, Client, Failed, Shown
from rostra.platforms.hostile import text_at, value_at
from rostra.platforms.newest import MAX_PAGES, Page, Place, pages, stamped
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import Answer


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the photos were read. ``changed``: when the one that was changed last was, at the last reading that came to its end."""

    place: Place = field(default_factory=Place)
    changed: str = ""

    @classmethod
    def of(cls, text: str) -> Cursor:
        """As it was written; a beginning where it cannot be read."""
        try:
            told = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError:
            told = {}
        return cls(Place.of(value_at(told, "photos")), text_at(told, "changed")[:40])

    def __str__(self) -> str:
        return orjson.dumps({"photos": self.place.told(), "changed": self.changed}).decode()


@dataclass(slots=True)
class Reader:
    """One reading of one account. ``method`` stands on every event."""

    client: Client
    shown: Shown
    method: Method
    done: int = 0

    def new(self, cursor: str) -> Iterator[Event]:
        """Photos that are new since the cursor, and of the newest those that were changed, with their comments; a Mark after each page.

        Before the last one, how many photos everybody may see, as Flickr counts them for whoever asks: the list's own ``total``, for of
        ``photos.count`` of *flickr.people.getInfo* it is not said whether private ones are in it.
        """
        before, latest = Cursor.of(cursor), ""
        for page, place in pages(lambda number: self.client.photos(self.shown, number), before.place, answers.posted):
            for position, part in enumerate(page.parts, 1):
                last = stamped(answers.changed(part.value), page.answer)
                latest = max(latest, last)
                if stamped(answers.posted(part.value), page.answer) > before.place.top or not last or last >= before.changed:
                    yield from self.photo(part, page.answer, position)
            changed = before.changed if place.page else max(latest, before.changed)
            if not place.page:
                yield from told(self._account, frozenset({Kind.POST}), page.total, page.answer.source(self.method))
            yield Mark(str(Cursor(place, changed)), page.answer.source(self.method), self.done)

    def photo(self, part: Part, answer: Answer, position: int = 0) -> Iterator[Event]:
        """A photo that everybody may see, and the comments on it."""
        if not answers.is_public(part.value):
            return
        self.done += 1
        try:
            yield answers.photo(part, self.shown.identity, answer.source(self.method))
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
            return
        yield from self.comments(text_at(part.value, "id"), self._account)

    def comments(self, photo: str, owner: str) -> Iterator[Event]:
        """The comments on a photo; none where it is gone meanwhile."""
        try:
            answer, found = self.client.comments(self._account, photo)
        except Failed as failed:
            if failed.code != NOT_FOUND:
                raise
            return
        for position, part in enumerate(found, 1):
            yield self.comment(part, answer, photo, owner, position)

    def comment(self, part: Part, answer: Answer, photo: str, owner: str, position: int = 0) -> Item | Rejected:
        """A comment, or why it is none."""
        self.done += 1
        try:
            return answers.comment(part, self._account, photo, photo_uri(owner, photo), answer.source(self.method))
        except Unfit as unfit:
            return Rejected(position, f"{unfit}.", part.raw)

    def whole(self) -> Iterator[Event]:
        """Every photo, then the Listing. It is complete only as the holder sees it: strangers are not shown all that is public."""
        uris: dict[str, None] = {}
        sound, number = True, ""
        page = self.client.photos(self.shown, number)
        for _ in range(MAX_PAGES):
            for event in self._listed(page):
                sound = sound and isinstance(event, Item)
                yield event
                if isinstance(event, Item):
                    uris[event.uri] = None
            number = page.next
            if not number or not page.parts:
                break
            page = self.client.photos(self.shown, number)
        complete = self.shown.signed and sound and not number and page.total is not None and len(uris) >= max(1, page.total)
        within = photo_uri(self._account, "").removesuffix("/")
        yield Listing(self._account, Kind.POST, tuple(uris), complete, page.answer.source(self.method), within)

    @property
    def _account(self) -> str:
        return self.shown.identity.id

    def _listed(self, page: Page) -> Iterator[Item | Rejected]:
        for position, part in enumerate(page.parts, 1):
            if answers.is_public(part.value) and is_number(text_at(part.value, "id")):
                try:
                    yield answers.photo(part, self.shown.identity, page.answer.source(self.method))
                except Unfit as unfit:
                    yield Rejected(position, f"{unfit}.", part.raw)
