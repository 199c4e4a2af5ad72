"""A list that begins with the newest entry, read whole, read on, and read where it broke off."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from json import dumps
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.mastodon.test_parse import JSON

from rostra.platforms.hostile import time_at
from rostra.platforms.newest import Page, Place, pages, stamped
from rostra.platforms.parts import Part
from rostra.platforms.web import Answer, WebRefused

NOW = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
ANSWER = Answer("https://x.example/", 200, (), b"", NOW)


class Entries:
    """A list of numbers, each as many minutes after midnight as it is high. ``lost``: the server knows no page but the first."""

    def __init__(self, count: int, size: int = 2) -> None:
        self.numbers = list(range(count))
        self.size = size
        self.lost = False
        self.asked: list[str] = []

    def ask(self, page: str) -> Page:
        self.asked.append(page)
        if page and self.lost:
            raise WebRefused("invalidPageToken", status=400)
        start = int(page or 0)
        shown = self.numbers[::-1][start : start + self.size]
        following = str(start + self.size) if start + self.size < len(self.numbers) else ""
        return Page([Part({"n": number, "at": f"2026-07-04T00:{number:02d}:00Z"}, b"{}") for number in shown], following, ANSWER)

    def read(self, cursor: str, most: int = 1000) -> tuple[list[list[Any]], str]:
        """The numbers page by page, and the cursor after them."""
        found: list[list[Any]] = []
        for page, place in pages(self.ask, Place.read(cursor), _at, most):
            found.append([part.value["n"] for part in page.parts if isinstance(part.value, dict)])
            cursor = str(place)
        return found, cursor


def _at(value: object) -> dt.datetime | None:
    return time_at(value, "at")


def test_everything_then_what_is_new() -> None:
    entries = Entries(5)
    found, cursor = entries.read("")
    assert found == [[3, 4], [1, 2], [0]]
    assert entries.read(cursor) == ([[3, 4]], cursor)
    entries.numbers += [5, 6, 7]
    found, later = entries.read(cursor)
    assert found == [[6, 7], [4, 5], [2, 3]]  # up to a page with nothing new
    assert later > cursor


def test_it_goes_on_where_it_broke_off_and_what_came_meanwhile_comes_next() -> None:
    entries = Entries(6)
    found, cursor = entries.read("", most=2)
    assert found == [[4, 5], [2, 3]]
    entries.numbers.append(6)
    found, cursor = entries.read(cursor)
    assert found == [[1, 2], [0]]  # one slipped down
    assert entries.read(cursor)[0] == [[5, 6], [3, 4]]


def test_a_page_that_is_forgotten_is_begun_again() -> None:
    entries = Entries(4)
    _, cursor = entries.read("", most=1)
    entries.lost = True
    assert entries.read(cursor)[0] == [[2, 3]]
    with pytest.raises(WebRefused):
        next(pages(lambda _page: entries.ask("gone"), Place(), _at))


def test_no_entry_of_a_day_to_come_is_believed() -> None:
    assert stamped(NOW + dt.timedelta(days=2), ANSWER) == stamped(None, ANSWER) == ""
    assert stamped(NOW, ANSWER) == "2026-07-04T12:00:00.000000+00:00"


@given(JSON)
def test_whatever_a_cursor_holds_is_a_place(told: Any) -> None:
    for text in (dumps(told), dumps({"top": told, "page": told, "rising": told}), "", "{"):
        place = Place.read(text)
        assert Place.read(str(place)) == place


@given(st.lists(st.integers(0, 59), max_size=12), st.integers(1, 4))
def test_out_of_order_and_twice_nothing_is_missed_the_first_time(numbers: list[int], size: int) -> None:
    entries = Entries(0, size)
    entries.numbers = numbers
    assert sorted(chain.from_iterable(entries.read("")[0])) == sorted(numbers)
