"""What counts as watched: a look that told something, no longer after the last one than two intervals. Nothing else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import ClassVar

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as terms
from hypothesis import strategies as st
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import MemoryPlatform, Network, Post, item, source

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.capture import actions, rules
from rostra.capture.actions.checks import check_next
from rostra.capture.models import Coverage, Gap, Run, Schedule
from rostra.capture.queries.ledger import account_ledger
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Healing, Outcome, Work
from rostra.core import clock
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities, Event, Kind, Listing, Method, PlatformError, RateLimited, Unreachable

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
POLLED = Capabilities(methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}), snapshots=frozenset({Kind.POST, Kind.BLOCK}))
Look = Callable[..., None]


@pytest.fixture
def account(network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account that is polled, and was not looked at yet."""
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", POLLED)
    with clock.frozen(NOW - dt.timedelta(days=1)):
        connected = actions.connect(register("mayor"), actor=OPERATOR)
    Schedule.objects.exclude(work=Work.POLL).update(due=None)
    return connected


@pytest.fixture
def look(network: Network, account: Account) -> Look:
    """Looks so many minutes after noon, by one kind of work; the server may be down."""

    def at(minutes: float, work: Work = Work.POLL, *, fails: bool = False, trouble: PlatformError | None = None) -> None:
        network.trouble = Unreachable("memory.example does not answer") if fails else trouble
        with clock.frozen(NOW + dt.timedelta(minutes=minutes)):
            Schedule.objects.filter(account=account, work=work).update(due=clock.now())
            assert check_next(Connections())
        Schedule.objects.update(due=None)

    return at


def watched(account: Account, method: Method = Method.POLL) -> list[tuple[float, float]]:
    """From which to which minute after noon it was looked at without a break."""
    rows = Coverage.objects.filter(account=account, method=method).order_by("begins").values_list("begins", "ends")
    return [((begins - NOW).total_seconds() / 60, (ends - NOW).total_seconds() / 60) for begins, ends in rows]


def missed(account: Account) -> list[tuple[float, float | None, str]]:
    """From which to which minute something may have been missed, and why."""
    rows = Gap.objects.filter(account=account).order_by("starts", "id")
    minute = lambda moment: (moment - NOW).total_seconds() / 60  # noqa: E731
    return [(minute(gap.starts), minute(gap.ends) if gap.ends else None, gap.reason) for gap in rows]


def test_one_look_may_fail_and_nothing_is_missed(account: Account, look: Look) -> None:
    look(0)
    look(5, fails=True)
    look(10)
    assert watched(account) == [(0, 10)]
    assert missed(account) == []


def test_an_outage_of_eleven_minutes_is_no_time_watched(account: Account, look: Look) -> None:
    """The city has its accounts asked every five minutes."""
    assert settings.PROFILE.capture.poll_every == 300
    look(0)
    look(11, fails=True)
    assert missed(account) == [(0, None, "memory.example does not answer")]
    look(12)
    assert missed(account) == [(0, 12, "memory.example does not answer")]
    assert Gap.objects.get().healed_how == Healing.NEXT_LOOK
    look(17)
    assert watched(account) == [(0, 0), (12, 17)]
    with clock.frozen(NOW + dt.timedelta(minutes=17)):
        numbers = account_ledger(account).lines[0].numbers
    assert (numbers["watched"], numbers["outage minutes"]) == (5, 12)


def test_a_server_that_wants_to_be_left_alone_for_long_is_the_reason_of_the_gap(account: Account, look: Look) -> None:
    """Said at once: when the next look comes, too much time will have passed; and that we did not ask is not our fault."""
    look(0)
    look(5, trouble=RateLimited("429", retry_after=600))
    assert missed(account) == [(0, None, "429")]
    look(15.5)
    assert [(gap.cause, gap.reason) for gap in Gap.objects.all()] == [("limit", "429")]
    assert missed(account) == [(0, 15.5, "429")]
    assert watched(account) == [(0, 0), (15.5, 15.5)]


