"""Consent: given at the platform, kept sealed, renewed by one, taken back in the day; and what of that stands in public."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from tests import rolls
from tests.capture.conftest import OPERATOR, Register
from tests.capture.consenting import ConsentingPlatform
from tests.capture.network import Network
from tests.capture.test_checks import check_all, due_again
from tests.platforms.authority import Authority, authority, came_back
from tests.platforms.bluesky.servers import Reply

from rostra.accounts.actions.custody import give_part
from rostra.accounts.models import Account
from rostra.accounts.states import Part
from rostra.archive.models import Record
from rostra.capture import actions
from rostra.capture.actions.renewing import end_and_foretell, renew_next
from rostra.capture.models import Connection, Gap, Schedule
from rostra.capture.queries.consent import opened, sealed
from rostra.capture.queries.coverage import standing_of
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus, ConnectionState, Healing, Work
from rostra.core import clock
from rostra.core.errors import Conflict, Forbidden
from rostra.core.findings import all_findings
from rostra.core.models import Event, Mail
from rostra.people.models import User
from rostra.people.states import Role
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Refused, Unauthorised
from rostra.platforms.consent import App, Tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[Authority]:
    with authority() as running:
        yield running


@pytest.fixture
def asking(network: Network, server: Authority, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Network:
    """The network in memory asks for consent."""
    kind = type("Asking", (ConsentingPlatform,), {"network": network, "authority": server})
    monkeypatch.setitem(PLATFORMS, "memory", kind)
    settings.PLATFORM_APPS = {"memory": App(server.client, server.secret)}
    return network


@pytest.fixture
def pool(asking: Network, register: Register) -> Account:
    """An official account in use that is not connected."""
    return register("pool", state="active")  # type: ignore[call-arg] # the fixture takes it


@pytest.fixture
def officer(db: None) -> User:
    return rolls.user("sam-sample", Role.SOCIAL_MEDIA_OFFICER)


def consent(account: Account, server: Authority, user: User, *, holder: str = "") -> Connection:
    """The holder goes the whole way."""
    begun = actions.begin_consent(account, actor=user.as_actor())
    answer = server.consent(begun.url, holder or account.identity)
    return actions.take_consent(account, answer, begun.kept, actor=user.as_actor())


def poll(account: Account) -> None:
    due_again(account, Work.POLL)
    check_all(Connections())


def refresh() -> None:
    """As the refresher does, which looks every few seconds."""
    while renew_next(Connections()):
        pass


def test_nothing_is_read_before_the_holder_consents(pool: Account, client: Client) -> None:
    with pytest.raises(Conflict, match="has consented"):
        actions.connect(pool, actor=OPERATOR)
    assert standing_of(pool).standing is CaptureStatus.NOT_ARCHIVING
    assert "NOT ARCHIVING" in client.get(reverse("portal:account", args=[pool.slug])).content.decode()
    assert [finding.id for finding in all_findings() if finding.id == "capture.W011"] == ["capture.W011"]


def test_what_lacks_consent_is_not_asked_again(pool: Account) -> None:
    with pytest.raises(Forbidden, match="with the consent of who holds it"):
        actions.retry_now(pool, actor=OPERATOR)


def test_consent_lets_capture_begin_and_its_tokens_lie_sealed(
    pool: Account, asking: Network, server: Authority, officer: User, client: Client
) -> None:
    asking.post("pool", "1", "The pool opens at nine")
    found = consent(pool, server, officer)
    check_all(Connections())
    assert Record.objects.count() == 1
    assert standing_of(pool).standing is CaptureStatus.ON_TIME
    assert "NOT ARCHIVING" not in client.get(reverse("portal:account", args=[pool.slug])).content.decode()
    assert (found.by_name, found.scopes) == ("Sam Sample", ["read:posts", "read:blocks"])
    secrets = [*server.good, *server.renewable, server.secret]
    assert secrets
    with database.cursor() as cursor:
        cursor.execute("SELECT sealed FROM capture_connection")
        held = str(cursor.fetchall())
    told = held + str(list(Event.objects.values())) + str(list(Connection.objects.values())) + repr(found)
    assert [secret for secret in secrets if secret in told] == []
    assert opened(found.sealed).access in server.good


def test_before_it_is_in_use_nothing_is_missed_until_a_consent_that_was_given_ends(
    asking: Network, register: Register, server: Authority, officer: User, client: Client
) -> None:
    asking.post("hall", "1", "The hall opens at nine")
    approved = register("hall")
    assert standing_of(approved).standing is CaptureStatus.NEVER
    consent(approved, server, officer)
    check_all(Connections())
    assert standing_of(approved).standing is CaptureStatus.ON_TIME
    server.end("hall")
    poll(approved)
    refresh()
    assert standing_of(approved).standing is CaptureStatus.NOT_ARCHIVING
    page = client.get(reverse("portal:account", args=["hall"])).content.decode()
    assert "Not in use yet" in page
    assert "NOT ARCHIVING" in page


def test_the_consent_of_another_account_is_refused(pool: Account, server: Authority, officer: User) -> None:
    with pytest.raises(Refused, match="Another account"):
        consent(pool, server, officer, holder="my-own")
    begun = actions.begin_consent(pool, actor=officer.as_actor())
    answer = server.consent(begun.url, "pool") | {"state": "forged"}
    with pytest.raises(Refused, match="no question of yours"):
        actions.take_consent(pool, answer, begun.kept, actor=officer.as_actor())
    assert not Connection.objects.exists()


def test_who_may_consent(pool: Account, server: Authority) -> None:
    clerk, steward = rolls.user("clerk-sample", Role.CLERK), rolls.user("steward-sample")
    assert steward.person is not None
    with pytest.raises(Forbidden):
        actions.begin_consent(pool, actor=clerk.as_actor())
    with pytest.raises(Forbidden):
        actions.begin_consent(pool, actor=OPERATOR)
    give_part(pool, Part.STEWARD, steward.person)
    browser, page = rolls.signed_in(steward), reverse("desk:connection", args=[pool.slug])
    assert "Begin to consent" in browser.get(page).content.decode()
    there = browser.post(page).context["url"]
    answer = server.consent(there, "pool")
    browser.get(came_back("/desk/connected", answer))
    assert Connection.objects.get().by_name == "Steward Sample"
    assert "Connected" in browser.get(page).content.decode()
    again = browser.get(came_back("/desk/connected", answer), follow=True)  # the link of a history opens nothing
    assert "Nothing was begun" in again.content.decode()


def test_a_holder_who_says_no_is_told_that_nothing_happened(pool: Account, officer: User) -> None:
    browser, page = rolls.signed_in(officer), reverse("desk:connection", args=[pool.slug])
    browser.post(page)
    state = browser.session["consent"]["state"]
    told = browser.get(came_back("/desk/connected", {"error": "access_denied", "state": state}))
    assert told.status_code == 422
    assert "Consent was not given" in told.content.decode()


def test_a_token_killed_in_the_day_shows_within_a_quarter_of_an_hour_and_reconnecting_heals(
    pool: Account, asking: Network, server: Authority, officer: User, client: Client, settings: Settings
) -> None:
    assert settings.PROFILE.capture.poll_every <= 15 * 60
    consent(pool, server, officer)
    asking.post("pool", "1", "kept")
    poll(pool)
    server.end("pool")
    asking.post("pool", "2", "posted in the gap")
    poll(pool)  # the next look, of poll_every
    refresh()
    assert Connection.objects.get().state == ConnectionState.LAPSED
    assert Connection.objects.get().sealed == ""
    gap = Gap.objects.get()
    assert (gap.ends, gap.account) == (None, pool)
    page = client.get(reverse("portal:coverage")).content.decode()
    assert "NOT ARCHIVING" in page
    assert "does not accept the consent any more" in page
    told = client.get("/coverage.json").json()
    assert [each["standing"] for each in told["accounts"]] == ["not archiving"]
    letters = {mail.to for mail in Mail.objects.filter(subject__startswith="Not archived")}
    assert officer.email in letters

    consent(pool, server, officer)
    check_all(Connections())
    poll(pool)  # what was posted while the first look went on is in the second
    gap.refresh_from_db()
    assert gap.ends is not None
    assert gap.healed_how == Healing.NEXT_LOOK
    assert Record.objects.filter(uri="memory://pool/2").exists()
    assert standing_of(pool).standing is CaptureStatus.ON_TIME


def test_a_dead_token_that_can_be_renewed_is_renewed(pool: Account, asking: Network, server: Authority, officer: User) -> None:
    consent(pool, server, officer)
    asking.post("pool", "1", "kept")
    server.end("pool", refresh=False)
    poll(pool)
    assert Connection.objects.get().state == ConnectionState.CONNECTED
    assert renew_next(Connections())
    poll(pool)
    assert Record.objects.count() == 1
    server.end("pool", refresh=False)  # refused again just after it was renewed: nobody mends it but the holder
    poll(pool)
    assert Connection.objects.get().state == ConnectionState.LAPSED


def test_tokens_are_renewed_before_they_end_and_kept_before_they_are_used(pool: Account, server: Authority, officer: User) -> None:
    begin = clock.now()
    found = consent(pool, server, officer)
    assert found.due is not None
    assert begin + dt.timedelta(minutes=85) < found.due < begin + dt.timedelta(minutes=95)
    assert not renew_next(Connections())
    with clock.frozen(found.due + dt.timedelta(minutes=1)):
        assert renew_next(Connections())
        renewed = Connection.objects.get()
        assert opened(renewed.sealed).access in server.good
        assert opened(renewed.sealed).refresh in server.renewable
        assert not renew_next(Connections())


def test_an_outage_of_the_platform_spoils_no_consent(pool: Account, server: Authority, officer: User) -> None:
    found = consent(pool, server, officer)
    assert found.due is not None
    assert found.expires is not None
    server.instead = Reply(503)
    with clock.frozen(found.expires + dt.timedelta(minutes=1)):
        assert renew_next(Connections())
        assert (Connection.objects.get().failures, Connection.objects.get().state) == (1, ConnectionState.CONNECTED)
        poll(pool)  # the token is over: the platform is not even asked with it
        assert Connection.objects.get().state == ConnectionState.CONNECTED
        assert "could not be renewed yet" in Schedule.objects.get(work=Work.POLL).trouble
    server.instead = None
    with clock.frozen(found.expires + dt.timedelta(hours=2)):
        assert renew_next(Connections())
        assert Connection.objects.get().failures == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_refreshers_one_renews(pool: Account, server: Authority, officer: User) -> None:
    consent(pool, server, officer)
    Connection.objects.update(due=clock.now() - dt.timedelta(minutes=1))
    before, done = len(server.forms), []

    def renew() -> None:
        done.append(renew_next(Connections()))
        database.close()

    threads = [threading.Thread(target=renew) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.forms) == before + 1
    assert Connection.objects.get().state == ConnectionState.CONNECTED


def test_the_end_of_a_consent_is_foretold_once_a_notice_and_then_it_lapses(
    pool: Account, server: Authority, officer: User, settings: Settings
) -> None:
    consent(pool, server, officer)
    ends = clock.now() + dt.timedelta(days=60)
    tokens = Tokens("access-x", ends=ends, expires=ends)
    Connection.objects.update(sealed=sealed(tokens), ends=ends, expires=ends, due=None)
    assert settings.PROFILE.capture.consent_notices == [30, 14, 3]
    for days_left, letters in ((31, 0), (29.5, 1), (20, 1), (13.9, 2), (2.9, 3), (1, 3)):
        with clock.frozen(ends - dt.timedelta(days=days_left)):
            end_and_foretell()
            end_and_foretell()
            assert Mail.objects.filter(subject__startswith="To be connected again").count() == letters
    with clock.frozen(ends + dt.timedelta(seconds=1)):
        assert end_and_foretell() == 1
        assert standing_of(pool).standing is CaptureStatus.NOT_ARCHIVING


def test_a_consent_is_given_back_at_the_platform_too(pool: Account, server: Authority, officer: User) -> None:
    consent(pool, server, officer)
    actions.disconnect(pool, actor=officer.as_actor())
    assert server.good == {}
    assert (Connection.objects.get().state, Connection.objects.get().sealed) == (ConnectionState.ENDED, "")
    assert Event.objects.filter(action="capture.account.disconnected").exists()
    with pytest.raises(Forbidden):
        actions.disconnect(pool, actor=officer.as_actor())


def test_it_ends_here_also_while_the_platform_is_away(pool: Account, server: Authority, officer: User) -> None:
    consent(pool, server, officer)
    server.instead = Reply(503)
    actions.disconnect(pool, actor=officer.as_actor())
    assert Connection.objects.get().sealed == ""


def test_under_another_key_nothing_opens_and_it_says_so(pool: Account, server: Authority, officer: User, settings: Settings) -> None:
    found = consent(pool, server, officer)
    settings.FACTOR_KEY = "another key, as after a restore without the old one"
    with pytest.raises(Unauthorised, match="key is another one"):
        opened(found.sealed)


def test_the_steward_is_written_to_where_to_consent(pool: Account, officer: User) -> None:
    steward = rolls.officer("robin-sample", "Robin Sample")
    steward.email = "robin@exampleville.example"
    steward.save()
    give_part(pool, Part.STEWARD, steward)
    assert actions.ask_for_consent(pool, actor=officer.as_actor()) == 1
    letter = Mail.objects.get()
    assert letter.to == steward.email
    assert f"/desk/account/{pool.slug}/connection" in letter.body


def test_what_is_asked_for_stands_in_public(pool: Account, client: Client) -> None:
    page = client.get(reverse("portal:platform", args=["memory"])).content.decode()
    assert "read:posts" in page
    assert "Sixty days." in page
    told = next(each for each in client.get("/coverage/platforms.json").json()["platforms"] if each["platform"] == "memory")
    assert (told["consent"], told["scopes"]) == ("needed", ["read:posts: What the account posts."])


def test_a_dump_of_the_database_holds_no_token(pool: Account, server: Authority, officer: User, capsys: pytest.CaptureFixture[str]) -> None:
    consent(pool, server, officer)
    call_command("dumpdata", "capture")
    dumped = capsys.readouterr().out
    assert "sealed" in dumped
    assert [secret for secret in (*server.good, *server.renewable) if secret in dumped] == []
