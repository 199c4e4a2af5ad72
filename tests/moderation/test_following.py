"""What an official account does against somebody's speech is in the register at once, and never leaves it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.moderation import acting
from tests.moderation.conftest import OTHER, RESIDENT, SPAM, THREAT, WEDNESDAY, Network, settle, standing

from rostra.accounts.models import Account
from rostra.archive.actions.cursors import advance
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Record
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.findings import all_findings
from rostra.core.models import Event, Mail
from rostra.moderation.actions.acts import record_act
from rostra.moderation.actions.following import CURSOR
from rostra.moderation.models import Restriction
from rostra.moderation.queries.acts import current_version
from rostra.moderation.tasks import follow_the_day
from rostra.people.models import Person
from rostra.people.states import Role
from rostra.platforms.base import Act
from rostra.platforms.bluesky import parse

pytestmark = pytest.mark.django_db
POST = "at://did:plc:mmmmmmmmmmmmmmmmmmmmmmmm/app.bsky.feed.post/p1"
REPLIES = [f"at://{RESIDENT}/app.bsky.feed.post/r{number}" for number in (1, 2)]
DAY = dt.timedelta(days=1)
NUMBERS = itertools.count(1)


def found() -> set[str]:
    return {finding.id for finding in all_findings() if finding.id.startswith("moderation.")}


def test_a_block_is_open_with_its_clause_and_its_day_until_the_network_shows_that_it_is_gone(network: Network, steward: Person) -> None:
    with clock.frozen(WEDNESDAY):
        uri = network.block()
        settle()
        row = Restriction.objects.get()
        assert standing() == [("block", RESIDENT, "open")]
        assert (row.begun, row.due) == (WEDNESDAY, dt.date(2026, 3, 5))
        assert found() == {"moderation.W001"}
        event = Event.objects.get(action="moderation.restriction.found")
        assert event.facts["clause"] == "social-media-policy/no-blocking"
        assert [mail.to for mail in Mail.objects.all()] == ["sam@exampleville.example"]
    with clock.frozen(WEDNESDAY + DAY):
        network.gone(uri)
        settle()
        assert standing() == [("block", RESIDENT, "lifted")]
        assert Restriction.objects.get().ended == WEDNESDAY + DAY
        assert found() == set()


def test_nobody_is_named_in_what_goes_to_the_log_or_by_mail(network: Network, steward: Person) -> None:
    network.block()
    settle()
    assert not [event for event in Event.objects.all() if RESIDENT in repr(event.facts) + event.subject]
    assert RESIDENT not in "".join(Mail.objects.values_list("body", flat=True))
    assert RESIDENT not in "".join(finding.text for finding in all_findings())


def test_blocked_again_is_a_second_row_and_the_first_stays(network: Network) -> None:
    uri = network.block(key="b1", revision="3a")
    settle()
    network.gone(uri, "3b")
    settle()
    network.block(key="b1", revision="3c")
    settle()
    assert standing() == [("block", RESIDENT, "lifted"), ("block", RESIDENT, "open")]


def test_a_block_that_came_and_went_between_two_looks_is_not_lost(network: Network, steward: Person) -> None:
    network.gone(network.block())
    settle()
    assert standing() == [("block", RESIDENT, "lifted")]
    assert not Mail.objects.exists()  # nothing is to be undone any more


def test_a_gate_is_read_reply_by_reply(network: Network) -> None:
    network.show(parse.THREAD_GATE, {"post": POST, "allow": [], "hiddenReplies": REPLIES}, key="p1", revision="3a")
    settle()
    assert standing() == [("close-comments", POST, "tolerated"), ("hide", REPLIES[0], "open"), ("hide", REPLIES[1], "open")]
    network.show(parse.THREAD_GATE, {"post": POST, "hiddenReplies": REPLIES[1:]}, key="p1", revision="3b")
    settle()
    assert standing() == [("close-comments", POST, "lifted"), ("hide", REPLIES[0], "lifted"), ("hide", REPLIES[1], "open")]


def test_what_an_account_hides_of_its_own_is_nobodys(network: Network) -> None:
    own = f"at://{network.account.identity}/app.bsky.feed.post/r3"
    network.show(parse.THREAD_GATE, {"post": POST, "hiddenReplies": [own]}, key="p1")
    settle()
    assert standing() == []


def test_an_earlier_revision_that_comes_late_says_nothing_about_now(network: Network) -> None:
    network.show(parse.THREAD_GATE, {"post": POST, "hiddenReplies": []}, key="p1", revision="3b")
    settle()
    network.show(parse.THREAD_GATE, {"post": POST, "hiddenReplies": REPLIES}, key="p1", revision="3a")
    settle()
    assert standing() == []


def test_what_takes_nothing_from_anybody_is_noted_and_no_violation(network: Network, terms: Callable[..., None]) -> None:
    terms(tolerated=["mute", "close-comments"])
    network.show(parse.THREAD_GATE, {"post": POST, "allow": []}, key="p1")
    settle()
    assert standing() == [("close-comments", POST, "tolerated")]
    assert found() == set()


def test_the_posts_of_the_public_and_other_kinds_of_record_restrict_nobody(network: Network) -> None:
    network.post()
    settle()
    assert not Restriction.objects.exists()


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        (dt.datetime(2026, 3, 6, 18, tzinfo=dt.UTC), dt.date(2026, 3, 9)),  # a Friday
        (dt.datetime(2026, 3, 8, 4, tzinfo=dt.UTC), dt.date(2026, 3, 9)),  # Saturday night there, Sunday in UTC
        (dt.datetime(2026, 6, 18, 18, tzinfo=dt.UTC), dt.date(2026, 6, 22)),  # Juneteenth is a Friday
        (dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC), dt.date(2027, 1, 4)),  # New Year's Day is a Friday
    ],
)
def test_the_term_runs_in_business_days_of_the_city(network: Network, seen: dt.datetime, due: dt.date) -> None:
    with clock.frozen(seen):
        network.block()
        settle()
    assert Restriction.objects.get().due == due


def test_it_is_overdue_by_itself_and_told_once(network: Network, steward: Person) -> None:
    Person.objects.filter(pk=network.account.custodian_id).update(email="custodian@exampleville.example")
    with clock.frozen(WEDNESDAY):
        network.block()
        settle()
    with clock.frozen(WEDNESDAY + DAY):
        follow_the_day()
        assert found() == {"moderation.W001"}
    with clock.frozen(WEDNESDAY + 2 * DAY):
        for _ in range(2):
            follow_the_day()
        assert found() == {"moderation.E001"}
    told = Mail.objects.order_by("key").values_list("to", flat=True)
    assert sorted(told) == [
        "communications-admin@exampleville.example", "custodian@exampleville.example", "sam@exampleville.example",
    ]  # fmt: skip


def test_what_was_there_before_the_rule_has_until_the_day_of_the_amnesty(network: Network, terms: Callable[..., None]) -> None:
    terms(amnesty={"found_until": "2026-03-04", "lift_by": "2026-04-01"})
    with clock.frozen(WEDNESDAY):
        network.block()
        settle()
    with clock.frozen(WEDNESDAY + DAY):
        network.block(OTHER)
        settle()
    assert list(Restriction.objects.order_by("begun").values_list("due", flat=True)) == [dt.date(2026, 4, 1), dt.date(2026, 3, 6)]


GATES = st.lists(st.one_of(st.none(), st.sets(st.sampled_from(REPLIES))), max_size=8)  # None: the record is gone


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=GATES)
def test_reading_the_log_again_changes_nothing(network: Network, history: list[set[str] | None]) -> None:
    key, moments = f"p{next(NUMBERS)}", itertools.count()
    for hidden in history:
        with clock.frozen(WEDNESDAY + next(moments) * dt.timedelta(minutes=1)):
            revision = f"3{next(NUMBERS):012}"
            if hidden is None:
                network.gone(f"at://{network.account.identity}/{parse.THREAD_GATE}/{key}", revision)
            else:
                gate = {"post": POST.replace("p1", key), "hiddenReplies": sorted(hidden)}
                network.show(parse.THREAD_GATE, gate, key=key, revision=revision)
        settle()
    before = list(Restriction.objects.order_by("pk").values())
    advance(CURSOR, 0)
    settle()
    assert list(Restriction.objects.order_by("pk").values()) == before
    last = history[-1] if history else None
    assert {row["subject"] for row in before if row["record_id"] == _record(key) and not row["ended"]} == (last or set())


def _record(key: str) -> int:
    return Record.objects.filter(uri__endswith=f"threadgate/{key}").values_list("pk", flat=True).first() or 0


def test_the_register_stands_after_the_archive_was_made_anew_from_its_files(network: Network) -> None:
    network.gone(network.block(OTHER))
    network.block()
    settle()
    before = list(Restriction.objects.order_by("pk").values())
    with transaction.atomic():
        rebuild(actor=system("test"))
    settle()
    connection.check_constraints()
    assert list(Restriction.objects.order_by("pk").values()) == before


def test_nothing_is_deleted_or_rewritten_whoever_asks_the_database(network: Network) -> None:
    network.gone(network.block())
    settle()
    rows = Restriction.objects.all()
    for act in (
        rows.delete, lambda: rows.update(subject=OTHER), lambda: rows.update(ended=WEDNESDAY), lambda: rows.update(act="mute"),
        lambda: rows.update(begun=WEDNESDAY), lambda: Account.objects.filter(pk=network.account.pk).delete(),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert standing() == [("block", RESIDENT, "lifted")]


# a reply that is captured late

AFTER = WEDNESDAY + DAY


def closed(network: Network) -> Restriction:
    """Comments on the account's post are closed, and none is known."""
    with clock.frozen(WEDNESDAY):
        acting.close(network, network.post().uri)
        settle()
    row = Restriction.objects.get()
    assert (row.standing, row.mid_thread) == ("tolerated", False)
    return row


