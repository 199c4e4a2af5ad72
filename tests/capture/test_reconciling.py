"""What the platform says beside what is held: what explains the difference, what is left, and when that is told in public."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import Network, source

from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.capture.actions.checks import check_next
from rostra.capture.actions.reconciling import reconcile
from rostra.capture.models import Reconciliation, RejectedPart, Run, Schedule
from rostra.capture.queries.platforms import Connections
from rostra.core import clock
from rostra.core.findings import all_findings
from rostra.platforms import PLATFORMS
from rostra.platforms.base import POSTS, Capabilities, Count, Method

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
REACHING = Capabilities(methods=frozenset({Method.POLL}), reaches="all")
BRIEF = Capabilities(methods=frozenset({Method.POLL}), reaches="window")


def said(number: int, not_public: int = 0) -> Count:
    return Count("mayor", POSTS, number, source(Method.POLL), not_public)


@pytest.fixture
def held(network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account of which three posts are held."""
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", REACHING)
    with clock.frozen(NOW):
        account = actions.connect(register("mayor"), actor=OPERATOR)
        for number in range(3):
            network.post("mayor", str(number), "a post")
        check()
    return account


def check() -> None:
    Schedule.objects.update(due=clock.now())
    connections = Connections()
    while check_next(connections):
        pass


def test_a_poll_that_tells_a_number_is_compared_once_all_is_taken_in(held: Account, network: Network) -> None:
    network.counts = lambda account: Count(account, POSTS, len(network.posts), source(Method.POLL))
    network.post("mayor", "new", "one more")
    check()
    row = Reconciliation.objects.get()
    assert (row.what, row.said, row.present, row.unexplained, row.differing) == ("post quote reply repost", 4, 4, 0, 0)


def test_a_number_of_another_account_is_nobodys(held: Account, network: Network) -> None:
    network.counts = lambda _: Count("somebody else", POSTS, 5, source(Method.POLL))
    check()
    assert not Reconciliation.objects.exists()


@pytest.mark.parametrize(
    ("count", "refused", "row"),
    [  # said, present, aside, not public, unexplained
        (said(3), 0, (3, 3, 0, 0, 0)),
        (said(5, 2), 0, (5, 3, 0, 2, 0)),
        (said(6, 1), 1, (6, 3, 1, 1, 1)),
        (said(4), 7, (4, 3, 1, 0, 0)),
        (said(1), 7, (1, 3, 0, 0, -2)),
        (said(0), 0, (0, 3, 0, 0, -3)),
        (said(2**53 - 1), 0, (2**53 - 1, 3, 0, 0, 2**53 - 4)),
    ],
)
def test_what_explains_a_difference(count: Count, refused: int, row: tuple[int, ...], held: Account) -> None:
    for number in range(refused):
        RejectedPart.objects.create(account=held, method="poll", digest=bytes([number]) * 32)
    RejectedPart.objects.create(account=held, method="poll", digest=b"rest" * 8, rest=True)
    Run.objects.create(account=held, method="probe", started=NOW, ended=NOW, outcome="done", refused=50)
    found = reconcile(held, count)
    assert (found.said, found.present, found.aside, found.not_public, found.unexplained) == row


def test_older_than_the_first_look_is_what_was_missing_then_and_never_grows_again(held: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", BRIEF)
    older = [(row.older, row.unexplained) for row in (reconcile(held, said(number)) for number in (10, 12, 8, 11))]
    assert older == [(7, 0), (7, 2), (5, 0), (5, 3)]


def test_the_same_numbers_are_one_row_in_a_month_of_the_city(held: Account) -> None:
    last_minute = dt.datetime(2026, 6, 1, 4, 59, tzinfo=dt.UTC)  # 23:59 on May 31 in the city
    for moment in (NOW, NOW + dt.timedelta(days=1), last_minute, last_minute + dt.timedelta(minutes=1)):
        with clock.frozen(moment):
            reconcile(held, said(3))
    assert list(Reconciliation.objects.order_by("pk").values_list("first", "last")) == [
        (NOW, last_minute),
        (last_minute + dt.timedelta(minutes=1),) * 2,
    ]
    reconcile(held, said(4))
    assert Reconciliation.objects.count() == 3


def test_only_what_is_counted_is_compared(held: Account, network: Network) -> None:
    network.post("mayor", "story", "a story")
    check()
    counted = Count("mayor", POSTS, 3, source(Method.POLL), within="memory://mayor/")
    others = Count("mayor", POSTS, 3, source(Method.POLL), within="memory://mayor/s")
    assert [reconcile(held, each).present for each in (said(3), counted, others)] == [4, 4, 1]


def test_a_number_that_comes_late_differs_only_once_it_should_have_come(held: Account) -> None:
    late = Count("mayor", POSTS, 2, source(Method.POLL), lag=dt.timedelta(days=1))
    found = []
    for hours in (0, 1, 12, 23, 24, 25):
        with clock.frozen(NOW + dt.timedelta(hours=hours)):
            found.append(reconcile(held, late).differing)
    assert found == [0, 0, 0, 0, 1, 2]
    with clock.frozen(NOW + dt.timedelta(hours=26)):
        assert reconcile(held, replace(late, number=3)).differing == 0
    with clock.frozen(NOW + dt.timedelta(hours=40)):
        assert reconcile(held, late).differing == 0  # another difference begins
    with clock.frozen(NOW + dt.timedelta(hours=52)):
        assert reconcile(held, replace(late, number=1)).differing == 0  # of another size, and still the same one
    with clock.frozen(NOW + dt.timedelta(hours=64)):
        assert reconcile(held, replace(late, number=1)).differing == 1


def told() -> list[str]:
    return [finding.text for finding in all_findings() if finding.id == "capture.W016"]


def test_only_a_difference_that_stays_is_told_in_public(held: Account, client: Client) -> None:
    reconcile(held, said(5))
    assert told() == []
    assert "Numbers that do not agree" not in client.get("/coverage").content.decode()
    reconcile(held, said(6))
    [text] = told()
    assert "says 6, held are 3" in text
    assert "+3" in text
    assert "Numbers that do not agree" in client.get("/coverage").content.decode()
    assert client.get("/coverage.json").json()["counts"][0]["unexplained"] == 3
    for path in ("/account/mayor", "/account/mayor/coverage"):
        assert "at 2 readings" in client.get(path).content.decode(), path
    reconcile(held, said(3))
    assert told() == []
    reconcile(held, said(1))
    reconcile(held, said(1))
    assert "-2" in told()[0]