def test_a_gap_that_was_told_is_no_time_watched_though_the_next_look_comes_early(account: Account, look: Look) -> None:
    look(0)
    look(5, trouble=RateLimited("429", retry_after=600))
    look(6)
    assert missed(account) == [(0, 6, "429")]
    assert watched(account) == [(0, 0), (6, 6)]


def test_nobody_who_asks_is_an_outage_of_ours(account: Account, look: Look) -> None:
    look(0)
    look(10)
    look(20.5)
    assert watched(account) == [(0, 10), (20.5, 20.5)]
    assert missed(account) == [(10, 20.5, "It was not asked in this time.")]


def test_while_a_look_lasts_nobody_is_late(account: Account, look: Look) -> None:
    """The first takes everything, which may need half an hour."""
    look(0)
    Run.objects.update(ended=NOW + dt.timedelta(minutes=30))
    look(35)
    assert watched(account) == [(0, 35)]
    assert missed(account) == []


@terms(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pauses=st.lists(st.tuples(st.integers(1, 25), st.booleans()), min_size=1, max_size=12))
def test_every_minute_between_two_looks_is_watched_or_missed_never_both(
    pauses: list[tuple[int, bool]], account: Account, look: Look
) -> None:
    """Recounted from the looks alone: a pause of more than ten minutes between two that succeeded is missed, any other is watched."""
    Coverage.objects.all().delete()
    Run.objects.all().delete()
    Gap.objects.filter(ends__isnull=True).update(ends=NOW)
    known = set(Gap.objects.values_list("pk", flat=True))
    minute, good = 0, [0]
    look(0)
    for pause, fails in pauses:
        minute += pause
        look(minute, fails=fails)
        good += [] if fails else [minute]
    look(minute := minute + 5)
    good.append(minute)
    pairs = list(pairwise(good))
    assert sum(end - begin for begin, end in watched(account)) == sum(end - begin for begin, end in pairs if end - begin <= 10)
    gaps = Gap.objects.exclude(pk__in=known).order_by("starts")
    told = [((gap.starts - NOW).total_seconds() / 60, (gap.ends - NOW).total_seconds() / 60) for gap in gaps if gap.ends]
    assert told == [pair for pair in pairs if pair[1] - pair[0] > 10]


def test_looks_of_which_every_one_says_nothing_are_not_done(account: Account, look: Look, network: Network) -> None:
    """A server in trouble answers each question with 502: what is held was not looked at again."""
    uris = [network.post("mayor", str(number), "a post") for number in range(3)]
    look(0)
    network.unanswered.update(uris)
    look(10, Work.PROBE)
    run = Run.objects.get(method=Method.PROBE)
    assert (run.outcome, run.unknown) == (Outcome.UNTOLD, 3)
    assert watched(account, Method.PROBE) == []
    schedule = Schedule.objects.get(work=Work.PROBE)
    assert (schedule.failures, schedule.trouble, schedule.last_success) == (
        1, "Every look said nothing: whether what is held still stands there is not known. 502", None,
    )  # fmt: skip


def test_one_look_that_tells_something_is_a_look(account: Account, look: Look, network: Network) -> None:
    uris = [network.post("mayor", str(number), "a post") for number in range(3)]
    look(0)
    network.unanswered.update(uris[:2])
    look(10, Work.PROBE)
    assert Run.objects.get(method=Method.PROBE).outcome == Outcome.DONE
    assert watched(account, Method.PROBE) == [(10, 10)]


def test_looks_that_say_nothing_come_again_at_their_time_not_at_once(account: Account, network: Network) -> None:
    uri = network.post("mayor", "1", "a post")
    network.unanswered.add(uri)
    with clock.frozen(NOW):
        Schedule.objects.update(due=clock.now())
        Schedule.objects.filter(work=Work.PROBE).update(due=clock.now() + dt.timedelta(seconds=1))
        while check_next(Connections()):
            pass
    with clock.frozen(NOW + dt.timedelta(seconds=2)):
        assert check_next(Connections())
        due = Schedule.objects.get(work=Work.PROBE).due
        assert due is not None
        assert dt.timedelta() < due - clock.now() <= dt.timedelta(seconds=settings.PROFILE.capture.probe_every)
        assert check_next(Connections()) is False


