"""A list that came back empty: once it proves nothing, at two looks some time apart it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import MemoryPlatform, Network
from tests.capture.test_beyond import check

from rostra.archive.models import Absence, Record
from rostra.capture import actions
from rostra.capture.rules import EMPTY_APART
from rostra.capture.states import Work
from rostra.core import clock
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities, Event, Kind, Listing, Method, Unreachable

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
LISTED = Capabilities(methods=frozenset({Method.POLL, Method.SNAPSHOT}), snapshots=frozenset({Kind.BLOCK}))


class Careful(MemoryPlatform):
    """Calls no empty list complete, and says that it is empty while it shows the account's posts."""

    capabilities = LISTED
    broken = False  # an entry of the list cannot be read

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        for event in super().snapshot(account, kind):
            if isinstance(event, Listing):
                shows = any(post.kind is Kind.POST for post in self.network.posts.values())
                whole, listed = not self.broken, bool(event.uris)
                yield replace(event, complete=whole and listed, empty=whole and shows and not listed)
            else:
                yield event


@pytest.fixture
def blocking(network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> type[Careful]:
    """An account that posts, blocks one person, and blocks nobody any more."""
    kind = type("Memory", (Careful,), {"network": network})
    monkeypatch.setitem(PLATFORMS, "memory", kind)
    network.post("mayor", "1", "Hello")
    block(network)
    with clock.frozen(NOW):
        actions.connect(register("mayor"), actor=OPERATOR)
        check()
    unblock(network)
    return kind


def block(network: Network) -> None:
    network.post("mayor", "block", "somebody", kind=Kind.BLOCK)


def unblock(network: Network) -> None:
    network.delete(next(uri for uri, post in network.posts.items() if post.kind is Kind.BLOCK), silently=True)


def look(after: dt.timedelta) -> bool:
    """Whether the block counts as gone after a look at this time."""
    with clock.frozen(NOW + after):
        check(Work.SNAPSHOT)
    return Record.objects.get(kind=Kind.BLOCK).status == "gone"


HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_two_empty_answers_some_time_apart_are_an_observation(blocking: type[Careful]) -> None:
    assert [look(DAY), look(DAY + EMPTY_APART / 2), look(DAY + EMPTY_APART)] == [False, False, True]
    assert "empty at two looks" in Absence.objects.get().reason
    assert [look(3 * DAY), look(4 * DAY)] == [True, True]
    assert Absence.objects.count() == 1


def test_one_proves_nothing_however_often_it_is_asked_within_the_hour(blocking: type[Careful]) -> None:
    assert not any(look(DAY + minutes * dt.timedelta(minutes=1)) for minutes in range(0, 60, 7))


@pytest.mark.parametrize("between", ["an entry", "a broken list", "no posts"])
def test_whatever_is_between_begins_anew(between: str, blocking: type[Careful], network: Network) -> None:
    assert not look(DAY)
    posts = dict(network.posts)
    if between == "an entry":
        block(network)
    elif between == "a broken list":
        blocking.broken = True
    else:
        network.posts.clear()
    assert not look(2 * DAY)
    blocking.broken = False
    network.posts.clear()
    network.posts.update(posts)
    assert [look(3 * DAY), look(4 * DAY)] == [False, True]


def test_a_look_that_fails_between_changes_nothing(blocking: type[Careful], network: Network) -> None:
    assert not look(DAY)
    network.break_down(Unreachable("503"))
    assert not look(2 * DAY)
    network.come_back()
    assert look(3 * DAY)


def test_a_server_that_shows_nothing_at_all_never_empties_a_list(blocking: type[Careful], network: Network) -> None:
    network.posts.clear()
    assert [look(DAY), look(2 * DAY), look(3 * DAY)] == [False, False, False]


def test_what_was_seen_otherwise_since_the_list_was_empty_takes_two_looks_after_that(blocking: type[Careful]) -> None:
    """As an export that somebody hands over between two looks."""
    assert not look(DAY)
    Record.objects.filter(kind=Kind.BLOCK).update(last_seen=NOW + 2 * DAY)
    assert [look(3 * DAY), look(4 * DAY)] == [False, True]


def test_who_is_blocked_again_and_unblocked_again_is_seen_twice(blocking: type[Careful], network: Network) -> None:
    look(DAY)
    assert look(2 * DAY)
    block(network)
    assert not look(3 * DAY)
    unblock(network)
    assert [look(4 * DAY), look(5 * DAY)] == [False, True]
