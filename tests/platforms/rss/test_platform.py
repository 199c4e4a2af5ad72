"""What is read of a feed, how its edits and deletions are seen, and what a hostile one can do."""

from __future__ import annotations

import datetime as dt
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.rss.conftest import START, Site, entry, rss

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Event,
    Gap,
    Item,
    Kind,
    Mark,
    Refused,
    Rejected,
    Unreachable,
)
from rostra.platforms.beyond import Beyond, Reached
from rostra.platforms.rss import Rss
from rostra.platforms.rss.document import read
from rostra.platforms.rss.platform import EMPTIED

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><id>urn:feed</id><title>Blog</title>
<at:deleted-entry ref="tag:city.example,2026:2" when="2026-03-01T00:00:00Z"/>
<at:deleted-entry ref="tag:city.example,2026:3" when="2026-03-01T00:00:01Z"/>
<entry><id>tag:city.example,2026:1</id><title type="html">Snow &amp;amp; ice</title>
<published>2026-03-01T10:00:00Z</published><updated>2026-03-02T10:00:00Z</updated>
<link rel="alternate" href="https://city.example/1"/><link rel="enclosure" href="https://city.example/a.mp3" type="audio/mpeg"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Plows are <a href="https://city.example/p">out</a>.</p></div></content></entry></feed>"""


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is Kind.POST]


def mark(events: list[Event]) -> str:
    assert isinstance(events[-1], Mark)
    return events[-1].cursor


def test_an_entry_of_rss_with_title_text_link_and_file(site: Site, platform: Rss) -> None:
    more = '<enclosure url="/rink.jpg" type="image/jpeg" length="3"/>'
    feed = site.put(
        "/feed",
        rss(
            entry(
                "n-1",
                text="&lt;p&gt;See &lt;a href='/x'&gt;here&lt;/a&gt;&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;",
                link="https://city.example/n/1",
                more=more,
            )
        ),
    )
    events = list(platform.poll(feed, ""))
    [item] = items(events)
    assert (item.uri, item.text, item.url) == (f"{feed}#id=n-1", "Rink\n\nSee here", "https://city.example/n/1")
    assert [(item.text[span.start : span.end], span.href) for span in item.spans] == [("here", f"{site.url}/x")]
    assert [medium.ref for medium in item.media] == [f"{site.url}/rink.jpg"]
    assert item.published == dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
    assert item.raw.startswith(b"<item>")
    assert item.raw.endswith(b"</item>")
    assert next(event for event in events if isinstance(event, AccountState)).active
    profile = next(event for event in events if isinstance(event, Item) and event.kind is Kind.PROFILE)
    assert "City news" in profile.text
    assert (profile.uri, profile.author.name) == (feed, "City news")


def test_an_entry_of_atom_and_what_it_says_was_deleted(site: Site, platform: Rss) -> None:
    events = list(platform.poll(site.put("/feed", ATOM.encode()), ""))
    [item] = items(events)
    assert (item.uri, item.text) == ("tag:city.example,2026:1", "Snow & ice\n\nPlows are out.")
    assert item.revision == "20260302100000"
    gone = [(event.uri, event.certainty, event.revision) for event in events if isinstance(event, Absence)]
    assert gone == [
        ("tag:city.example,2026:2", Certainty.ASSERTED, "2026-03-01T00:00:00Z"),
        ("tag:city.example,2026:3", Certainty.ASSERTED, "2026-03-01T00:00:01Z"),
    ]


def test_a_feed_without_news_costs_nothing(site: Site, platform: Rss) -> None:
    feed = site.put("/feed", rss(entry("n-1")), etag='"1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    cursor = mark(list(platform.poll(feed, "")))
    [only] = platform.poll(feed, cursor)
    assert isinstance(only, Mark)
    assert only.cursor == cursor
    asked = site.asked[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Mon, 02 Mar 2026 10:00:00 GMT")


def test_what_a_reader_sees_makes_a_version_and_a_new_day_does_not(site: Site, platform: Rss) -> None:
    seen = []
    for text, day in (
        ("Open.", "Mon, 02 Mar 2026 10:00:00 GMT"),
        ("Open.", "Tue, 03 Mar 2026 10:00:00 GMT"),
        ("Closed.", "Tue, 03 Mar 2026 10:00:00 GMT"),
    ):
        seen += items(list(platform.poll(site.put("/feed", rss(entry("n-1", text=text, day=day))), "")))
    assert seen[0].sameness == seen[1].sameness != seen[2].sameness
    assert len({each.uri for each in seen}) == 1


def test_a_feed_that_moved_on_beyond_what_was_seen_is_a_gap(site: Site, platform: Rss) -> None:
    feed = site.put("/feed", rss(*(entry(f"n-{n}") for n in range(3))))
    cursor = mark(list(platform.poll(feed, "")))
    site.put("/feed", rss(*(entry(f"n-{n}") for n in range(2, 5))))
    events = list(platform.poll(feed, cursor))
    assert not [event for event in events if isinstance(event, Gap)]
    site.put("/feed", rss(*(entry(f"n-{n}") for n in range(90, 93))))
    [gap] = [event for event in platform.poll(feed, mark(events)) if isinstance(event, Gap)]
    assert (gap.start, gap.account, gap.beyond) == (START, feed, Beyond.POSTS)


def test_a_feed_that_shows_again_what_stood_in_it_before_says_so_once(site: Site, platform: Rss) -> None:
    before = [entry(f"n-{n}") for n in range(4)]
    feed = site.put("/feed", rss(*before))
    cursor = mark(list(platform.poll(feed, "")))
    told = []
    for shown in ([entry("n-90")], [entry("n-90"), before[3]], [entry("n-91"), *before], [entry("n-91"), *before]):
        site.put("/feed", rss(*shown))
        events = list(platform.poll(feed, cursor))
        cursor = mark(events)
        told.append([event.since if isinstance(event, Reached) else "gap" for event in events if isinstance(event, Gap | Reached)])
    assert told == [["gap"], [], [START], []]  # nor is it a gap that what stood between is not shown


def test_an_emptied_feed_is_a_gap_that_heals_when_its_entries_are_back_and_nothing_is_gone(site: Site, platform: Rss) -> None:
    feed = site.put("/feed", rss(entry("n-1")))
    cursor, told = mark(list(platform.poll(feed, ""))), []
    for shown in ([], [], [entry("n-1")], [entry("n-1")]):
        site.put("/feed", rss(*shown))
        events = list(platform.poll(feed, cursor))
        cursor = mark(events)
        told.append(
            [event.since if isinstance(event, Reached) else event for event in events if isinstance(event, Gap | Reached | Absence)]
        )
    assert told == [[Gap(feed, START, START, EMPTIED, beyond=Beyond.POSTS)], [], [START], []]


def test_a_feed_that_was_always_empty_misses_nothing(site: Site, platform: Rss) -> None:
    feed = site.put("/feed", rss())
    cursor = ""
    for shown in ([], [], [entry("n-1")]):
        site.put("/feed", rss(*shown))
        events = list(platform.poll(feed, cursor))
        cursor = mark(events)
        assert not [event for event in events if isinstance(event, Gap | Reached)]


def test_the_time_in_which_a_feed_was_empty_is_missed_whatever_comes_after(site: Site) -> None:
    feed = site.put("/feed", rss(entry("n-1")))
    hours = iter(range(9))
    with httpx.Client() as http:
        platform = Rss(http, allow_http=True, clock=lambda: START + dt.timedelta(hours=next(hours)))
        cursor, told = mark(list(platform.poll(feed, ""))), []
        for shown in ([], [], [entry("n-9")], [entry("n-10"), entry("n-9")], [entry("n-10"), entry("n-1")]):
            site.put("/feed", rss(*shown))
            events = list(platform.poll(feed, cursor))
            cursor = mark(events)
            told += [(event.start, event.end) for event in events if isinstance(event, Gap)]
            told += [event.since for event in events if isinstance(event, Reached)]
    hour = [START + dt.timedelta(hours=n) for n in range(4)]
    assert told == [(hour[0], hour[1]), (hour[1], hour[3]), START]


@pytest.mark.parametrize(
    ("status", "certainty"),
    [(404, [Certainty.OBSERVED]), (410, [Certainty.OBSERVED]), (200, []), (403, [Certainty.UNKNOWN]), (503, [Certainty.UNKNOWN])],
)
def test_what_left_the_feed_is_gone_only_where_its_page_is(site: Site, platform: Rss, status: int, certainty: list[Certainty]) -> None:
    feed = site.put("/feed", rss(entry("n-1")))
    page = site.put("/old", b"page", status)
    assert [event.certainty for event in platform.probe(feed, [page]) if isinstance(event, Absence)] == certainty
    [unknown] = platform.probe(feed, [f"{feed}#id=n-0"])
    assert isinstance(unknown, Absence)
    assert unknown.certainty is Certainty.UNKNOWN


def test_a_probe_gives_what_stands_there_now(site: Site, platform: Rss) -> None:
    feed = site.put("/feed", rss(entry("n-1", text="New words.")))
    first, profile = platform.probe(feed, [f"{feed}#id=n-1", feed])
    assert isinstance(first, Item)
    assert "New words." in first.text
    assert isinstance(profile, Item)
    assert profile.kind is Kind.PROFILE


def test_a_server_in_trouble_says_nothing_of_any_entry(site: Site, platform: Rss) -> None:
    feed = site.put("/feed", b"", 503)
    with pytest.raises(Unreachable):
        list(platform.poll(feed, ""))
    with pytest.raises(Unreachable):
        list(platform.probe(feed, [site.put("/old", b"", 404)]))


@pytest.mark.parametrize("status", [404, 410])
def test_a_feed_that_is_gone_is_no_deletion_of_its_entries(site: Site, platform: Rss, status: int) -> None:
    feed = site.put("/feed", rss(entry("n-1")))
    cursor = mark(list(platform.poll(feed, "")))
    site.put("/feed", b"", status)
    state, last = platform.poll(feed, cursor)
    assert isinstance(state, AccountState)
    assert not state.active
    assert isinstance(last, Mark)
    assert last.cursor == cursor


def test_the_feed_that_a_page_names_is_found(site: Site, platform: Rss) -> None:
    feed = site.put("/news/feed", rss(entry("n-1")))
    page = site.put("/news/", b'<html><head><link rel="alternate" type="application/rss+xml" href="feed"></head>News</html>')
    assert platform.resolve(page) == platform.resolve(feed)
    assert platform.resolve(feed).handle == feed.removeprefix("http://")
    for nothing in (site.put("/plain", b"<html>nothing</html>"), f"{site.url}/missing"):
        with pytest.raises(AccountUnknown):
            platform.resolve(nothing)


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>'
OUTSIDE = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&x;</title></channel></rss>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"<html></html>",
        LAUGHS,
        OUTSIDE,
        rss(entry("n-1"))[:-9],
        "<rss/>".encode("utf-16"),
        b"http://127.0.0.1/feed",
        b"<rss" + b"<a " * 300_000,
    ],
)
def test_what_is_no_sound_feed_is_refused_at_once(body: bytes, site: Site, platform: Rss) -> None:
    feed, begun = site.put("/feed", body), time.monotonic()
    with pytest.raises(Unreachable):
        list(platform.poll(feed, ""))
    assert time.monotonic() - begun < 5, "as much as a server can send, and no more"


def test_addresses_that_lead_nowhere_or_inside_are_no_links_and_no_media(site: Site, platform: Rss) -> None:
    more = '<enclosure url="javascript:alert(1)" type="image/jpeg"/><enclosure url="file:///etc/passwd" type="image/jpeg"/>'
    feed = site.put("/feed", rss(entry("n-1", text="&lt;a href='javascript:x()'&gt;y&lt;/a&gt;", link="javascript:z()", more=more)))
    [item] = items(list(platform.poll(feed, "")))
    assert (item.spans, item.media, item.url) == ((), (), "")
    strict = Rss(platform._web.http)
    with pytest.raises(Refused):
        list(strict.poll(feed, ""))


@given(st.lists(st.text(max_size=30), max_size=6, unique=True), st.binary(max_size=60))
def test_any_ids_and_any_bytes_are_read_or_refused(ids: list[str], noise: bytes) -> None:
    escaped = [name.encode("utf-8", "replace").decode().replace("&", "&amp;").replace("<", "&lt;") for name in ids]
    for body in (rss(*map(entry, escaped)), noise, rss(*map(entry, escaped)) + noise):
        try:
            document = read(body)
        except ValueError:
            continue
        assert all(each.raw.startswith(b"<item>") for each in document.entries)


def test_an_entry_with_nothing_is_kept_aside(site: Site, platform: Rss) -> None:
    events = list(platform.poll(site.put("/feed", rss(entry("", title="", text=""), entry("n-1"))), ""))
    [rejected] = [event for event in events if isinstance(event, Rejected)]
    assert rejected.raw.startswith(b"<item>")
    assert len(items(events)) == 1
