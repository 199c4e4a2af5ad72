"""What fell out of what a platform gives: no later look heals that gap, only what really brings it."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import MemoryPlatform, Network, source
from tests.capture.test_exports import city, hand_over
from tests.capture.test_imports import library, table, write_posts
from tests.platforms.x.archives import files, manifest, tweet

from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.capture.actions.checks import check_next, kinds_to_list
from rostra.capture.actions.gaps import note_gap, note_platform_gap
from rostra.capture.actions.imports import take_in_file
from rostra.capture.actions.runs import cover
from rostra.capture.models import Gap, Schedule
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Healing, Work
from rostra.core import clock
from rostra.core.findings import all_findings
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities, Event, Kind, Listing, Method
from rostra.platforms.base import Gap as PlatformGap
from rostra.platforms.beyond import Beyond, Reached

__all__ = ["city", "library"]  # fixtures
NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
POLLED = Capabilities(methods=frozenset({Method.POLL}))
LISTED = Capabilities(methods=frozenset({Method.POLL, Method.SNAPSHOT}), snapshots=frozenset({Kind.POST}))


@pytest.fixture
def polled(network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account that is polled alone, and was once."""
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", POLLED)
    with clock.frozen(NOW):
        account = actions.connect(register("mayor"), actor=OPERATOR)
        check()
    return account


def check(*works: Work) -> None:
    Schedule.objects.filter(**({"work__in": works} if works else {})).update(due=clock.now())
    connections = Connections()
    while check_next(connections):
        pass


def lost(network: Network, beyond: Beyond, hours: int = 2) -> Gap:
    """The platform says at a poll that something of the last hour is given no more."""
    moment = NOW + hours * HOUR
    network.told.append(PlatformGap("mayor", moment - HOUR, moment, "It moved on.", beyond=beyond))
    with clock.frozen(moment):
        check(Work.POLL)
    return Gap.objects.get(reason="It moved on.")


def healed(gap: Gap) -> str:
    gap.refresh_from_db()
    assert bool(gap.healed_at) == bool(gap.healed_how)
    return gap.healed_how


def later(hours: int, *works: Work) -> None:
    with clock.frozen(NOW + hours * HOUR):
        check(*works)


@pytest.mark.parametrize("beyond", [Beyond.POSTS, Beyond.ANSWERS])
def test_no_later_poll_heals_what_fell_out_of_the_window(beyond: Beyond, polled: Account, network: Network, client: Client) -> None:
    gap = lost(network, beyond)
    for hour in (3, 4):
        network.post("mayor", str(hour), "a post")
        later(hour, Work.POLL)
    assert healed(gap) == ""
    assert "no later look brings it" in client.get("/account/mayor").content.decode()


def test_another_gap_that_a_platform_tells_heals_by_the_next_look(polled: Account, network: Network) -> None:
    gap = lost(network, Beyond.NOTHING)
    later(3, Work.POLL)
    assert healed(gap) == Healing.NEXT_LOOK


def test_a_gap_of_ours_is_not_caught_up_where_posts_fell_out_of_it(polled: Account, network: Network) -> None:
    gap = lost(network, Beyond.POSTS)
    ours = Gap.objects.get(cause="ours")  # nobody had asked for two hours
    later(3, Work.POLL)
    assert (healed(gap), healed(ours)) == ("", "")
    network.told.append(Reached("mayor", Beyond.POSTS, gap.starts))
    later(4, Work.POLL)
    later(5, Work.POLL)
    assert (healed(gap), healed(ours)) == (Healing.REACH, Healing.NEXT_LOOK)


def test_answers_that_fell_out_leave_the_rest_caught_up(polled: Account, network: Network) -> None:
    gap = lost(network, Beyond.ANSWERS)
    ours = Gap.objects.get(cause="ours")
    later(3, Work.POLL)
    assert (healed(gap), healed(ours)) == ("", Healing.NEXT_LOOK)


@pytest.mark.parametrize(
    ("reached", "how"),
    [
        (Reached("mayor", Beyond.POSTS, NOW + HOUR), Healing.REACH),
        (Reached("mayor", Beyond.POSTS, NOW), Healing.REACH),
        (Reached("mayor", Beyond.POSTS, None), Healing.REACH),
        (Reached("mayor", Beyond.POSTS, NOW + HOUR + dt.timedelta(seconds=1)), ""),
        (Reached("mayor", Beyond.ANSWERS, None), ""),
        (Reached("somebody else", Beyond.POSTS, None), ""),
    ],
)
def test_a_look_heals_what_it_reached_back_over(reached: Reached, how: str, polled: Account, network: Network) -> None:
    gap = lost(network, Beyond.POSTS)
    network.told.append(reached)
    later(3, Work.POLL)
    assert healed(gap) == how


class Partial(MemoryPlatform):
    """Whose lists are never whole."""

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        for event in super().snapshot(account, kind):
            whole = not isinstance(event, Listing)
            yield event if whole else Listing(account, kind, (), complete=False, source=source(Method.SNAPSHOT))


