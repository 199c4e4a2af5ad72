"""A subscriber's side of WebSub: what a hub is asked and answered, and what is believed of what it sends."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.rss.conftest import entry, rss

from rostra.platforms.base import BadSource, Refused
from rostra.platforms.rss.document import read
from rostra.platforms.rss.hubs import hubs_of, news
from rostra.platforms.websub import LONGEST_LEASE, Discovered, Mode, Subscription
from rostra.platforms.youtube.push import Hint, hint, topic

CHANNEL = "UCexampleville00000000ct"
OURS = Subscription(topic(CHANNEL), "https://city.example/push/7f3a", "planted-secret", lease=86_400)
ASKED = {"hub.mode": "subscribe", "hub.topic": OURS.topic, "hub.challenge": "c-1", "hub.lease_seconds": "3600"}
FEED = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
  <link rel="hub" href="https://pubsubhubbub.appspot.com"/><link rel="self" href="https://www.youtube.com/xml/feeds/videos.xml?channel_id=x"/>
  <title>YouTube video feed</title><updated>2026-07-04T12:00:00+00:00</updated>%s</feed>"""
VIDEO = b"""<entry><id>yt:video:vid00000001</id><yt:videoId>vid00000001</yt:videoId><yt:channelId>UCexampleville00000000ct</yt:channelId>
  <title>Council meeting</title><link rel="alternate" href="https://www.youtube.com/watch?v=vid00000001"/>
  <published>2026-07-04T11:00:00+00:00</published><updated>2026-07-04T12:00:00+00:00</updated></entry>"""
DELETED = b"""<at:deleted-entry ref="yt:video:vid00000002" when="2026-07-04T12:00:00+00:00"><link href="https://www.youtube.com/watch?v=vid00000002"/>
  <at:by><name>Exampleville</name><uri>https://www.youtube.com/channel/UCexampleville00000000ct</uri></at:by></at:deleted-entry>"""


def test_what_a_hub_is_asked() -> None:
    assert OURS.form(Mode.SUBSCRIBE) == {
        "hub.callback": "https://city.example/push/7f3a", "hub.mode": "subscribe", "hub.topic": topic(CHANNEL),
        "hub.lease_seconds": "86400", "hub.secret": "planted-secret",
    }  # fmt: skip
    assert OURS.form(Mode.UNSUBSCRIBE)["hub.mode"] == "unsubscribe"
    assert "planted-secret" not in repr(OURS)
    for secret in ("", "x" * 200):
        with pytest.raises(ValueError, match="1 to 199"):
            Subscription("topic", "callback", secret)


def test_a_hub_is_answered_what_was_asked_for_and_nothing_else() -> None:
    assert OURS.challenge(ASKED, Mode.SUBSCRIBE) == "c-1"
    for change in (
        {"hub.mode": "unsubscribe"}, {"hub.mode": "denied"}, {"hub.topic": topic("another")}, {"hub.challenge": ""},
        {"hub.challenge": "<script>\n"}, {"hub.challenge": "x" * 501},
    ):  # fmt: skip
        with pytest.raises(Refused):
            OURS.challenge({**ASKED, **change}, Mode.SUBSCRIBE)
    with pytest.raises(Refused):
        OURS.challenge({}, Mode.SUBSCRIBE)


@pytest.mark.parametrize(
    ("said", "seconds"), [("3600", 3600), ("", 86_400), ("0", 86_400), ("-5", 86_400), ("999999999", LONGEST_LEASE), ("9" * 30, 86_400)]
)
def test_how_long_a_hub_tells(said: str, seconds: int) -> None:
    assert OURS.granted({"hub.lease_seconds": said}) == seconds


def test_only_what_is_signed_with_the_secret_counts() -> None:
    for method in ("sha1", "sha256", "sha384", "sha512"):
        digest = hmac.new(b"planted-secret", FEED, getattr(hashlib, method)).hexdigest()
        assert OURS.is_signed(FEED, f"{method}={digest}")
        assert OURS.is_signed(FEED, f" {method}={digest.upper()} ")
        assert not OURS.is_signed(FEED + b" ", f"{method}={digest}")
        assert not OURS.is_signed(FEED, f"{method}={'0' * len(digest)}")
    weak = hmac.new(b"planted-secret", FEED, hashlib.md5).hexdigest()
    assert not OURS.is_signed(FEED, f"md5={weak}")


@given(st.binary(max_size=40), st.text(max_size=80))
def test_no_signature_and_no_news_break_anything(body: bytes, signature: str) -> None:
    assert not OURS.is_signed(body, signature)
    with suppress(BadSource):
        hint(news(body))


def test_what_youtube_tells_is_a_hint_to_ask() -> None:
    uri = "https://www.youtube.com/watch?v=vid00000002"
    assert hint(news(FEED % VIDEO)) == Hint((CHANNEL,), ())
    assert hint(news(FEED % DELETED)) == Hint((CHANNEL,), (uri,))
    assert hint(news(FEED % (VIDEO + DELETED + DELETED))) == Hint((CHANNEL,), (uri,))
    assert hint(news(FEED % b"")) == Hint((), ())
    assert hint(news(FEED % VIDEO.replace(b"UCexample", b"../example"))) == Hint((), ())
    with pytest.raises(BadSource):
        news(b"<!DOCTYPE x [<!ENTITY a 'b'>]><feed/>")


# Which hubs a feed names

AT = "https://city.example/feed"


def test_a_hub_out_of_the_header_comes_before_the_feeds_own() -> None:
    header = '<https://hub.example/>; rel="hub", </feed.xml>; title="a, b"; rel=self, <https://other.example/>; rel="hub preconnect"'
    found = hubs_of(AT, {"link": header}, read(FEED % b""))
    assert found == Discovered(("https://hub.example/", "https://other.example/"), "https://city.example/feed.xml")


def test_a_hub_out_of_the_feed() -> None:
    inside = "<link rel='hub' xmlns='http://www.w3.org/2005/Atom' href='https://hub.example/'/>"
    assert hubs_of(AT, {}, read(rss(entry("1")).replace(b"<title>City", inside.encode() + b"<title>City"))) == Discovered(
        ("https://hub.example/",), AT
    )
    found = hubs_of(AT, {"link": "<https://x.example/>; rel=next"}, read(FEED % b""))
    assert found == Discovered(("https://pubsubhubbub.appspot.com",), "https://www.youtube.com/xml/feeds/videos.xml?channel_id=x")


def test_a_feed_without_a_hub() -> None:
    assert hubs_of(AT, {}, read(rss(entry("1")))) is None
    assert hubs_of(AT, {"link": "<javascript:alert(1)>; rel=hub"}, read(rss(entry("1")))) is None


@given(st.text(alphabet='<>;,="rel hubx/:\\', max_size=200))
def test_no_header_breaks_anything(header: str) -> None:
    found = hubs_of(AT, {"link": header}, read(rss(entry("1"))))
    assert found is None or all(hub.startswith(("http://", "https://")) for hub in found.hubs)
