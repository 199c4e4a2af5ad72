"""Polls, probes, snapshots: what they take in, what they conclude, and when they are due again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import Network, item, source

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Statement, Version
from rostra.capture import actions, queries, rules
from rostra.capture.actions.checks import check_next
from rostra.capture.models import Presence, Run, Schedule, StreamSource, Subscription
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus, Outcome, Work
from rostra.core import clock
from rostra.core.errors import Forbidden
from rostra.core.findings import all_findings
from rostra.core.models import Event as Audited
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Absence as Missing
from rostra.platforms.base import AccountState, Certainty, Event, Identity, Kind, Method, RateLimited, Refused, Unreachable


def check_all(connections: Connections) -> Counter[str]:
    """Do all that is due; what was asked."""
    while check_next(connections):
        pass
    return Counter(Run.objects.values_list("method", flat=True))


def due_again(account: Account, work: Work) -> None:
    Schedule.objects.filter(account=account, work=work).update(due=clock.now())


def test_the_first_poll_takes_everything(mayor: Account, network: Network, connections: Connections) -> None:
    for number in range(450):
        network.post("mayor", str(number), f"post {number}")
    check_all(connections)
    assert Record.objects.count() == 450
    run = Run.objects.get(method=Method.POLL)
    assert (run.items, run.new, run.outcome) == (450, 450, Outcome.DONE)
    assert Schedule.objects.get(work=Work.POLL).cursor == "450"


def test_a_poll_asks_only_for_what_is_new(mayor: Account, network: Network, connections: Connections) -> None:
    network.post("mayor", "1", "first")
    check_all(connections)
    network.post("mayor", "1", "edited")
    network.post("mayor", "2", "second")
    due_again(mayor, Work.POLL)
    check_all(connections)
    newest = Run.objects.filter(method=Method.POLL).latest("id")
    assert (newest.items, newest.new, newest.edited) == (2, 1, 1)


def test_quiet_checks_of_a_day_share_a_row(mayor: Account, network: Network, connections: Connections) -> None:
    with clock.frozen(dt.datetime(2026, 3, 3, 18, tzinfo=dt.UTC)):
        Schedule.objects.update(due=clock.now())
        for _ in range(5):
            due_again(mayor, Work.POLL)
            check_all(connections)
        assert [run.checks for run in Run.objects.filter(method=Method.POLL)] == [5]
        assert queries.checks_by_day(mayor)[0] == queries.DayOfChecks(
            dt.date(2026, 3, 3), 6, 0
        )  # with one snapshot; there was nothing to probe
    network.break_down()
    due_again(mayor, Work.POLL)
    check_all(connections)
    assert [run.outcome for run in Run.objects.filter(method=Method.POLL).order_by("id")] == [Outcome.DONE, Outcome.UNREACHABLE]


def test_each_check_stands_in_one_report(mayor: Account, network: Network, connections: Connections) -> None:
    """Though what was only seen again shares a row, until it was reported."""
    network.post("mayor", "1", "the pool is open")
    began = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
    Schedule.objects.update(due=began)
    for minutes in range(0, 3 * 60, 5):
        with clock.frozen(began + dt.timedelta(minutes=minutes)):
            due_again(mayor, Work.POLL)
            due_again(mayor, Work.PROBE)
            check_all(connections)
    reports = Statement.objects.filter(entry__type="coverage").order_by("id").values_list("values", flat=True)
    stated = [checks["probe done"] for *_, checks, _ in reports if "probe done" in checks]
    runs = Run.objects.filter(method=Method.PROBE).order_by("id").values_list("checks", "items")
    assert stated == [checks for checks, _ in runs][: len(stated)]
    assert len(runs) == len(stated) + 1 <= 4
    assert sum(checks for checks, _ in runs) == sum(items for _, items in runs) == 36


def test_media_are_fetched_on_first_sight_and_not_again(mayor: Account, network: Network, connections: Connections) -> None:
    network.media = {"one": b"picture", "two": b"another"}
    network.post("mayor", "1", "look", media=("one", "lost"))
    check_all(connections)
    kept = {attachment.ref: attachment for attachment in Attachment.objects.all()}
    assert kept["one"].medium is not None
    assert kept["lost"].medium is None
    assert "404 Blob not found" in kept["lost"].missing
    network.post("mayor", "1", "look again", media=("one", "two"))
    due_again(mayor, Work.POLL)
    check_all(connections)
    assert network.asked.count("media one") == 1
    assert all(attachment.medium for attachment in Attachment.objects.filter(version__number=2))


def test_a_probe_observes_what_is_gone_and_says_nothing_of_server_errors(
    mayor: Account, network: Network, connections: Connections, settings: Settings
) -> None:
    lost, hidden = network.post("mayor", "1", "one"), network.post("mayor", "2", "two")
    with clock.frozen(dt.datetime(2026, 3, 5, tzinfo=dt.UTC)):
        Schedule.objects.update(due=clock.now())
        check_all(connections)
        network.delete(lost, silently=True)
        network.delete(hidden, silently=True)
        network.unanswered.add(hidden)
        due_again(mayor, Work.PROBE)
        check_all(connections)
    assert [absence.record.uri for absence in Absence.objects.all()] == [lost]
    assert Absence.objects.get().certainty == "observed"
    assert Run.objects.filter(method=Method.PROBE).latest("id").unknown == 1


def test_what_was_shown_before_a_server_broke_off_is_kept_and_what_was_missing_is_not_believed(
    mayor: Account, network: Network, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = network.post("mayor", "1", "one")
    check_all(connections)
    kind, cursor = PLATFORMS["memory"], Schedule.objects.get(work=Work.POLL).cursor

    def breaking(*asked: object) -> Iterator[Event]:
        yield Missing(lost, "mayor", Certainty.OBSERVED, source(Method.PROBE), "404")
        yield item(network.posts[shown], Method.POLL)
        raise Unreachable("502")

    shown = network.post("mayor", "2", "two")
    for work in (Work.POLL, Work.PROBE):
        monkeypatch.setattr(kind, work, breaking)
        due_again(mayor, work)
    check_all(connections)
    assert dict(Record.objects.values_list("uri", "status")) == {lost: "present", shown: "present"}
    assert not Absence.objects.exists()
    assert Schedule.objects.get(work=Work.POLL).cursor == cursor
    run = Run.objects.filter(method=Method.POLL).latest("pk")
    assert (run.outcome, run.error, run.new) == (Outcome.UNREACHABLE, "502", 1)


def test_probes_go_round(mayor: Account, network: Network, connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PROBE_BATCH", 3)
    for number in range(7):
        network.post("mayor", str(number), "text")
    with clock.frozen(dt.datetime(2026, 3, 5, tzinfo=dt.UTC)):
        Schedule.objects.update(due=clock.now())
        check_all(connections)
        places = []
        for _ in range(4):
            due_again(mayor, Work.PROBE)
            check_all(connections)
            schedule = Schedule.objects.get(work=Work.PROBE)
            assert schedule.due is not None
            places.append((bool(schedule.cursor), schedule.due - clock.now()))
        soon = dt.timedelta(seconds=rules.PROBE_PAUSE)
        assert dt.timedelta() < places[1][1] <= dt.timedelta(hours=1)
        assert places == [(True, soon), (False, places[1][1]), (True, soon), (True, soon)]  # the first batch came with the first poll
    assert set(Version.objects.values_list("sightings", flat=True)) >= {2}
    assert Version.objects.filter(sightings__gte=2).count() == 7


def test_what_left_a_complete_list_is_gone(mayor: Account, network: Network, connections: Connections) -> None:
    block = network.post("mayor", "b1", "blocks somebody", kind=Kind.BLOCK)
    check_all(connections)
    network.delete(block, silently=True)
    due_again(mayor, Work.SNAPSHOT)
    check_all(connections)
    gone = Absence.objects.get()
    assert (gone.record.uri, gone.certainty, gone.method) == (block, "observed", Method.SNAPSHOT)
    assert "snapshot post" not in network.asked  # whole lists of posts are compared only to heal a gap


def test_an_error_is_quoted_and_tried_again(mayor: Account, network: Network, connections: Connections) -> None:
    network.break_down(RateLimited("429: come back later", retry_after=600.0))
    check_all(connections)
    poll = Schedule.objects.get(work=Work.POLL)
    assert poll.due is not None
    assert poll.due >= clock.now() + dt.timedelta(seconds=590)
    assert Run.objects.get(method=Method.POLL).error == "429: come back later"
    network.come_back()
    due_again(mayor, Work.POLL)
    check_all(connections)
    poll.refresh_from_db()
    assert (poll.failures, poll.trouble) == (0, "")


def test_a_refusal_is_an_alarm_and_asked_again_each_hour(mayor: Account, network: Network, connections: Connections) -> None:
    network.break_down(Refused("401 this app is not allowed"))
    check_all(connections)
    due = Schedule.objects.get(work=Work.POLL).due
    assert due is not None
    assert dt.timedelta(minutes=59) < due - clock.now() < dt.timedelta(minutes=66)
    alarms = [finding for finding in all_findings() if finding.id == "capture.W002"]
    assert any("401 this app is not allowed" in finding.text and "each hour" in finding.hint for finding in alarms)
    network.come_back()
    with clock.frozen(due + dt.timedelta(minutes=5)):
        check_all(connections)
    assert Run.objects.filter(method=Method.POLL, outcome=Outcome.DONE).exists()
    assert "capture.W002" not in {finding.id for finding in all_findings()}


def test_who_mended_what_was_refused_need_not_wait(mayor: Account, network: Network, connections: Connections) -> None:
    network.break_down(Refused("401 this app is not allowed"))
    check_all(connections)
    network.come_back()
    assert actions.retry_now(mayor, actor=OPERATOR) == 4
    check_all(connections)
    assert Run.objects.filter(method=Method.POLL, outcome=Outcome.DONE).exists()


def test_a_fault_of_our_own_stops_nothing(
    mayor: Account, network: Network, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.post("mayor", "1", "text")
    monkeypatch.setattr("rostra.capture.actions.checks.follow_where_it_lives", lambda *_: 1 / 0)
    check_all(connections)
    run = Run.objects.get(method=Method.POLL)
    assert (run.outcome, run.error) == (Outcome.FAILED, "ZeroDivisionError: division by zero")
    assert Run.objects.filter(method=Method.SNAPSHOT, outcome=Outcome.DONE).exists()


@pytest.mark.parametrize("state", ["archived"])
def test_only_captured_accounts_are_worked_on(state: str, mayor: Account, network: Network, connections: Connections) -> None:
    network.post("mayor", "1", "text")
    Account.objects.filter(pk=mayor.pk).update(state=state)
    assert not check_next(connections)
    assert network.asked == []
    assert not rules.may_capture(Account.objects.get(pk=mayor.pk))
    assert not StreamSource.objects.filter(subscriptions__account__state="active").exists()


def test_capture_cannot_be_pointed_at_what_is_no_official_account(mayor: Account) -> None:
    for model in (Schedule, Subscription, Run):
        field = model._meta.get_field("account")
        assert field.related_model is Account
        assert not field.null
    with pytest.raises(IntegrityError):
        Schedule.objects.create(account_id=None, work=Work.POLL)


def test_connect_schedules_and_leaves_the_state_alone(network: Network, register: Register) -> None:
    account = actions.connect(register("library"), actor=OPERATOR)
    assert account.state == "approved"
    assert set(Schedule.objects.values_list("work", flat=True)) == {"poll", "probe", "snapshot", "report"}
    assert [source.address for source in account.stream_sources.all()] == ["memory.example"]
    assert Audited.objects.filter(action="capture.account.connected").exists()
    actions.connect(account, actor=OPERATOR)
    assert Schedule.objects.count() == 4


def test_a_retired_account_cannot_be_connected(network: Network, register: Register) -> None:
    with pytest.raises(Forbidden):
        actions.connect(register("old", state="archived"), actor=OPERATOR)
    assert not Schedule.objects.exists()


def test_stop(mayor: Account, network: Network, connections: Connections) -> None:
    actions.stop(mayor, actor=OPERATOR)
    assert not check_next(connections)
    assert not Subscription.objects.exists()


def test_the_network_says_where_an_account_stands(mayor: Account, network: Network, connections: Connections) -> None:
    from rostra.capture.actions.presence import note_presence

    state = AccountState(Identity("mayor", "new-name.memory.example"), active=False, status="deactivated", source=source(Method.POLL))
    note_presence(mayor, state)
    assert Presence.objects.get().status == "deactivated"
    assert Account.objects.get(pk=mayor.pk).handle == "new-name.memory.example"
    assert queries.coverage_overview()[0].status == "deactivated"
    Schedule.objects.filter(work=Work.POLL).update(due=None, trouble="400 deactivated")
    note_presence(mayor, AccountState(Identity("mayor"), active=True, status="active", source=source(Method.POLL)))
    assert Schedule.objects.get(work=Work.POLL).due is not None


def test_how_capture_stands(mayor: Account, network: Network, register: Register, connections: Connections) -> None:
    register("old", state="archived")
    register("paper", network="gazette")
    standing = {c.account.slug: c.standing for c in queries.coverage_overview()}
    assert standing == {"mayor": CaptureStatus.NEVER, "old": CaptureStatus.ENDED, "paper": CaptureStatus.IMPORT_ONLY}
    network.post("mayor", "1", "text")
    check_all(connections)
    mine = next(c for c in queries.coverage_overview() if c.account == mayor)
    assert (mine.standing, mine.held, mine.found) == (CaptureStatus.ON_TIME, 1, 1)
    assert queries.last_check() == mine.last_success
    with clock.frozen(clock.now() + dt.timedelta(hours=2)):
        late = next(c for c in queries.coverage_overview() if c.account == mayor)
        assert late.standing is CaptureStatus.LATE
        assert ("capture.W001", "account:mayor") in {(finding.id, finding.subject) for finding in all_findings()}
        Schedule.objects.filter(account=mayor, work=Work.POLL).update(due=None, trouble="No such repository.")
        Schedule.objects.filter(account=mayor).exclude(work=Work.POLL).update(due=None)
        assert standing_of(mayor) is CaptureStatus.LATE  # refused: somebody has to act
        actions.stop(mayor, actor=OPERATOR)
        assert standing_of(mayor) is CaptureStatus.STOPPED
        with pytest.raises(Forbidden, match="was stopped, so nothing is asked"):
            actions.retry_now(mayor, actor=OPERATOR)
        assert not Schedule.objects.filter(account=mayor, due__isnull=False).exists()
        assert ("capture.I001", "account:mayor") in {(finding.id, finding.subject) for finding in all_findings()}
        assert "capture.W001" not in {finding.id for finding in all_findings()}
        actions.connect(mayor, actor=OPERATOR)
        assert standing_of(mayor) is CaptureStatus.LATE
        assert "capture.I001" not in {finding.id for finding in all_findings()}
    assert ("memory", ("Whispers cannot be captured.",)) in {(limit.network, limit.sentences) for limit in queries.network_limits()}


def standing_of(account: Account) -> CaptureStatus:
    """As every reading has it."""
    overview = next(each for each in queries.coverage_overview() if each.account == account)
    assert queries.coverage_of(account) == overview
    alone = queries.standing_of(account)
    assert alone in queries.standings()
    assert (alone.standing, alone.last_success) == (overview.standing, overview.last_success)
    return overview.standing


def test_an_account_of_files_is_not_asked(register: Register) -> None:
    with pytest.raises(Forbidden, match="there is no network to ask"):
        actions.retry_now(register("paper", network="gazette"), actor=OPERATOR)


def test_an_account_that_is_not_followed_is_not_stopped(network: Network, register: Register) -> None:
    mayor = register("mayor")
    with pytest.raises(Forbidden, match="is not followed: there is nothing to stop"):
        actions.stop(mayor, actor=OPERATOR)
    assert not Audited.objects.filter(action="capture.account.stopped").exists()


def test_what_the_overview_costs(network: Network, register: Register, connections: Connections, django_assert_num_queries: object) -> None:
    for slug in ("one", "two", "three"):
        actions.connect(register(slug), actor=OPERATOR)
    check_all(connections)
    with django_assert_num_queries(9):  # type: ignore[operator]
        assert len(queries.coverage_overview()) == 3
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(queries.standings()) == 3
    account = Account.objects.get(slug="two")
    with django_assert_num_queries(8):  # type: ignore[operator]
        assert queries.coverage_of(account).account == account
