"""What platforms tell by themselves: from their call to our address, or their line, to what stands in the archive and in public."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator

import httpx
import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.following import consented
from tests.capture.test_checks import check_all, due_again
from tests.desk.conftest import server
from tests.platforms.hub import Hub, hub
from tests.platforms.rss.conftest import Site as Feeds
from tests.platforms.rss.conftest import entry, rss
from tests.platforms.rss.conftest import site as feeds
from tests.platforms.x.activity import APP_TOKEN, CONSUMER_SECRET, signature
from tests.platforms.x.server import Site, x

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.capture import actions
from rostra.capture.actions.calls import attend_next
from rostra.capture.actions.lines import listen
from rostra.capture.actions.tellings import ask_next, follow_accounts
from rostra.capture.models import Gap, ReceivedCall, Schedule, StreamSource, Telling
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Work
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.profile import ServerTerms
from rostra.platforms.base import Act
from rostra.platforms.consent import App, Tokens
from rostra.platforms.lists import ListOf
from rostra.platforms.x.activity import TOLD
from rostra.platforms.x.addresses import post_uri

__all__ = ["feeds", "server"]
OPERATOR = system("command line")
X_HOOK = "/hooks/x"


def let(settings: Settings, *, hooks: list[str], lines: list[str] | None = None) -> None:
    """The city lets these networks tell."""
    terms = settings.PROFILE.capture.model_copy(update={"hooks": hooks, "lines": lines or []})
    settings.PROFILE = settings.PROFILE.model_copy(update={"capture": terms})


def attend() -> int:
    """Attend to all that waits; how many calls."""
    connections, done = Connections(), 0
    while attend_next(connections):
        done += 1
    return done


def ask() -> None:
    """Ask for all accounts that are due."""
    follow_accounts()
    connections = Connections()
    while ask_next(connections):
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with x() as running:
        running.now = clock.now() - dt.timedelta(minutes=1)
        running.join("exampleville")
        running.join("resident")
        yield running


@pytest.fixture
def city(register: Register, site: Site, settings: Settings) -> Account:
    """An account on X that is followed and was looked at."""
    settings.PLATFORM_APPS = {"x": App("app-id", "app-secret", CONSUMER_SECRET, APP_TOKEN)}
    made = consented(register, settings, "x", "9000", site.url, Tokens("token-of-exampleville"))
    let(settings, hooks=["x"])
    check_all(Connections())
    return made


def event(kind: str, payload: object, includes: object = None) -> bytes:
    told = {"event_uuid": "1", "filter": {"user_id": "9000"}, "event_type": kind, "tag": ""}
    return json.dumps({"data": {**told, "payload": payload, "includes": includes or {}}}).encode()


def call(client: Client, body: bytes, signed: str | None = None) -> int:
    """X calls; the status of our answer."""
    headers = {"x-twitter-webhooks-signature": signature(body) if signed is None else signed}
    return client.post(X_HOOK, body, content_type="application/json", headers=headers).status_code


def posted(site: Site, text: str) -> tuple[str, bytes]:
    """Something is posted: its number, and what X tells of it."""
    number = site.say("9000", text)
    return number, event("post.create", site.posts[number], {"users": [site.people["9000"]]})


def deleted(number: str) -> bytes:
    return event("post.delete", {"id": number, "author_id": "9000"})


# X: what is told is taken as it is


def test_what_is_posted_and_deleted_within_two_minutes_is_kept(city: Account, site: Site, client: Client) -> None:
    number, body = posted(site, "Gone in a minute")
    assert call(client, body) == 200
    site.delete(number)
    assert call(client, deleted(number)) == 200
    assert attend() == 2
    record = Record.objects.get(uri=post_uri(number))
    assert (record.official, record.status) == (True, "gone")
    assert Version.objects.get(record=record).text == "Gone in a minute"
    assert Absence.objects.get(record=record).certainty == "asserted"
    assert not ReceivedCall.objects.exists()
    assert "Gone in a minute" in client.get(f"/record/{record.pk}").content.decode()


def test_twice_and_in_the_wrong_order_is_the_same(city: Account, site: Site, client: Client) -> None:
    number, body = posted(site, "Now you see me")
    site.delete(number)
    for told in (deleted(number), body, body, deleted(number)):
        assert call(client, told) == 200
    assert attend() == 2
    assert ReceivedCall.objects.count() == 1, "of the deletion: what it is about was not known when it was told"
    ReceivedCall.objects.update(due=clock.now())
    attend()
    call(client, body)
    attend()
    record = Record.objects.get(uri=post_uri(number))
    assert (Version.objects.filter(record=record).count(), record.status) == (1, "gone")


def test_a_deletion_of_what_was_never_captured_is_on_record(city: Account, site: Site, client: Client) -> None:
    number, _ = posted(site, "Never seen")
    call(client, deleted(number))
    attend()
    assert not Gap.objects.exists()
    ReceivedCall.objects.update(due=clock.now(), received=clock.now() - dt.timedelta(minutes=3))
    attend()
    assert not ReceivedCall.objects.exists()
    gap = Gap.objects.get(account=city)
    assert gap.reason == f"X says that it was deleted. It was never captured: {post_uri(number)}"
    assert number in client.get("/account/city/coverage").content.decode()
    due_again(city, Work.POLL)
    check_all(Connections())
    gap.refresh_from_db()
    assert gap.healed_at is None, "no look brings what is gone"


def test_who_is_blocked_and_who_replies_is_told(city: Account, site: Site, client: Client) -> None:
    number, body = posted(site, "Ask us")
    reply = site.answer_to(number, "9001", "@exampleville When?")
    users = {"users": [site.people["9001"]]}
    pair = {"source": {"data": site.people["9000"]}, "target": {"data": site.people["9001"]}}
    for told in (body, event("post.reply.create", site.posts[reply], users), event("block.block", pair)):
        call(client, told)
    attend()
    assert Record.objects.get(uri=post_uri(reply)).official is False
    block = Record.objects.get(uri=ListOf("x", "9000", Act.BLOCK).uri("9001"))
    assert block.status == "present"
    call(client, event("block.unblock", pair))
    attend()
    block.refresh_from_db()
    assert block.status == "gone"


def test_who_does_not_sign_leaves_nothing(city: Account, site: Site, client: Client) -> None:
    _, body = posted(site, "Forged")
    for signed in ("", "sha256=AAAA", signature(body + b" ")):
        assert call(client, body, signed) == 403
    assert call(client, b"x" * (1024 * 1024 + 1)) == 413
    assert client.get(X_HOOK).status_code == 403
    assert client.put(X_HOOK).status_code == 405
    assert not ReceivedCall.objects.exists()


def test_what_is_not_taken_leaves_no_trace(city: Account, client: Client) -> None:
    secret = "what somebody wrote to the account alone"
    assert call(client, event("dm.received", {"text": secret})) == 200
    assert call(client, b"not json") == 200
    assert not ReceivedCall.objects.exists()


def test_of_accounts_that_are_not_the_citys_nothing_is_taken(city: Account, site: Site, client: Client) -> None:
    number = site.say("9001", "My own affair")
    body = event("post.create", site.posts[number], {"users": [site.people["9001"]]}).replace(b'"9000"', b'"9001"')
    assert call(client, body) == 200
    attend()
    assert not Record.objects.filter(uri=post_uri(number)).exists()


def test_no_network_calls_that_the_city_does_not_let(city: Account, site: Site, client: Client, settings: Settings) -> None:
    let(settings, hooks=[])
    assert call(client, posted(site, "x")[1]) == 404
    assert client.get("/hooks/rss/" + "k" * 40).status_code == 404
    assert client.get("/hooks/nowhere").status_code == 404


def test_what_waits_is_sealed(city: Account, site: Site, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call(client, posted(site, "Between the door and the worker")[1])
    call_command("dumpdata", "capture")
    kept = capsys.readouterr().out
    assert '"network": "x"' in kept
    assert "Between the door" not in kept


def test_a_call_that_cannot_be_attended_to_now_waits(
    city: Account, site: Site, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, body = posted(site, "Told before the network broke")
    call(client, body)
    settings.FACTOR_KEY, before = "another", settings.FACTOR_KEY
    assert attend() == 1, "it cannot be opened any more: it is dropped"
    assert not ReceivedCall.objects.exists()
    settings.FACTOR_KEY = before
    call(client, body)
    attend()
    assert Record.objects.filter(uri=post_uri(number)).exists()


# Asking X to tell, and its line


def test_x_is_asked_for_each_account_and_for_none_that_was_stopped(city: Account, site: Site, server: str, settings: Settings) -> None:
    settings.ROSTRA_URL = server
    ask()
    assert [each["url"] for each in site.activity.hooks.values()] == [f"{server}/hooks/x"]
    assert {each["event_type"] for each in site.activity.subscriptions.values()} == set(TOLD)
    row = Telling.objects.get(account=city)
    assert (row.trouble, row.agreed is not None, row.due is not None and row.due > clock.now()) == ("", True, True)
    number = site.say("9000", "Told at once")
    site.activity.tell("post.create", "9000", site.posts[number], {"users": [site.people["9000"]]}, twice=True)
    attend()
    assert Record.objects.get(uri=post_uri(number)).official
    row.refresh_from_db()
    assert row.heard is not None

    actions.stop(city, actor=OPERATOR)
    ask()
    assert site.activity.subscriptions == {}
    assert not Telling.objects.exists()


def test_what_x_refuses_is_said_and_asked_again(city: Account, settings: Settings) -> None:
    settings.PLATFORM_APPS = {"x": App("app-id", "app-secret", CONSUMER_SECRET)}
    ask()
    row = Telling.objects.get(account=city)
    assert (row.failures, row.agreed) == (1, None)
    assert "bearer_file" in row.trouble
    assert row.due is not None
    assert row.due > clock.now()


def test_the_line_is_listened_on_by_one(city: Account, site: Site, settings: Settings) -> None:
    let(settings, hooks=[], lines=["x"])
    ask()
    assert site.activity.hooks == {}
    stop = threading.Event()
    number = site.say("9000", "On the line")

    def happen() -> None:
        while not site.activity.listeners:
            stop.wait(0.01)
        site.activity.tell("post.create", "9000", site.posts[number], {"users": [site.people["9000"]]})
        site.activity.break_line()

    teller = threading.Thread(target=happen)
    teller.start()
    assert listen("x", Connections(), stop)
    teller.join()
    attend()
    assert Record.objects.get(uri=post_uri(number)).official
    row = StreamSource.objects.get(network="x")
    assert (row.connected, row.failures) == (None, 1)
    assert "broke off" in row.trouble
    assert not listen("x", Connections(), stop), "it is tried again after a while"


# A hub


@pytest.fixture
def teller() -> Iterator[Hub]:
    with hub() as running:
        yield running


@pytest.fixture
def feed(register: Register, feeds: Feeds, teller: Hub, settings: Settings, server: str) -> Account:
    """A feed that names a hub, and was read."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"rss": ServerTerms(allow_http=True)})
    settings.ROSTRA_URL = server
    let(settings, hooks=["rss"])
    feeds.put("/feed", rss(entry("n-1")), link=f'<{teller.url}>; rel="hub", <{feeds.url}/feed>; rel="self"')
    made: Account = register("city", network="rss", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=f"{feeds.url}/feed", handle="")
    made.refresh_from_db()
    actions.connect(made, actor=OPERATOR)
    check_all(Connections())
    return made


