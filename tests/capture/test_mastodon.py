"""From an account on Mastodon to records and versions: registered by its handle, polled, looked at again, found gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from tests import rolls
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.bluesky.servers import Reply
from tests.platforms.mastodon.server import Site, mastodon

from rostra.accounts.models import Account, Handle
from rostra.accounts.queries.register import identity_on_network
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import actions, rules
from rostra.capture.actions.checks import check_next
from rostra.capture.models import Connection, Gap, Presence, Reconciliation, Run, Schedule
from rostra.capture.queries.consent import sealed
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Outcome, Work
from rostra.config import cli
from rostra.core import clock
from rostra.core.profile import ServerTerms
from rostra.people.states import Role
from rostra.platforms.base import Act
from rostra.platforms.consent import Tokens
from rostra.platforms.lists import ListOf


@pytest.fixture
def site() -> Iterator[Site]:
    with mastodon() as running:
        running.start = clock.now() - dt.timedelta(hours=1)  # only what is new is looked at again
        running.join("city")
        running.join("resident")
        yield running


@pytest.fixture
def city(register: Register, site: Site, settings: Settings) -> Account:
    """An official account, found by its handle and connected."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"mastodon": ServerTerms(allow_http=True)})
    known = identity_on_network("mastodon", f"@city@{site.host}", Connections().platform("mastodon").resolve)
    made: Account = register("city", network="mastodon", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=known.id, handle=known.handle)
    made.refresh_from_db()
    return actions.connect(made, actor=OPERATOR)


@pytest.mark.django_db
def test_the_address_of_a_profile_leads_to_its_very_server_at_the_command_line_and_at_the_desk(site: Site, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"mastodon": ServerTerms(allow_http=True)})
    person = rolls.officer()
    address = f"{site.url}/@city"
    desk = rolls.signed_in(rolls.user("jordan-sample", Role.SOCIAL_MEDIA_OFFICER))
    page = desk.post("/desk/accounts/register", {"network": "mastodon", "address": address}).content.decode()
    assert f'value="city@{site.host}"' in page
    assert f'value="https://{site.host}/@city"' in page
    words = ["accounts", "add", "mastodon", address, "--unit", "parks", "--custodian", person.slug, "--purpose", "News"]
    assert cli.main(words) == 0
    account = Account.objects.get()
    assert (account.handle, account.identity) == (f"city@{site.host}", site.actor("city"))


def look_again(account: Account, *works: Work) -> None:
    for work in works:
        due_again(account, work)
    check_all(Connections())


def said(uri: str) -> list[str]:
    return list(Version.objects.filter(record__uri=uri).order_by("number").values_list("text", flat=True))


def test_what_an_account_does_is_kept(city: Account, site: Site, client: Client) -> None:
    picture = {"id": "1", "type": "image", "url": f"{site.url}/media/1.png", "description": "The pool"}
    post = site.say("city", "<p>The pool opens at nien</p>", media_attachments=[picture])
    reply = site.say("resident", "<p>Nine?</p>", in_reply_to_id="1000")
    check_all(Connections())
    assert set(Schedule.objects.values_list("work", flat=True)) == {Work.POLL, Work.PROBE, Work.SNAPSHOT, Work.REPORT}
    kept = {uri: (kind, official) for uri, kind, official in Record.objects.values_list("uri", "kind", "official")}
    assert kept == {city.identity: ("profile", True), post: ("post", True), reply: ("reply", False)}
    assert Attachment.objects.get(version__record__uri=post).alt == "The pool"
    assert Attachment.objects.get(version__record__uri=post).medium is not None

    site.posts["1000"]["favourites_count"] = 9
    look_again(city, Work.POLL, Work.PROBE)
    assert Version.objects.count() == 3  # counts make no version
    site.edit(post, "<p>The pool opens at nine</p>")
    site.edit(post, "<p>The pool opens at ten</p>")
    look_again(city, Work.PROBE)
    look_again(city, Work.PROBE)
    assert said(post) == ["The pool opens at nien", "The pool opens at nine", "The pool opens at ten"]

    site.delete(post)
    site.answers["/api/v1/statuses/1000"] = Reply(503)
    look_again(city, Work.PROBE)
    assert not Absence.objects.exists()
    site.answers.clear()
    look_again(city, Work.PROBE)
    assert Absence.objects.get().certainty == "observed"
    assert Record.objects.get(uri=post).status == "gone"
    assert Run.objects.exclude(outcome=Outcome.DONE).values_list("outcome", flat=True).get() == Outcome.UNTOLD  # the 503
    page = client.get("/coverage").content.decode()
    assert "Posts for followers only, and direct messages, are never taken." in page


