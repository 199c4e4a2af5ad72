"""A list that begins with the newest entry: read whole the first time, then back to what was known, and on where a reading broke off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import orjson

from rostra.platforms.hostile import text_at
from rostra.platforms.parts import Part
from rostra.platforms.web import Answer, WebRefused

MAX_PAGES = 1000  # of one reading; the next one goes on where it ended
_AHEAD = dt.timedelta(days=1)  # no entry is of a later day than tomorrow


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a list, and by what the next ones are asked for; "" where these are the last."""

    parts: list[Part]
    next: str
    answer: Answer
    total: int | None = None  # entries of the whole list, where the platform says so


@dataclass(frozen=True, slots=True)
class Place:
    """How far a list was read. Moments as exact texts, which sort in their order.

    ``top``: of the newest entry, when a reading last came to its end. While one goes on, ``page``: where, and ``rising``: the newest of it.
    """

    top: str = ""
    page: str = ""
    rising: str = ""

    @classmethod
    def of(cls, told: object) -> Self:
        """As it was written; a beginning where it cannot be read."""
        return cls(*(text_at(told, name)[:500] for name in ("top", "page", "rising")))

    @classmethod
    def read(cls, cursor: str) -> Self:
        """That of a cursor which holds nothing else; a beginning where it cannot be read."""
        try:
            return cls.of(orjson.loads(cursor) if cursor else {})
        except orjson.JSONDecodeError:
            return cls()

    def __str__(self) -> str:
        return orjson.dumps(self.told()).decode()

    def told(self) -> dict[str, str]:
        """As it is written into a cursor."""
        return {name: text for name in self.__slots__ if (text := getattr(self, name))}


def pages(
    ask: Callable[[str], Page], place: Place, moment: Callable[[object], dt.datetime | None], most: int = MAX_PAGES
) -> Iterator[tuple[Page, Place]]:
    """Each page with its entries the oldest first, and how far the list is read once they are kept.

    The newest page comes always, so that edits show; then those before it, up to one with nothing new: lists are not always in order.
    ``moment``: by what the list is sorted. Raises what ``ask`` raises.
    """
    for _ in range(most):
        page = _asked(ask, place)
        stamps = [stamp for part in page.parts if (stamp := stamped(moment(part.value), page.answer))]
        rising = max(place.rising, *stamps, "")
        ends = not page.parts or page.next in ("", place.page) or bool(stamps and max(stamps) <= place.top)
        place = Place(max(rising, place.top)) if ends else Place(place.top, page.next, rising)
        yield replace(page, parts=page.parts[::-1]), place
        if ends:
            return


def _asked(ask: Callable[[str], Page], place: Place) -> Page:
    """The page; the newest one where the server does not know any more how it went on."""
    try:
        return ask(place.page)
    except WebRefused as refused:
        if not place.page or refused.status not in (400, 404):
            raise
        return ask("")


def stamped(moment: dt.datetime | None, answer: Answer) -> str:
    """A moment as it stands in a Place; "" for none, and for one that cannot be yet."""
    return moment.isoformat(timespec="microseconds") if moment and moment < answer.seen + _AHEAD else ""