def due(account: Account, work: Work = Work.POLL) -> dt.timedelta:
    """In how long a check is due."""
    moment = Schedule.objects.get(account=account, work=work).due
    assert moment is not None
    return moment - clock.now()


def test_a_hub_is_asked_and_what_it_says_is_looked_up(feed: Account, feeds: Feeds, teller: Hub) -> None:
    ask()
    topic = f"{feeds.url}/feed"
    row = Telling.objects.get(account=feed)
    assert list(teller.subscribers) == [topic]
    assert row.until is not None
    assert dt.timedelta(hours=23) < row.until - clock.now() <= dt.timedelta(days=1)
    assert row.due is not None
    assert row.due < row.until, "it is asked again before it ends"
    assert teller.subscribers[topic][1] not in str(Telling.objects.values())

    apart = dt.timedelta(minutes=4)
    Schedule.objects.filter(account=feed).update(last_success=clock.now() - apart, due=clock.now() + apart)
    assert teller.publish(topic, rss(entry("forged", title="What nobody wrote"))).status_code == 202
    assert attend() == 1
    assert due(feed) <= dt.timedelta(0)
    feeds.put("/feed", rss(entry("n-1"), entry("n-2", title="News")))
    check_all(Connections())
    assert max(Record.objects.filter(kind="post").values_list("uri", flat=True)).endswith("n-2")
    assert not Version.objects.filter(text__contains="What nobody wrote").exists()


