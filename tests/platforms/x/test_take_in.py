"""Archives of X: every form, every way to be broken, and nothing in them that is not public."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms.x.archives import (
    HANDLE,
    MAIL,
    OWNER,
    SECRETS,
    account,
    files,
    manifest,
    pack,
    profile,
    script,
    tweet,
    with_secrets,
    wrapped,
)

import rostra.platforms.files.exported
from rostra.platforms.base import (
    Absence,
    BadSource,
    Certainty,
    Event,
    Evidence,
    Identity,
    Item,
    Kind,
    Mark,
    Method,
    Refused,
    Rejected,
    Source,
    Span,
)
from rostra.platforms.testing import PlatformContract
from rostra.platforms.x import XExport

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "twitter.zip", SEEN)


def take_in(members: dict[str, bytes], cursor: str = "") -> list[Event]:
    return list(XExport(SOURCE).take_in(io.BytesIO(pack(members)), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def read(*tweets: dict[str, Any], **more: bytes) -> list[Item]:
    return items(take_in(files(*tweets, **more)))


def link(short: str, href: str) -> dict[str, Any]:
    return {"url": f"https://t.co/{short}", "expanded_url": href, "display_url": href[:20], "indices": ["0", "1"]}


class TestContract(PlatformContract):
    def make(self) -> XExport:
        return XExport(SOURCE)

    def replay(self, platform: Any) -> Any:
        tweets = [tweet(str(number)) for number in range(100, 2600)]
        edited = tweet("3001", edit_info={"edit": {"initialTweetId": "3000"}})
        gone = script("deleted_tweets", wrapped(tweet("9", deleted_at="2026-05-01T10:00:00.000Z")))
        return platform.take_in(io.BytesIO(pack(files(*tweets, {"id": "no number"}, edited, deleted_tweets=gone))), "")


def test_a_post_is_taken_as_x_wrote_it() -> None:
    entities = {"urls": [link("abc", "https://exampleville.example/snow")]}
    (item,) = read(tweet("1050118621198921728", "Cars &lt; 2 &amp;amp; more: https://t.co/abc now", entities=entities))
    assert item.uri == "https://x.com/i/status/1050118621198921728"
    assert item.url == f"https://x.com/{HANDLE}/status/1050118621198921728"
    assert (item.kind, item.account, item.evidence) == (Kind.POST, OWNER, Evidence.OWNER_EXPORT)
    assert item.author == Identity(OWNER, HANDLE, "City of Exampleville")
    assert item.published == dt.datetime(2018, 10, 10, 20, 19, 24, tzinfo=dt.UTC)
    assert item.text == "Cars < 2 &amp; more: https://exampleville.example/snow now"
    assert [item.text[span.start : span.end] for span in item.spans] == ["https://exampleville.example/snow"]
    assert item.languages == ("en",)
    assert json.loads(item.raw)["tweet"]["favorite_count"] == "3"


def test_links_are_replaced_where_it_is_known_whither_they_lead() -> None:
    entities = {"urls": [link("a", "https://one.example"), link("ab", "https://two.example"), link("bad", "javascript:alert(1)")]}
    (item,) = read(tweet("1", "é https://t.co/ab https://t.co/a https://t.co/bad https://t.co/none", entities=entities))
    assert item.text == "é https://two.example https://one.example https://t.co/bad https://t.co/none"
    assert item.spans == (Span(2, 21, "https://two.example"), Span(22, 41, "https://one.example"))


LAYOUTS: dict[str, Callable[[dict[str, Any]], dict[str, bytes]]] = {
    "today": files,
    "in parts": lambda one: {
        **files(),
        "data/tweets-part1.js": script("tweets", wrapped(one), 1),
    },
    "tweet.js in data": lambda one: {
        "data/account.js": account(),
        "data/manifest.js": manifest(),
        "data/tweet.js": script("tweet", wrapped(one)),
    },
    "tweet.js at the root": lambda one: {"account.js": account(), "tweet.js": script("tweet", [one])},
    "bare": lambda one: {**files(), "data/tweets.js": script("tweets", [one])},
    "by its manifest alone": lambda one: {"data/manifest.js": manifest(), "data/tweets.js": script("tweets", wrapped(one))},
    "with a mark and an end": lambda one: {**files(), "data/tweets.js": b"\xef\xbb\xbf" + script("tweets", wrapped(one)) + b" ;\r\n"},
    "old parts": lambda one: {"account.js": account(), "tweet.js": script("tweet", []), "tweet-part1.js": script("tweet", [one], 1)},
}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_form_gives_the_same_posts(name: str) -> None:
    one = tweet("1050118621198921728", id=1050118621198921728)
    (item,) = items(take_in(LAYOUTS[name](one)))
    (same,) = read(one)
    assert (item.uri, item.text, item.sameness) == (same.uri, same.text, same.sameness)
    assert rejected(take_in(LAYOUTS[name](one))) == []


def test_parts_are_read_in_their_order() -> None:
    parts = {f"data/tweets-part{number}.js": script("tweets", wrapped(tweet(str(number))), number) for number in (10, 2, 1)}
    assert [item.revision[-2:] for item in items(take_in({**files(tweet("99")), **parts}))] == ["01", "02", "10", "99"]


@pytest.mark.parametrize(
    ("more", "kind", "field", "value"),
    [
        ({"in_reply_to_status_id_str": "5", "in_reply_to_user_id_str": "6"}, Kind.REPLY, "reply_to", "https://x.com/i/status/5"),
        ({"quoted_status_id_str": "7"}, Kind.QUOTE, "quotes", "https://x.com/i/status/7"),
        ({"retweeted_status": {"id_str": "8"}}, Kind.REPOST, "subject", "https://x.com/i/status/8"),
        ({"full_text": "RT @neighbor_town: Roads are open"}, Kind.REPOST, "subject", ""),
        (
            {"full_text": "See https://t.co/q", "entities": {"urls": [link("q", "https://twitter.com/neighbor_town/status/77?s=20")]}},
            Kind.QUOTE, "quotes", "https://x.com/i/status/77",
        ),
        (
            {"full_text": "See https://t.co/q there", "entities": {"urls": [link("q", "https://twitter.com/neighbor_town/status/77")]}},
            Kind.POST, "quotes", "",
        ),
        ({"in_reply_to_user_id_str": "6"}, Kind.POST, "reply_to", ""),
    ],
)  # fmt: skip
def test_what_a_post_is(more: dict[str, Any], kind: Kind, field: str, value: str) -> None:
    (item,) = read(tweet("10", **more))
    assert (item.kind, getattr(item, field)) == (kind, value)


def test_an_edited_post_is_one_record_and_its_versions_come_in_order() -> None:
    chain = {"edit_info": {"initial": {"editTweetIds": ["998", "1000"], "editsRemaining": "4", "isEditEligible": True}}}
    edit = {"edit_info": {"edit": {"initialTweetId": "998", "editControlInitial": {"editTweetIds": ["998", "1000"]}}}}
    second, first = read(tweet("1000", "new", **edit), tweet("998", "old", **chain))[::-1]
    assert first.uri == second.uri == "https://x.com/i/status/998"
    assert (first.text, second.text) == ("old", "new")
    assert first.revision < second.revision
    assert first.sameness != second.sameness


@pytest.mark.parametrize("ids", [["2000", "1000"], ["x", "1000"], [7, "1000"], ["998"], "1000", None])
def test_a_chain_that_cannot_be_is_passed_over(ids: object) -> None:
    (item,) = read(tweet("1000", edit_info={"initial": {"editTweetIds": ids}}))
    assert item.uri == "https://x.com/i/status/1000"


def test_counts_make_no_other_version() -> None:
    ((one,), (other,)) = read(tweet("1")), read(tweet("1", favorite_count="900", retweet_count="70", retweeted=True))
    assert one.raw != other.raw
    assert one.sameness == other.sameness


@pytest.mark.parametrize("deleted_at", ["2026-05-04T10:00:00.000Z", "Mon May 04 10:00:00 +0000 2026"])
def test_a_deleted_post_is_taken_and_said_to_be_gone(deleted_at: str) -> None:
    number = "2051000000000000000"
    events = take_in(files(deleted_tweets=script("deleted_tweets", wrapped(tweet(number, deleted_at=deleted_at)))))
    (item,), (absence,) = items(events), [event for event in events if isinstance(event, Absence)]
    assert events.index(item) < events.index(absence)
    assert (absence.uri, absence.account, absence.certainty) == (item.uri, OWNER, Certainty.ASSERTED)
    assert "2026-05-04 at 10:00:00 UTC" in absence.reason
    assert absence.revision > item.revision
    assert absence.raw == item.raw


def test_media_are_named_as_their_files_are_and_keep_their_words() -> None:
    shown = [
        {
            "url": "https://t.co/m",
            "media_url_https": "https://pbs.twimg.com/media/Abc-1.jpg",
            "type": "photo",
            "ext_alt_text": "A plow &amp; snow",
        },
        {
            "url": "https://t.co/m",
            "media_url_https": "https://pbs.twimg.com/thumb/T.jpg",
            "video_info": {
                "variants": [
                    {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/x/pl.m3u8"},
                    {"content_type": "video/mp4", "bitrate": "256000", "url": "https://video.twimg.com/x/low.mp4?tag=1"},
                    {"content_type": "video/mp4", "bitrate": "832000", "url": "https://video.twimg.com/x/high.mp4?tag=1"},
                ]
            },
        },
        {"url": "https://t.co/m", "media_url_https": "https://pbs.twimg.com/media/.."},
    ]
    members = {
        **files(tweet("5", "Look https://t.co/m", extended_entities={"media": shown})),
        "data/tweets_media/5-Abc-1.jpg": b"a picture",
    }
    platform, seen = XExport(SOURCE), []
    for event in platform.take_in(io.BytesIO(pack(members)), ""):
        if isinstance(event, Item) and event.media:
            seen = list(event.media)
            assert event.text == "Look"
            assert b"".join(platform.fetch_media(OWNER, seen[0].ref)) == b"a picture"
            with pytest.raises(Refused, match="does not hold it"):
                platform.fetch_media(OWNER, seen[1].ref)
    assert [(each.ref, each.media_type, each.alt) for each in seen[:2]] == [
        ("5-Abc-1.jpg", "image/jpeg", "A plow & snow"),
        ("5-high.mp4", "video/mp4", ""),
    ]
    for ref in ("../account.js", "/etc/passwd", "5-.."):
        with pytest.raises(Refused):
            platform.fetch_media(OWNER, ref)


def test_the_profile_is_taken_as_of_the_day_of_the_archive() -> None:
    (item,) = [event for event in take_in(files()) if isinstance(event, Item)]
    assert (item.kind, item.uri, item.text) == (
        Kind.PROFILE,
        f"https://x.com/i/user/{OWNER}",
        "News & notices\n\nMinnesota\n\nhttps://exampleville.example",
    )
    assert item.published == dt.datetime(2026, 5, 4, 3, 2, 1, tzinfo=dt.UTC)


def test_nothing_private_comes_out() -> None:
    members = with_secrets(files(tweet("1"), {"id": "none"}, deleted_tweets=script("deleted_tweets", wrapped(tweet("2")))))
    told = repr(take_in(members))
    assert "Snow emergency" in told
    assert [secret for secret in (*SECRETS.values(), MAIL) if secret in told] == []


def test_nothing_private_is_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    plain = zipfile.ZipFile.open

    def note(self: zipfile.ZipFile, info: zipfile.ZipInfo, *rest: Any) -> Any:
        opened.append(info.filename)
        return plain(self, info, *rest)

    packed = io.BytesIO(pack(with_secrets(files(tweet("1")))))
    monkeypatch.setattr(zipfile.ZipFile, "open", note)
    platform = XExport(SOURCE)
    list(platform.take_in(packed, ""))
    with pytest.raises(Refused):
        platform.fetch_media(OWNER, "1-secret.jpg")
    assert sorted(set(opened)) == ["data/account.js", "data/manifest.js", "data/profile.js", "data/tweets.js"]


BAD: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "no posts": (lambda: {"data/account.js": account(), "data/like.js": b""}, "no file with posts"),
    "nobody's": (lambda: {"data/tweets.js": script("tweets", [])}, "does not say whose it is"),
    "account.js is no list": (lambda: {**files(), "data/account.js": b"alert(1)"}, "does not begin"),
    "account.js is cut off": (lambda: {**files(), "data/account.js": account()[:-20]}, "cut off"),
    "account.js is no JSON": (
        lambda: {**files(), "data/account.js": account().replace(b'"email":', b"email:")},
        "account.js cannot be read",
    ),
    "account.js is large": (lambda: {**files(), "data/account.js": account() + os.urandom(1 << 20)}, "more than the 1,048,576"),
    "two accounts": (lambda: {**files(), "data/manifest.js": manifest("77")}, "of another"),
    "no number": (lambda: {"data/account.js": account("../x"), "data/tweets.js": script("tweets", [])}, "does not say whose"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_archive_of_x_is_refused_without_a_word_of_its_content(name: str) -> None:
    make, why = BAD[name]
    with pytest.raises(BadSource, match=why) as refused:
        take_in(make())
    assert MAIL not in str(refused.value)


@pytest.mark.parametrize(
    ("broken", "kept", "why"),
    [
        (script("tweets", [{"tweet": {"id": "x"}}, {"tweet": tweet("2")}]), ["2"], "element 1: it has no id"),
        (script("tweets", [{"tweet": 5}, {"tweet": tweet("2")}]), ["2"], "it is no post"),
        (script("tweets", wrapped(tweet("1", created_at="yesterday"), tweet("2"))), ["2"], "its time is none"),
        (script("tweets", wrapped(tweet("1", created_at="Wed Oct 10 20:19:24 +0000 2048"), tweet("2"))), ["2"], "or cannot be"),
        (script("tweets", wrapped(tweet("1", created_at="Wed Feb 31 20:19:24 +0000 2018"), tweet("2"))), ["2"], "its time is none"),
        (script("tweets", wrapped(tweet("1"), tweet("2"))).replace(b'"id": "1"', b'"id": nonsense'), ["2"], "it is not JSON"),
        (script("tweets", wrapped(tweet("1"), tweet("2"))).replace(b'"en"', b'"\xff"', 1), ["2"], "it is not JSON"),
        (script("tweets", wrapped(tweet("1")))[:-40], [], "cut off in element 1"),
        (script("tweets", wrapped(tweet("1")))[:-1], ["1"], "cut off behind element 1"),
        (script("tweets", wrapped(tweet("1"))) + b"; fetch('https://evil.example')", ["1"], "neither read nor run"),
        (script("tweets", [*wrapped(tweet("1")), "two"]), ["1"], "element 2 is no object"),
        (script("direct_messages", wrapped(tweet("1"))), [], "does not begin"),
        (b"alert(1); " + script("tweets", wrapped(tweet("1"))), [], "does not begin"),
    ],
)
def test_what_is_broken_is_lost_alone_and_said(broken: bytes, kept: list[str], why: str) -> None:
    events = take_in({**files(), "data/tweets.js": broken, "data/tweets-part1.js": script("tweets", wrapped(tweet("50")), 1)})
    assert sorted(item.revision.lstrip("0") for item in items(events)) == sorted([*kept, "50"])
    (lost,) = rejected(events)
    assert why in lost.reason
    assert "data/tweets.js" in lost.reason


def test_a_damaged_member_is_lost_alone() -> None:
    raw = pack({**files(tweet("1")), "data/tweets-part1.js": script("tweets", wrapped(tweet("50", "fifty")), 1)}, zipfile.ZIP_STORED)
    events = list(XExport(SOURCE).take_in(io.BytesIO(raw.replace(b"Snow emergency", b"Slow emergency")), ""))
    assert {item.text for item in items(events)} >= {"fifty"}
    assert ["is damaged: Bad CRC" in lost.reason for lost in rejected(events)] == [True]


def test_reading_goes_on_behind_any_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 3)
    parts = {"data/tweets-part1.js": script("tweets", wrapped(*(tweet(str(number)) for number in range(50, 58))), 1)[:-9]}
    gone = script("deleted_tweets", wrapped(*(tweet(str(number)) for number in range(80, 85))))
    members = {**files(*(tweet(str(number)) for number in range(9, 0, -1)), deleted_tweets=gone), **parts}
    whole = take_in(members)
    marks = [(at, event) for at, event in enumerate(whole) if isinstance(event, Mark)]
    assert len(marks) == 1 + 2 + 1 + 3 + 1 + 1 + 1
    for at, mark in marks:
        assert take_in(members, mark.cursor) == whole[at + 1 :]
    assert marks[-1][1].done == len(pack(members))
    with pytest.raises(BadSource, match="not the archive"):
        take_in({**members, "data/like.js": b"x"}, marks[0][1].cursor)
    with pytest.raises(BadSource, match="not the archive"):
        take_in(members, "x")


FIELDS = ["id", "id_str", "full_text", "text", "created_at", "entities", "extended_entities", "edit_info", "lang", "retweeted_status"]
INNER = ["urls", "media", "url", "expanded_url", "initial", "editTweetIds", "media_url_https", "video_info", "variants"]


@hypothesis_settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=9) | st.sampled_from(["1", "https://t.co/a", "RT @a:"]),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_whatever_an_element_holds_it_is_taken_or_set_aside(element: dict[str, Any]) -> None:
    raw = json.dumps([{"tweet": {**tweet("1"), **element}}]).encode()
    events = take_in({**files(), "data/tweets.js": b"window.YTD.tweets.part0 = " + raw})
    assert len(items(events)) + len(rejected(events)) == 1
    for item in items(events):
        assert all(item.text[span.start : span.end] == span.href for span in item.spans)


def test_whose_it_is() -> None:
    assert XExport(SOURCE).owner(io.BytesIO(pack(files()))) == Identity(OWNER, HANDLE, "City of Exampleville")
    assert XExport(SOURCE).owner(io.BytesIO(pack({**files(), "data/account.js": account(handle="<b>")}))).handle == ""
    assert profile() in files().values()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("1204", ["data/tweets.js: the archive says 1,204, 2 were found"]),
        (3, ["data/tweets.js: the archive says 3, 2 were found"]),
        ("2", []), ("1", []), ("-7", []), ("many", []), (None, []), ([9], []), ("9" * 400, []), (True, []),
    ],
)  # fmt: skip
def test_what_is_missing_by_the_archives_own_count_is_said(count: object, said: list[str]) -> None:
    events = take_in({**files(tweet("1"), tweet("2")), "data/manifest.js": manifest(tweets=count, like="900")})
    assert [event.reason for event in rejected(events)] == said
    assert [item.revision[-1] for item in items(events)] == ["1", "2"]


def test_the_count_is_compared_once_however_often_the_reading_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 2)
    members = {**files(*(tweet(str(n)) for n in range(1, 6))), "data/manifest.js": manifest(tweets="9")}
    whole = take_in(members)
    for mark in (event for event in whole if isinstance(event, Mark)):
        left = whole[whole.index(mark) + 1 :]
        assert take_in(members, mark.cursor)[: len(left)] == left


def test_large_elements_are_marked_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_BYTES", 3000)
    events = take_in(files(*(tweet(str(n), padding="x" * 1000) for n in range(1, 10))))
    assert len([event for event in events if isinstance(event, Mark)]) == 5
    assert len(items(events)) == 9
