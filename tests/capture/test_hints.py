"""What Meta, TikTok and Google's hub tell by themselves: whom to ask at once, what to look at anew, and what is gone."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.following import consented
from tests.capture.test_calls import ask, attend, due, let, teller
from tests.capture.test_checks import check_all
from tests.desk.conftest import server
from tests.platforms.facebook.server import PAGE, comment, page
from tests.platforms.facebook.server import post as post_on_page
from tests.platforms.graph.server import TOKEN, Meta, graph
from tests.platforms.hub import Hub
from tests.platforms.threads.server import ACCOUNT as THREADS
from tests.platforms.threads.server import account
from tests.platforms.threads.server import post as post_on_threads
from tests.platforms.tiktok.server import ACCOUNT as TIKTOK
from tests.platforms.tiktok.server import TOKEN as TIKTOK_TOKEN
from tests.platforms.tiktok.server import tiktok
from tests.platforms.youtube.server import CITY as CHANNEL
from tests.platforms.youtube.server import TOKEN as YOUTUBE_TOKEN
from tests.platforms.youtube.server import youtube

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.capture.models import Connection, Schedule, Telling
from rostra.capture.queries.calls import keys_of
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import ConnectionState, Work
from rostra.core import clock
from rostra.platforms.consent import App, Tokens
from rostra.platforms.facebook.answers import HOME
from rostra.platforms.threads.answers import HOME as ON_THREADS
from rostra.platforms.youtube.addresses import video_uri

__all__ = ["server", "teller"]
SECRET = "secret-of-the-app"


def call(client: Client, network: str, told: object) -> int:
    """The network calls, signed as it signs; the status of our answer."""
    body = json.dumps(told).encode()
    at = "1633174587"
    signed = hmac.new(SECRET.encode(), (f"{at}.".encode() if network == "tiktok" else b"") + body, hashlib.sha256).hexdigest()
    headers = {"x-hub-signature-256": f"sha256={signed}", "tiktok-signature": f"t={at},s={signed}"}
    return client.post(f"/hooks/{network}", body, content_type="application/json", headers=headers).status_code


def quiet(made: Account) -> Account:
    """Looked at, and not due for a while."""
    check_all(Connections())
    now, apart = clock.now(), dt.timedelta(minutes=4)
    Schedule.objects.filter(account=made).update(last_success=now - apart, due=now + apart)
    return made


# A Page of Facebook


@pytest.fixture
def site() -> Iterator[Meta]:
    with graph() as running:
        running.start = clock.now() - dt.timedelta(hours=1)
        yield page(running)


@pytest.fixture
def city(register: Register, site: Meta, settings: Settings) -> Account:
    settings.PLATFORM_APPS = {"facebook": App("app-id", SECRET, SECRET)}
    let(settings, hooks=["facebook"])
    post_on_page(site, 1, "The pool opens at nien")
    return quiet(consented(register, settings, "facebook", PAGE, f"{site.url}/v26.0", Tokens(TOKEN)))


def feed(**value: object) -> dict[str, object]:
    return {"object": "page", "entry": [{"id": PAGE, "time": 1, "changes": [{"field": "feed", "value": value}]}]}


def test_what_is_new_on_a_page_is_asked_for_at_once(city: Account, site: Meta, client: Client) -> None:
    number = post_on_page(site, 2, "Gone in a minute")
    assert call(client, "facebook", feed(item="status", verb="add", post_id=number)) == 200
    attend()
    assert due(city) <= dt.timedelta(0)
    check_all(Connections())
    site.delete(number)
    call(client, "facebook", feed(item="status", verb="remove", post_id=number))
    attend()
    gone = Absence.objects.get()
    assert (gone.record.uri, gone.certainty, gone.record.status) == (f"{HOME}/{number}", "asserted", "gone")
    assert Telling.objects.get(account=city).heard is not None


def test_an_edit_is_looked_at_whatever_is_due(city: Account, site: Meta, client: Client) -> None:
    number = f"{PAGE}_1"
    assert number in site.things
    site.things[number]["message"] = "The pool opens at nine"
    call(client, "facebook", feed(item="status", verb="edited", post_id=number))
    attend()
    said = Version.objects.filter(record__uri=f"{HOME}/{number}").order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]


def test_what_is_hidden_makes_the_list_due(city: Account, site: Meta, client: Client) -> None:
    rude = comment(site, f"{PAGE}_1", 10, "rude")
    site.things[rude]["is_hidden"] = True
    call(client, "facebook", feed(item="comment", verb="hide", comment_id=rude))
    attend()
    assert due(city, Work.SNAPSHOT) <= dt.timedelta(0)
    check_all(Connections())
    assert Record.objects.filter(kind="restriction").count() == 1


def test_again_and_again_is_not_more_often_than_it_should_be(city: Account, client: Client) -> None:
    Schedule.objects.filter(account=city).update(last_success=clock.now())
    call(client, "facebook", feed(item="status", verb="add", post_id=f"{PAGE}_3"))
    attend()
    assert dt.timedelta(seconds=5) < due(city) <= dt.timedelta(seconds=15)


def test_an_address_is_known_as_ours_by_the_word_that_the_command_tells(city: Account, client: Client) -> None:
    word = keys_of("facebook").verify
    asked = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": "1158201444"}
    assert client.get("/hooks/facebook", asked).content == b"1158201444"
    assert client.get("/hooks/facebook", {**asked, "hub.verify_token": "another"}).status_code == 403
    assert (len(word), keys_of("instagram").verify != word) == (52, True)


def test_the_evidence_of_a_deletion_is_what_was_told(city: Account, site: Meta, client: Client) -> None:
    number = f"{PAGE}_1"
    site.delete(number)
    call(client, "facebook", feed(item="status", verb="remove", post_id=number))
    attend()
    told = json.loads(raw_bytes(Absence.objects.get()))
    assert told == {"field": "feed", "value": {"item": "status", "verb": "remove", "post_id": number}}


# Threads


def test_a_publication_is_told_by_the_handle_alone(register: Register, settings: Settings, client: Client) -> None:
    with graph() as site:
        site.start = clock.now() - dt.timedelta(hours=1)
        settings.PLATFORM_APPS = {"threads": App("app-id", SECRET, SECRET)}
        let(settings, hooks=["threads"])
        city = consented(register, settings, "threads", THREADS, f"{account(site).url}/v1.0", Tokens(TOKEN))
        Account.objects.filter(pk=city.pk).update(handle="exampleville")
        quiet(city)
        number = post_on_threads(site, 1, "Gone in a minute")
        call(client, "threads", {"values": {"field": "publish", "value": {"id": number, "username": "exampleville"}}})
        attend()
        check_all(Connections())
        site.delete(number)
        call(client, "threads", {"values": {"field": "delete", "value": {"id": number, "owner": {"owner_id": THREADS}}}})
        attend()
        record = Record.objects.get(uri=f"{ON_THREADS}/{number}")
        assert (record.status, Absence.objects.get().certainty) == ("gone", "asserted")


# TikTok


@pytest.mark.django_db(transaction=True)  # media are fetched in threads, which look up the token
def test_a_consent_that_is_taken_back_is_known_at_once(register: Register, settings: Settings, client: Client) -> None:
    with tiktok() as site:
        settings.PLATFORM_APPS = {"tiktok": App("app-id", SECRET, SECRET)}
        let(settings, hooks=["tiktok"])
        city = quiet(consented(register, settings, "tiktok", TIKTOK, site.url, Tokens(TIKTOK_TOKEN)))
        site.tokens.clear()
        told = {"client_key": "x", "event": "authorization.removed", "create_time": 1, "user_openid": TIKTOK, "content": '{"reason":1}'}
        assert call(client, "tiktok", {**told, "event": "video.publish.completed"}) == 200
        assert attend() == 0
        assert call(client, "tiktok", told) == 200
        attend()
        check_all(Connections())
        assert Connection.objects.get(account=city).state == ConnectionState.LAPSED
        assert "not archiving" in client.get("/coverage").content.decode().lower()


# YouTube


def test_a_hub_tells_of_videos_and_youtube_alone_says_what_is_so(register: Register, settings: Settings, teller: Hub, server: str) -> None:
    with youtube() as site:
        site.start = clock.now() - dt.timedelta(hours=11)
        settings.ROSTRA_URL = server
        let(settings, hooks=["youtube"])
        stays, gone = site.upload("Stays"), site.upload("Gone")
        city = quiet(consented(register, settings, "youtube", CHANNEL, site.url, Tokens(YOUTUBE_TOKEN)))
        site.hub = teller.take
        ask()
        [topic] = teller.subscribers
        assert topic.endswith(f"channel_id={CHANNEL}")
        deleted = (
            '<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom">'
            '<at:deleted-entry ref="yt:video:{}" when="2026-07-04T12:00:00+00:00"><at:by>'
            f"<name>City</name><uri>https://www.youtube.com/channel/{CHANNEL}</uri></at:by></at:deleted-entry></feed>"
        )
        del site.videos[gone]
        for video in (stays, gone):
            teller.publish(topic, deleted.format(video).encode())
        attend()
        assert [absence.record.uri for absence in Absence.objects.all()] == [video_uri(gone)]
        assert due(city) <= dt.timedelta(0)
