"""From an account on X to records and versions: connected by consent, polled, looked at again, found gone; and what a dead token means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.x.server import Site, x

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import actions
from rostra.capture.models import Connection, Gap, Presence, Reconciliation, Run, Schedule
from rostra.capture.queries.consent import sealed
from rostra.capture.queries.coverage import standing_of
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus, ConnectionState, Outcome, Work
from rostra.core import clock
from rostra.core.errors import Conflict
from rostra.core.profile import ApiTerms
from rostra.platforms.base import Act
from rostra.platforms.consent import Tokens
from rostra.platforms.lists import ListOf
from rostra.platforms.x.addresses import post_uri, profile_uri


@pytest.fixture
def site() -> Iterator[Site]:
    with x() as running:
        running.now = clock.now() - dt.timedelta(minutes=10)  # only what is new is looked at again
        running.join("exampleville")
        running.join("resident")
        yield running


@pytest.fixture
def unconnected(register: Register, site: Site, settings: Settings) -> Account:
    """An official account whose holder has not consented yet."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"platform": {"x": ApiTerms(api=site.url, allow_http=True)}})
    made: Account = register("city", network="x", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity="9000", handle="exampleville")
    made.refresh_from_db()
    return made


@pytest.fixture
def city(unconnected: Account) -> Account:
    """An official account whose holder has consented."""
    now = clock.now()
    Connection.objects.create(
        account=unconnected, state=ConnectionState.CONNECTED, sealed=sealed(Tokens("token-of-exampleville")), granted=now, since=now,
        by_ref="person:ada", by_name="Ada Example",
    )  # fmt: skip
    return actions.connect(unconnected, actor=OPERATOR)


def look_again(account: Account, *works: Work) -> None:
    for work in works:
        due_again(account, work)
    check_all(Connections())


def said(uri: str) -> list[str]:
    return list(Version.objects.filter(record__uri=uri).order_by("revision").values_list("text", flat=True))


def test_without_consent_nothing_begins(unconnected: Account, site: Site) -> None:
    with pytest.raises(Conflict, match="consented"):
        actions.connect(unconnected, actor=OPERATOR)
    assert site.asked == []


def test_what_an_account_does_is_kept(city: Account, site: Site, client: Client) -> None:
    key = site.attach("3_1", url=f"{site.url}/media/1.jpg", alt_text="The pool")
    first = site.say("9000", "The pool opens at nien", attachments={"media_keys": [key]})
    reply = site.answer_to(first, "9001", "@exampleville Nine?")
    site.lists["blocking"] = [{"id": "7001", "username": "loud", "name": "Loud"}]
    check_all(Connections())
    assert set(Schedule.objects.values_list("work", flat=True)) == {Work.POLL, Work.PROBE, Work.SNAPSHOT, Work.REPORT}
    block = ListOf("x", "9000", Act.BLOCK).uri("7001")
    kept = {uri: (kind, official) for uri, kind, official in Record.objects.values_list("uri", "kind", "official")}
    assert kept == {
        profile_uri("9000"): ("profile", True),
        post_uri(first): ("post", True),
        post_uri(reply): ("reply", False),
        block: ("block", True),
    }
    assert Attachment.objects.get(version__record__uri=post_uri(first)).alt == "The pool"
    assert Attachment.objects.get(version__record__uri=post_uri(first)).medium is not None

    site.posts[first]["public_metrics"]["like_count"] = 9
    look_again(city, Work.POLL, Work.PROBE, Work.SNAPSHOT)
    assert Version.objects.count() == 4  # counts make no version
    site.edit(first, "The pool opens at nine")
    site.edit(first, "The pool opens at ten")
    look_again(city, Work.POLL)
    look_again(city, Work.PROBE)
    assert said(post_uri(first)) == ["The pool opens at nien", "The pool opens at nine", "The pool opens at ten"]

    site.hidden.add(first)
    look_again(city, Work.PROBE)
    assert not Absence.objects.exists(), "X does not show it, and does not say that it is gone"
    site.hidden.clear()
    site.delete(first)
    site.lists["blocking"] = []
    look_again(city, Work.PROBE, Work.SNAPSHOT)
    assert {(absence.record.uri, absence.certainty) for absence in Absence.objects.all()} == {
        (post_uri(first), "observed"),
        (block, "observed"),
    }
    assert Record.objects.get(uri=post_uri(first)).status == "gone"
    assert Record.objects.get(uri=post_uri(reply)).status == "present"
    assert Run.objects.exclude(outcome=Outcome.DONE).values_list("outcome", flat=True).get() == Outcome.UNTOLD  # of what X hid for a while
    assert "Which replies an account has hidden cannot be seen" in client.get("/coverage").content.decode()


