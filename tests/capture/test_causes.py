"""A gap says why; what was opened before causes were kept gets one from its words; and the time before the first look follows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from importlib import import_module

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import Network

from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.capture.actions.checks import check_next
from rostra.capture.actions.gaps import close_gaps, note_platform_gap, open_gap
from rostra.capture.actions.reports import gaps as reported
from rostra.capture.actions.runs import cover
from rostra.capture.models import Coverage, Gap, Schedule
from rostra.capture.queries.coverage import standing_of
from rostra.capture.queries.missed import MissedTimes
from rostra.capture.queries.platforms import Connections
from rostra.capture.queries.spans import clipped, merged, minutes
from rostra.capture.states import GapState
from rostra.config.cli import main
from rostra.core import clock
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities, Cause, Method, PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.base import Gap as PlatformGap

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
POLLED = Capabilities(methods=frozenset({Method.POLL}))


@pytest.fixture
def polled(network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account that is polled alone, and was, at NOW."""
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", POLLED)
    with clock.frozen(NOW):
        account = actions.connect(register("mayor"), actor=OPERATOR)
        check()
    return account


def check() -> None:
    Schedule.objects.update(due=clock.now())
    connections = Connections()
    while check_next(connections):
        pass


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        (Unreachable("503"), Cause.OUTAGE),
        (Refused("403"), Cause.OUTAGE),
        (RateLimited("429", retry_after=5), Cause.LIMIT),
        (Unauthorised("401"), Cause.TOKEN),
        (KeyError("a fault of our own"), Cause.OURS),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_fails_is_the_cause(trouble: PlatformError, cause: Cause, polled: Account, network: Network) -> None:
    network.break_down(trouble)
    with clock.frozen(NOW + 2 * HOUR):
        check()
        assert Gap.objects.get().cause == cause


def test_a_worker_that_slept_is_the_cause_itself(polled: Account) -> None:
    with clock.frozen(NOW + 2 * HOUR):
        check()
        gap = Gap.objects.get()
        assert (gap.cause, gap.starts, gap.ends) == (Cause.OURS, NOW, NOW + 2 * HOUR)


def test_a_consent_that_lapses_ends_the_gap_that_was_open_and_begins_its_own(polled: Account) -> None:
    with clock.frozen(NOW + HOUR):
        first = open_gap(polled, Method.POLL, "503", cause=Cause.OUTAGE, after=dt.timedelta())
    with clock.frozen(NOW + 2 * HOUR):
        assert open_gap(polled, Method.POLL, "429", cause=Cause.LIMIT, after=dt.timedelta()) == first
        for _ in range(2):
            open_gap(polled, Method.POLL, "401", cause=Cause.TOKEN, after=dt.timedelta())
    assert [(gap.cause, gap.starts, gap.ends) for gap in Gap.objects.order_by("starts")] == [
        ("outage", NOW, NOW + 2 * HOUR),
        ("token", NOW + 2 * HOUR, None),
    ]
    with clock.frozen(NOW + 3 * HOUR):
        close_gaps([polled], Method.POLL)
        assert [gap["cause"] for gap in reported(polled, NOW, NOW + 3 * HOUR)] == ["outage", "token"]


def test_a_platform_says_why_it_left_something_out(polled: Account) -> None:
    with clock.frozen(NOW + HOUR):
        note_platform_gap([polled], PlatformGap("mayor", None, None, "It moved on."), Method.POLL)
        note_platform_gap([polled], PlatformGap("mayor", None, None, "It has polls.", Cause.UNSUPPORTED), Method.POLL)
    assert list(Gap.objects.order_by("pk").values_list("cause", flat=True)) == ["limit", "unsupported"]


