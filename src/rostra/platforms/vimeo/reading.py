"""Reading an account: its videos, those that were changed last at first, and the comments on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rostra.platforms.base import Event, Item, Kind, Mark, Method, Refused, Rejected, Unauthorised
from rostra.platforms.counting import told
from rostra.platforms.hostile import text_at, time_at
from rostra.platforms.live import Shown
from rostra.platforms.newest import Page, Place, pages, stamped
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.vimeo import answers
from rostra.platforms.vimeo.client import NOT_FOUND, Client
from rostra.platforms.vimeo.uris import comment_in, video_in
from rostra.platforms.web import Answer, WebRefused

MOST_PAGES = 50  # of the comments on one video, and of the replies to one


@dataclass(slots=True)
class Reader:
    """One reading of one account. ``method`` stands on every event."""

    client: Client
    shown: Shown
    method: Method
    done: int = 0

    def new(self, cursor: str) -> Iterator[Event]:
        """The videos that were changed last, and all before them that were changed since the cursor, with a Mark after each page.

        Where this look sees the list from its beginning to its end, also how many stand on it, and how many of them are not for everybody.
        Vimeo (3.4) tells that number with each list; of ``metadata.connections.videos.total`` it does not say which videos it counts.
        """
        before, withheld = Place.read(cursor), 0
        for page, place in pages(lambda number: self.client.videos(self._account, number), before, _changed):
            for position, part in enumerate(page.parts, 1):
                yield from self.video(part, page.answer, position, whole=stamped(_changed(part.value), page.answer) > before.top)
            withheld += sum(not answers.is_public(part.value) for part in page.parts)
            source = page.answer.source(self.method)
            if not (before.page or page.next):
                yield from told(self._account, frozenset({Kind.POST}), page.total, source, not_public=withheld)
            yield Mark(str(place), source, self.done)

    def video(self, part: Part, answer: Answer, position: int = 0, *, whole: bool = True) -> Iterator[Event]:
        """A video that everybody may see, and the comments on it. ``whole``: with its text tracks."""
        if not answers.is_public(part.value):
            return
        self.done += 1
        try:
            tracks = self._tracks(part) if whole else []
            yield answers.video(part, self.shown.identity, answer.source(self.method), tracks)
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
            return
        if answers.count(part.value, "comments"):
            yield from self._comments(video_in(text_at(part.value, "uri")))

    def comment(self, part: Part, answer: Answer, video: str, parent: str = "", position: int = 0) -> Item | Rejected:
        """A comment, or why it is none."""
        self.done += 1
        try:
            return answers.comment(part, answers.Place(self._account, answer.source(self.method), video, parent))
        except Unfit as unfit:
            return Rejected(position, f"{unfit}.", part.raw)

    @property
    def _account(self) -> str:
        return self.shown.identity.id

    def _tracks(self, part: Part) -> list[Part]:
        """The text tracks of a video; that they cannot be had must not stand in its way."""
        number = video_in(text_at(part.value, "uri"))
        if not number or not answers.count(part.value, "texttracks"):
            return []
        try:
            return self.client.tracks(self._account, number)
        except Unauthorised:
            raise
        except Refused:
            return []

    def _comments(self, video: str) -> Iterator[Event]:
        for page in self._all(lambda number: self.client.comments(self._account, video, number)):
            for position, part in enumerate(page.parts, 1):
                yield self.comment(part, page.answer, video, position=position)
                parent = comment_in(text_at(part.value, "uri"))
                if parent and answers.count(part.value, "replies"):
                    yield from self._replies(video, parent)

    def _replies(self, video: str, parent: str) -> Iterator[Event]:
        for page in self._all(lambda number: self.client.replies(self._account, video, parent, number)):
            for position, part in enumerate(page.parts, 1):
                yield self.comment(part, page.answer, video, parent, position)

    def _all(self, ask: Callable[[str], Page]) -> Iterator[Page]:
        """Every page. What was switched off or deleted meanwhile has none."""
        number = ""
        for _ in range(MOST_PAGES):
            try:
                page = ask(number)
            except WebRefused as refused:
                if refused.status not in (403, NOT_FOUND):
                    raise
                return
            yield page
            number = page.next
            if not number or not page.parts:
                return


def _changed(video: object) -> dt.datetime | None:
    return time_at(video, "modified_time")