def test_what_is_not_signed_by_the_hub_is_thrown_away(feed: Account, feeds: Feeds, teller: Hub) -> None:
    ask()
    assert teller.publish(f"{feeds.url}/feed", rss(entry("n-3")), secret="another").status_code == 202
    assert not ReceivedCall.objects.exists()


def test_a_hub_that_was_not_asked_is_not_answered(feed: Account, feeds: Feeds, server: str) -> None:
    ask()
    row = Telling.objects.get(account=feed)
    wrong: list[dict[str, str]] = [
        {"hub.mode": "subscribe", "hub.topic": "https://another.example/", "hub.challenge": "c"},
        {"hub.mode": "unsubscribe", "hub.topic": row.topic, "hub.challenge": "c"},
        {},
    ]
    for query in wrong:
        assert httpx.get(f"{server}/hooks/rss/{row.key}", params=query).status_code == 404
    assert httpx.get(f"{server}/hooks/rss/{row.key}x").status_code == 404
    assert httpx.get(f"{server}/hooks/youtube/{row.key}").status_code == 404
    row.refresh_from_db()
    assert row.until is not None


def test_a_hub_is_asked_again_before_it_forgets_and_asked_to_stop(feed: Account, feeds: Feeds, teller: Hub) -> None:
    ask()
    Telling.objects.update(due=clock.now())
    ask()
    assert [form["hub.mode"] for form in teller.asked] == ["subscribe", "subscribe"]
    assert len({form["hub.secret"] for form in teller.asked}) == 1
    actions.stop(feed, actor=OPERATOR)
    ask()
    assert teller.asked[-1]["hub.mode"] == "unsubscribe"
    assert teller.subscribers == {}
    assert not Telling.objects.exists()


