"""Reading a channel: its videos and the comments on them, what is new first of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from rostra.platforms.base import Event, Gap, Item, Mark, Method, Rejected
from rostra.platforms.beyond import Beyond, Reached
from rostra.platforms.hostile import text_at, time_at, value_at
from rostra.platforms.newest import Page, Place, pages, stamped
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import Answer, WebRefused
from rostra.platforms.youtube import answers
from rostra.platforms.youtube.client import NOT_PERMITTED, Client, Shown, reason_of
from rostra.platforms.youtube.uris import channel_uri, is_id

MOST_REPLIES = 50  # pages of one thread
DEEP = 20  # threads that were known before and are read to their last reply, in one probe

NO_COMMENTS = "The holder did not consent to comments being read: none are, until consent is given again, with that permission."


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far uploads and comments were read. ``mute``: a gap says that comments may not be read, and they have not all been since."""

    videos: Place = field(default_factory=Place)
    comments: Place = field(default_factory=Place)
    mute: bool = False

    @classmethod
    def of(cls, text: str) -> Cursor:
        """As it was written; a beginning where it cannot be read."""
        try:
            told = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError:
            told = {}
        return cls(Place.of(value_at(told, "videos")), Place.of(value_at(told, "comments")), value_at(told, "mute") is True)

    def __str__(self) -> str:
        return orjson.dumps({"videos": self.videos.told(), "comments": self.comments.told(), "mute": self.mute}).decode()


@dataclass(slots=True)
class Reader:
    """One reading of one channel. ``method`` stands on every event."""

    client: Client
    shown: Shown
    method: Method
    done: int = 0
    deep: int = DEEP

    def new(self, cursor: str) -> Iterator[Event]:
        """The newest videos and comments, and all before them that are new since the cursor, with a Mark after each page."""
        place = Cursor.of(cursor)
        for page, videos in pages(lambda token: self.client.uploads(self.shown, token), place.videos, _added):
            yield from self._uploaded(page)
            place = Cursor(videos, place.comments, place.mute)
            yield self._mark(place, page.answer)
        yield from self._comments(place)

    def videos(self, answer: Answer, found: Iterable[Part]) -> Iterator[Event]:
        """Those that everybody may see."""
        for position, part in enumerate(found, 1):
            if answers.is_public(part.value):
                yield self._video(position, part, answer)

    def threads(self, page: Page, known: str) -> Iterator[Event]:
        """Comments with their replies: all of those of a thread that was not known, and as many as came with it of another."""
        for position, part in enumerate(page.parts, 1):
            first, replies, count = answers.thread(part)
            below = answers.below_what(part.value) or self._of_a_post(part)
            if first is None:
                yield Rejected(position, "A thread of comments without its first one.", part.raw)
                continue
            yield from self._said(position, first, answers.Place(self._account, page.answer.source(self.method), below))
            number = text_at(first.value, "id")
            place = answers.Place(self._account, page.answer.source(self.method), below, number)
            if count > len(replies) and is_id(number) and self._reads_on(stamped(_said(part.value), page.answer) > known):
                yield from self._replies(number, below)
            else:
                for reply in replies:
                    yield from self._said(position, reply, place)

    def below(self, video: str) -> Iterator[Event]:
        """The newest comments on a video. Nothing where they are switched off."""
        try:
            page = self.client.threads(self._account, videoId=video)
        except WebRefused as refused:
            if reason_of(refused) not in ("commentsDisabled", "videoNotFound", NOT_PERMITTED):
                raise
            return
        yield from self.threads(page, page.answer.seen.isoformat(timespec="microseconds"))

    @property
    def _account(self) -> str:
        return self.shown.identity.id

    def _uploaded(self, page: Page) -> Iterator[Event]:
        ids = list(dict.fromkeys(number for part in page.parts if (number := answers.video_id(part.value))))[:50]
        if ids:
            answer, found = self.client.videos(self._account, ids)
            yield from self.videos(answer, (found[number] for number in ids if number in found))

    def _comments(self, place: Cursor) -> Iterator[Event]:
        known, mute = place.comments.top, place.mute
        try:
            for page, comments in pages(lambda token: self.client.threads(self._account, token), place.comments, _said):
                yield from self.threads(page, known)
                if mute and not comments.page:
                    yield Reached(self._account, Beyond.ANSWERS, None)
                    mute = False
                yield self._mark(Cursor(place.videos, comments, mute), page.answer)
        except WebRefused as refused:
            if reason_of(refused) != NOT_PERMITTED:
                raise
            if not mute:
                yield Gap(self._account, None, self.shown.answer.seen, NO_COMMENTS, beyond=Beyond.ANSWERS)
            yield self._mark(Cursor(place.videos, place.comments, mute=True), self.shown.answer)

    def _replies(self, parent: str, below: str) -> Iterator[Event]:
        """All replies to a comment; that a thread is gone meanwhile stands in nobody's way."""
        token = ""
        for _ in range(MOST_REPLIES):
            try:
                page = self.client.replies(self._account, parent, token)
            except WebRefused as refused:
                if refused.status != 404:
                    raise
                return
            place = answers.Place(self._account, page.answer.source(self.method), below, parent)
            for position, part in enumerate(page.parts, 1):
                yield from self._said(position, part, place)
            if page.next in ("", token):
                return
            token = page.next

    def _reads_on(self, is_new: bool) -> bool:
        """Whether a thread is read to its last reply: a new one always, of the others only some."""
        if is_new or self.deep <= 0:
            return is_new
        self.deep -= 1
        return self.method is Method.PROBE

    def _said(self, position: int, part: Part, place: answers.Place) -> Iterator[Event]:
        if text_at(part.value, "snippet", "moderationStatus") not in answers.HELD:
            self.done += 1
            try:
                yield answers.comment(part, place)
            except Unfit as unfit:
                yield Rejected(position, f"{unfit}.", part.raw)

    def _video(self, position: int, part: Part, answer: Answer) -> Item | Rejected:
        self.done += 1
        try:
            return answers.video(part, self.shown.identity, answer.source(self.method))
        except Unfit as unfit:
            return Rejected(position, f"{unfit}.", part.raw)

    def _of_a_post(self, thread: Part) -> str:
        """Where a comment stands that names no video: at the channel's page."""
        return "" if answers.video_id(thread.value) else channel_uri(self._account)

    def _mark(self, place: Cursor, answer: Answer) -> Mark:
        return Mark(str(place), answer.source(self.method), self.done)


def _added(upload: object) -> dt.datetime | None:
    return time_at(upload, "snippet", "publishedAt")


def _said(thread: object) -> dt.datetime | None:
    return time_at(thread, "snippet", "topLevelComment", "snippet", "publishedAt")