class Stuck(MemoryPlatform):
    """Its server fails where it is asked for one of its posts."""

    capabilities = POLLED
    poisoned: ClassVar[str] = ""

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """As any other, up to that post."""
        for uri in uris:
            if uri == self.poisoned:
                raise Unreachable("memory.example does not answer")
            yield from super().probe(account, [uri])


def test_what_fails_at_one_place_for_ever_keeps_nothing_else_from_being_looked_at(
    account: Account, look: Look, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        network.post("mayor", str(number), "a post")
    look(0)
    first, second = Record.objects.order_by("pk").values_list("uri", flat=True)
    monkeypatch.setitem(PLATFORMS, "memory", type("Memory", (Stuck,), {"network": network, "poisoned": first}))
    monkeypatch.setattr(rules, "PROBE_BATCH", 1)
    network.delete(second, silently=True)
    for minute in range(10, 10 + rules.PROBE_TRIES):
        look(minute, Work.PROBE)
        assert Schedule.objects.get(work=Work.PROBE).cursor == ""
    look(20, Work.PROBE)
    assert watched(account, Method.PROBE) == []
    look(21, Work.PROBE)
    assert Record.objects.get(uri=second).status == "gone"
    assert watched(account, Method.PROBE) == [(21, 21)]


def test_where_nothing_is_to_be_looked_at_nobody_is_asked_and_nothing_watched(account: Account, look: Look, network: Network) -> None:
    look(0)
    network.asked.clear()
    look(10, Work.PROBE)
    assert network.asked == []
    assert not Run.objects.filter(method=Method.PROBE).exists()
    assert watched(account, Method.PROBE) == []
    assert Schedule.objects.get(work=Work.PROBE).trouble == ""


def test_where_no_list_is_read_nothing_is_compared(account: Account, look: Look, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", Capabilities(methods=frozenset({Method.POLL})))
    look(0)
    look(10, Work.SNAPSHOT)
    assert not Run.objects.filter(method=Method.SNAPSHOT).exists()
    assert watched(account, Method.SNAPSHOT) == []


class CutOff(MemoryPlatform):
    """Its lists end in the middle."""

    capabilities = Capabilities(methods=frozenset({Method.STREAM, *POLLED.methods}), snapshots=POLLED.snapshots)
    complete = False

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """The items, and a Listing that says so."""
        listed = [post for post in self.network.posts.values() if isinstance(post, Post) and post.kind is kind]
        yield from (item(post, Method.SNAPSHOT) for post in listed)
        yield Listing(account, kind, tuple(post.uri for post in listed), self.complete, source(Method.SNAPSHOT))


def test_a_list_that_ends_in_the_middle_compares_nothing_and_heals_nothing(
    account: Account, look: Look, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = type("Memory", (CutOff,), {"network": network})
    monkeypatch.setitem(PLATFORMS, "memory", platform)
    network.post("mayor", "1", "a post")
    gap = Gap.objects.create(
        account=account, method=Method.STREAM, starts=NOW - dt.timedelta(hours=2), ends=NOW - dt.timedelta(hours=1), noticed=NOW, reason="-"
    )
    look(0, Work.SNAPSHOT)
    gap.refresh_from_db()
    assert watched(account, Method.SNAPSHOT) == []
    assert gap.healed_at is None
    monkeypatch.setattr(platform, "complete", True)
    look(10, Work.SNAPSHOT)
    gap.refresh_from_db()
    assert watched(account, Method.SNAPSHOT) == [(10, 10)]
    assert gap.healed_how == Healing.DIFFERENCE