def late(network: Network, row: Restriction, said: dt.datetime, key: str = "late", author: str = RESIDENT) -> None:
    """A reply to that post is captured the day after; its author says when it was written."""
    with clock.frozen(said):
        version = acting.comment(network, "I disagree.", key, post=row.subject, author=author)
    Record.objects.filter(pk=version.record_id).update(first_seen=AFTER)
    with clock.frozen(AFTER):
        settle()
    row.refresh_from_db()


def test_closed_comments_are_judged_again_when_a_reply_from_before_is_captured(network: Network, steward: Person) -> None:
    row = closed(network)
    Mail.objects.all().delete()
    late(network, row, WEDNESDAY - DAY)
    assert (row.standing, row.mid_thread, row.due) == ("open", True, dt.date(2026, 3, 6))
    assert row.begun == WEDNESDAY
    with clock.frozen(AFTER):
        assert found() == {"moderation.W002"}
    event = Event.objects.get(action="moderation.restriction.judged-again")
    assert event.facts == {
        "account": network.account.slug, "act": "close-comments", "standing": "open", "clause": "social-media-policy/no-blocking",
    }  # fmt: skip
    assert [mail.to for mail in Mail.objects.all()] == ["sam@exampleville.example"]


@pytest.mark.parametrize("said", [WEDNESDAY + dt.timedelta(minutes=1), AFTER])
def test_a_reply_from_afterwards_changes_nothing(said: dt.datetime, network: Network) -> None:
    row = closed(network)
    late(network, row, said)
    assert (row.standing, row.mid_thread) == ("tolerated", False)