@pytest.mark.parametrize(("whole", "how"), [(True, Healing.LIST), (False, "")])
def test_a_complete_list_of_posts_heals_and_an_incomplete_one_does_not(
    whole: bool, how: str, network: Network, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = MemoryPlatform if whole else Partial
    monkeypatch.setitem(PLATFORMS, "memory", type("Memory", (kind,), {"network": network, "capabilities": LISTED}))
    with clock.frozen(NOW):
        actions.connect(register("mayor"), actor=OPERATOR)
        check()
    gap, answers = lost(network, Beyond.POSTS), lost_answers(network)
    later(4, Work.SNAPSHOT)
    assert (healed(gap), healed(answers)) == (how, "")


def lost_answers(network: Network) -> Gap:
    network.told.append(PlatformGap("mayor", NOW, NOW + HOUR, "Answers are not given.", beyond=Beyond.ANSWERS))
    later(3, Work.POLL)
    return Gap.objects.get(reason="Answers are not given.")


def test_no_list_is_read_for_what_no_list_brings(network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", LISTED)
    with clock.frozen(NOW):
        actions.connect(register("mayor"), actor=OPERATOR)
        check()
    lost_answers(network)
    Gap.objects.filter(beyond="").update(healed_at=clock.now())
    account = Account.objects.get()
    assert kinds_to_list(account) == frozenset()
    Gap.objects.filter(beyond=Beyond.ANSWERS).update(beyond=Beyond.POSTS)
    assert kinds_to_list(account) == {Kind.POST}


# a file


@pytest.mark.parametrize(
    ("first", "made", "beyond", "how"),
    [
        ("10:00", "15:00", Beyond.POSTS, Healing.FILE),
        ("13:30", "15:00", Beyond.POSTS, ""),
        ("10:00", "13:30", Beyond.POSTS, ""),
        ("10:00", "15:00", Beyond.ANSWERS, ""),
    ],
)
def test_an_owners_archive_heals_the_time_that_it_covers(
    first: str, made: str, beyond: Beyond, how: str, city: Account, tmp_path: Path
) -> None:
    """The gap is from 13:00 to 14:00; the archive reaches from its first post to when X made it."""
    cover([city], Method.POLL, NOW, within=HOUR)
    told = PlatformGap(city.identity, NOW + HOUR, NOW + 2 * HOUR, "X gives only the newest 3,200 posts.", beyond=beyond)
    with clock.frozen(NOW + 3 * HOUR):
        note_platform_gap([city], told, Method.POLL)
    members = files(tweet("10", "one", created_at=f"Mon May 04 {first}:00 +0000 2026"))
    hand_over(tmp_path, {**members, "data/manifest.js": manifest(made=f"2026-05-04T{made}:00.000Z")})
    assert healed(Gap.objects.get()) == how


def test_a_table_heals_nothing_for_nobody_knows_whether_it_is_whole(library: Account, tmp_path: Path) -> None:
    done = take_in_file(table(), write_posts(tmp_path / "posts.csv", 200), actor=OPERATOR)
    share = done.shares.get()
    assert share.last - share.first > HOUR
    told = PlatformGap(library.identity, share.first, share.first + HOUR, "Lost.", beyond=Beyond.POSTS)
    cover([library], Method.POLL, share.first, within=HOUR)
    note_platform_gap([library], told, Method.POLL)
    take_in_file(table(), tmp_path / "posts.csv", actor=OPERATOR, again=True)
    assert healed(Gap.objects.get()) == ""


# what staff see


def test_what_nothing_brings_is_a_finding_until_somebody_has_said_so(polled: Account, network: Network) -> None:
    gap = lost(network, Beyond.POSTS)
    Gap.objects.exclude(pk=gap.pk).update(healed_at=clock.now())

    def told() -> list[str]:
        return [finding.hint for finding in all_findings() if finding.id == "capture.W004"]

    [hint] = told()
    assert "no later look brings it" in hint
    note_gap(gap, "Three posts of that morning are lost.", actor=OPERATOR)
    assert told() == []
    Gap.objects.filter(pk=gap.pk).update(beyond="")
    assert len(told()) == 1


# what was on record before


@pytest.mark.parametrize(
    ("network", "reason", "beyond", "stays"),
    [
        ("rss", "The feed shows none of the entries that stood in it at the last look: what came between may be lost.", "posts", False),
        ("x", "X gives only the newest 3,200 posts of an account, and there were as many since the last look.", "posts", False),
        ("x", "X finds replies of the last seven days only, and it was longer since they were last looked for.", "answers", False),
        ("instagram", "The list 'media' did not go back to what was seen last: what was posted in between may be missing.", "posts", True),
        ("x", "503 Service Unavailable", "", True),
    ],
)
def test_older_gaps_are_told_from_their_words_and_are_open_again(
    network: str, reason: str, beyond: str, stays: bool, register: Register
) -> None:
    account = register("mayor", network=network)  # type: ignore[call-arg] # the fixture takes it
    facts = {"noticed": NOW, "healed_at": NOW, "healed_how": Healing.DIFFERENCE}
    gap = Gap.objects.create(account=account, method="poll", starts=NOW, ends=NOW, reason=reason, **facts)
    importlib.import_module("rostra.capture.migrations.0010_what_no_later_look_brings").tell_beyond(apps, None)
    gap.refresh_from_db()
    assert (gap.beyond, bool(gap.healed_at)) == (beyond, stays)
    with pytest.raises(DatabaseError), transaction.atomic():
        Gap.objects.all()._raw_delete("default")