def test_what_one_official_account_answers_another_is_its_own_before_it_was_ever_polled(
    city: Account, register: Register, site: Site
) -> None:
    site.join("parks")
    parks = register("parks", network="mastodon", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=parks.pk).update(identity=site.actor("parks"), handle=f"parks@{site.host}")
    parks.refresh_from_db()
    site.say("city", "<p>The pool opens at nine</p>")
    reply = site.say("parks", "<p>The rink, too</p>", in_reply_to_id="1000")
    check_all(Connections())
    record = Record.objects.get(uri=reply)
    assert (record.account, record.official, record.versions) == (parks, True, 1)
    actions.connect(parks, actor=OPERATOR)
    look_again(city, Work.POLL, Work.PROBE)
    record.refresh_from_db()
    assert (record.account, record.versions) == (parks, 1)
    count = Reconciliation.objects.get(account=parks)
    assert (count.said, count.present, count.unexplained) == (1, 1, 0)


@pytest.mark.parametrize(("work", "queries"), [(Work.POLL, 17), (Work.PROBE, 11), (Work.SNAPSHOT, 5), (Work.REPORT, 14)])
def test_a_check_that_finds_nothing_new_asks_the_database_so_often(city: Account, site: Site, work: Work, queries: int) -> None:
    Handle.objects.create(account=city, handle=city.handle, first_seen=clock.now(), last_seen=clock.now())
    for number in range(3):
        site.say("city", f"<p>Lane {number} of the pool is closed</p>")
    check_all(Connections())
    look_again(city, *Work)
    due_again(city, work)
    with CaptureQueriesContext(connection) as asked:
        assert check_next(Connections())
    told = [query["sql"] for query in asked.captured_queries]
    assert len([sql for sql in told if "SAVEPOINT" not in sql]) == queries
    assert Version.objects.count() == 4  # with the profile


def test_lists_are_looked_at_while_the_holder_consents(city: Account, site: Site) -> None:
    site.lists = {"/api/v1/blocks": [{"acct": "troll@else.example"}], "/api/v2/filters": [], "/api/v1/mutes": []}
    look_again(city, Work.SNAPSHOT)
    assert site.authorized == []
    assert rules.may_hand_over(OPERATOR, city, Act.BLOCK)

    site.tokens["the-token"] = "city"
    now = clock.now()
    kept = {"sealed": sealed(Tokens("the-token")), "granted": now, "since": now, "state": "connected", "by_ref": "x", "by_name": "Ada"}
    Connection.objects.create(account=city, **kept)
    look_again(city, Work.SNAPSHOT)
    entry = Record.objects.get(kind="block")
    assert entry.uri == ListOf("mastodon", city.identity, Act.BLOCK).uri("troll@else.example")
    assert not rules.may_hand_over(OPERATOR, city, Act.BLOCK)
    site.lists["/api/v1/blocks"] = []
    look_again(city, Work.SNAPSHOT)
    entry.refresh_from_db()
    assert entry.status == "gone"

    site.tokens.clear()
    site.lists["/api/v1/blocks"] = [{"acct": "troll@else.example"}]
    look_again(city, Work.SNAPSHOT)
    entry.refresh_from_db()
    assert entry.status == "gone"
    assert Connection.objects.get().state == "lapsed"
    asked = len(site.authorized)
    look_again(city, Work.SNAPSHOT, Work.POLL)
    assert len(site.authorized) == asked
    assert Run.objects.latest("pk").outcome == Outcome.DONE


def test_a_suspended_account_loses_nothing(city: Account, site: Site) -> None:
    post = site.say("city", "<p>Hello</p>")
    check_all(Connections())
    site.accounts["city"]["suspended"] = True
    look_again(city, Work.POLL, Work.PROBE)
    assert (Presence.objects.get().active, Presence.objects.get().status) == (False, "suspended")
    assert Record.objects.get(uri=post).status == "present"


def test_a_gap_is_healed_by_the_whole_list(city: Account, site: Site) -> None:
    """What is missing from a complete list is gone; of an incomplete one nothing is."""
    kept, lost = site.say("city", "<p>kept</p>"), site.say("city", "<p>lost</p>")
    check_all(Connections())
    now = clock.now()
    Gap.objects.create(account=city, method="poll", starts=now, ends=now, noticed=now, reason="The network was away.")
    site.delete(lost)
    site.accounts["city"]["statuses_count"] = 9
    look_again(city, Work.SNAPSHOT)
    assert not Absence.objects.exists()
    del site.accounts["city"]["statuses_count"]
    Gap.objects.update(healed_at=None)
    look_again(city, Work.SNAPSHOT)
    assert [absence.record.uri for absence in Absence.objects.all()] == [lost]
    assert Record.objects.get(uri=kept).status == "present"
    assert Gap.objects.get().healed_at is not None