def test_a_hub_that_will_not_tell(feed: Account, teller: Hub) -> None:
    teller.denies = True
    ask()
    row = Telling.objects.get(account=feed)
    assert (row.until, row.agreed) == (None, None)
    assert "does not tell" in row.trouble


def test_a_feed_without_a_hub_is_polled_alone(feed: Account, feeds: Feeds) -> None:
    feeds.put("/feed", rss(entry("n-1")))
    ask()
    row = Telling.objects.get(account=feed)
    assert (row.hub, "no hub" in row.trouble) == ("", True)


def test_a_call_during_a_poll_makes_another_poll(feed: Account, feeds: Feeds, teller: Hub) -> None:
    ask()
    now = clock.now()
    Schedule.objects.filter(account=feed, work=Work.POLL).update(
        claimed_by="another",
        claimed_at=now,
        claimed_until=now + dt.timedelta(minutes=2),
        last_success=now - dt.timedelta(minutes=4),
        due=now + dt.timedelta(minutes=4),
    )
    teller.publish(f"{feeds.url}/feed", rss(entry("n-2")))
    assert attend() == 1
    waiting = ReceivedCall.objects.get()
    assert waiting.due > clock.now()
    Schedule.objects.filter(account=feed).update(claimed_by="", claimed_until=None)
    ReceivedCall.objects.update(due=clock.now())
    attend()
    assert not ReceivedCall.objects.exists()
    assert due(feed) <= dt.timedelta(0)