def test_reading_the_late_reply_again_changes_nothing(network: Network) -> None:
    row = closed(network)
    late(network, row, WEDNESDAY - DAY)
    with transaction.atomic():
        advance(CURSOR, 0)
    with clock.frozen(AFTER + DAY):
        settle()
    again = Restriction.objects.get()
    assert (again.standing, again.due, again.since) == (row.standing, row.due, row.since)
    assert Event.objects.filter(action="moderation.restriction.judged-again").count() == 1


def test_what_was_undone_before_the_reply_came_stays_as_it_was(network: Network) -> None:
    row = closed(network)
    with clock.frozen(WEDNESDAY + dt.timedelta(hours=1)):
        network.gone(row.record.uri)
        settle()
    late(network, row, WEDNESDAY - DAY)
    assert (row.standing, row.mid_thread) == ("lifted", False)


def test_a_city_that_tolerates_closed_comments_learns_it_and_goes_on(network: Network, terms: Callable[..., None]) -> None:
    terms(tolerated=["mute", "close-comments"])
    row = closed(network)
    late(network, row, WEDNESDAY - DAY)
    assert (row.standing, row.mid_thread) == ("tolerated", True)


def test_an_exception_and_a_recorded_act_hold_for_what_is_judged_again(network: Network, terms: Callable[..., None]) -> None:
    ground = SPAM.model_copy(update={"acts": ["hide", "close-comments"]})
    terms(ground=[THREAT, ground])
    row = closed(network)
    post = current_version(Record.objects.get(uri=row.subject))
    with clock.frozen(WEDNESDAY):
        act = record_act(acting.new_act(post, act=Act.CLOSE_COMMENTS), actor=acting.actor(Role.MODERATOR))
    late(network, row, WEDNESDAY - DAY)
    assert (row.standing, row.explained_by) == ("explained", act)