def test_a_dead_token_is_a_gap_and_stands_as_not_archiving(city: Account, site: Site, client: Client) -> None:
    post = site.say("9000", "Hello")
    check_all(Connections())
    site.tokens.clear()
    look_again(city, Work.POLL)
    assert standing_of(city).standing is CaptureStatus.NOT_ARCHIVING
    gap = Gap.objects.get()
    assert (gap.ends, gap.healed_at) == (None, None)
    assert "does not accept the account's token" in gap.reason
    assert Connection.objects.get().state == ConnectionState.LAPSED
    assert Connection.objects.get().sealed == ""
    assert not Schedule.objects.filter(due__isnull=False, work=Work.POLL).exists()
    assert Record.objects.get(uri=post_uri(post)).status == "present"
    assert "token-of-exampleville" not in "".join(Run.objects.values_list("error", flat=True))
    asked = len(site.asked)
    check_all(Connections())
    assert len(site.asked) == asked, "nobody asks with a token that is dead"
    assert "not archiving" in client.get("/coverage").content.decode().lower()


def test_what_x_counts_stands_beside_what_is_held(city: Account, site: Site, client: Client) -> None:
    first = site.say("9000", "The pool opens at nine")
    site.edit(first, "The pool opens at ten")
    site.answer_to(first, "9000", "Until six")
    site.answer_to(first, "9001", "Thanks")
    for _ in range(2):
        look_again(city, Work.POLL)
    row = Reconciliation.objects.get()
    assert (row.said, row.present, row.unexplained, row.differing) == (2, 2, 0, 0)
    assert "Numbers that do not agree" not in client.get("/coverage").content.decode()
    site.people["9000"]["public_metrics"] = {"tweet_count": 5}
    for _ in range(2):
        look_again(city, Work.POLL)
    row = Reconciliation.objects.latest("pk")
    assert (row.said, row.present, row.unexplained, row.differing) == (5, 2, 3, 2)
    page = client.get("/coverage").content.decode()
    assert "Numbers that do not agree" in page
    assert "at 2 readings" in page


def test_a_suspended_account_loses_nothing(city: Account, site: Site) -> None:
    post = site.say("9000", "Hello")
    check_all(Connections())
    site.suspended.add("9000")
    look_again(city, Work.POLL, Work.PROBE)
    assert (Presence.objects.get().active, Presence.objects.get().status) == (False, "suspended")
    assert Record.objects.get(uri=post_uri(post)).status == "present"


def test_replies_that_were_missed_are_a_gap(city: Account, site: Site) -> None:
    site.answer_to(site.say("9000", "Hello"), "9001", "first")
    check_all(Connections())
    schedule = Schedule.objects.get(account=city, work=Work.POLL)
    earlier = (clock.now() - dt.timedelta(days=9)).isoformat()
    Schedule.objects.filter(pk=schedule.pk).update(
        cursor=schedule.cursor.replace(schedule.cursor.split('"looked":"')[1].split('"')[0], earlier)
    )
    look_again(city, Work.POLL)
    look_again(city, Work.POLL, Work.PROBE, Work.SNAPSHOT)
    assert "seven days" in Gap.objects.get().reason
    look_again(city, Work.POLL, Work.SNAPSHOT)
    assert Gap.objects.get().healed_at is None, "nothing brings them"