def test_the_database_takes_no_gap_without_a_cause_and_lets_none_go(polled: Account) -> None:
    facts = {"account": polled, "method": "poll", "starts": NOW, "noticed": NOW, "reason": "test"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Gap.objects.create(**facts, cause="the weather")
    Gap.objects.create(**facts)
    with pytest.raises(DatabaseError), transaction.atomic():
        Gap.objects.all()._raw_delete("default")
    assert Gap.objects.get().cause == Cause.OURS


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("Capture was not running.", "ours"),
        ("Capture was not running. The server no longer has these events.", "ours"),
        ("It was not asked in this time.", "ours"),
        ("KeyError: 'posts'", "ours"),
        ("The platform does not accept the consent any more: 401", "token"),
        ("The server no longer had all events since the last connection.", "limit"),
        ("The feed shows none of the entries that stood in it at the last look: what came between may be lost.", "limit"),
        ("The stream left out commits between revisions a and b.", "outage"),
        ("503 Service Unavailable", "outage"),
        ("", "outage"),
    ],
)
def test_the_cause_of_older_gaps_is_told_from_their_words(reason: str, cause: str) -> None:
    assert import_module("rostra.capture.migrations.0008_causes_and_counts").cause_of(reason) == cause


def states(account: Account) -> tuple[str, str, dt.datetime | None, dt.datetime | None]:
    time = standing_of(account).before_first
    return time.cause, time.state, time.starts, time.healed_at


def test_the_time_before_the_first_look(polled: Account, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, filed = register("waiting"), register("filed", network="elsewhere")
    assert states(polled) == (Cause.BEFORE_FIRST, GapState.ENDED, None, None)
    assert states(waiting) == (Cause.BEFORE_FIRST, GapState.OPEN, None, None)
    assert states(filed) == (Cause.UNSUPPORTED, GapState.OPEN, None, None)
    Account.objects.filter(pk=polled.pk).update(opened=dt.date(2020, 3, 1))
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", Capabilities(methods=frozenset({Method.POLL}), reaches="all"))
    polled.refresh_from_db()
    assert states(polled) == (Cause.BEFORE_FIRST, GapState.HEALED, dt.datetime(2020, 3, 1, 6, tzinfo=dt.UTC), NOW)
    cover([waiting], Method.STREAM, NOW, within=HOUR)
    assert states(waiting)[1] == GapState.ENDED, "a stream tells nothing older"
    assert len(list(MissedTimes(Account.objects.all()))) == 3
    assert not Coverage.objects.filter(account=filed).exists()


def test_the_cause_stands_wherever_gaps_do(polled: Account, client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    with clock.frozen(NOW + 2 * HOUR):
        open_gap(polled, Method.POLL, "Sign in again.", cause=Cause.TOKEN, after=dt.timedelta())
        for path in ("/coverage", "/account/mayor", "/account/mayor/coverage", "/coverage/gaps", "/coverage/months/2026-05"):
            assert "Consent missing" in client.get(path).content.decode(), path
        assert client.get("/coverage/gaps.json").json()["gaps"][0]["cause"] == "token"
        assert client.get("/account/mayor.json").json()["gaps"][0]["cause"] == "token"
        assert client.get("/account/mayor.json").json()["before_first"]["state"] == "ended"
        text = b"".join(client.get("/coverage/gaps.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        rows = [(row["cause"], row["state"]) for row in csv.DictReader(io.StringIO(text))]
        assert rows == [("token", "open"), ("before-first-capture", "ended")]
        capfd.readouterr()
        assert main(["capture", "gaps"]) == 0
        assert [line.split()[-2:] for line in capfd.readouterr().out.splitlines()[1:]] == [
            ["token", "open"],
            ["before-first-capture", "ended"],
        ]


POINTS = st.integers(0, 500).map(lambda number: NOW + dt.timedelta(minutes=number))
SPANS = st.lists(st.tuples(st.none() | POINTS, st.none() | POINTS), max_size=12)


@given(SPANS, POINTS, POINTS)
def test_spans_are_measured_as_if_minute_by_minute(
    spans: list[tuple[dt.datetime | None, dt.datetime | None]], one: dt.datetime, other: dt.datetime
) -> None:
    begins, ends = sorted((one, other))
    within = [begins + dt.timedelta(minutes=number) for number in range(minutes([(begins, ends)]))]
    counted = sum(any((start or begins) <= each < (end or ends) for start, end in spans) for each in within)
    assert minutes(merged(clipped(spans, (begins, ends)))) == counted
