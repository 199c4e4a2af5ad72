"""Records into items: honest ones rightly, hostile ones without harm."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from tests.platforms.bluesky.repos import CITY, RESIDENT, encode

from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, Method, Restriction, Source, Span
from rostra.platforms.bluesky import Bluesky, car, parse
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.facets import spans
from rostra.platforms.bluesky.ids import read_uri, tid_time
from rostra.platforms.bluesky.parse import Origin, item
from rostra.platforms.hostile import languages_at, read_time

SOURCE = Source(Method.POLL, "https://pds.example", dt.datetime(2026, 7, 4, tzinfo=dt.UTC))
OTHER = f"at://{RESIDENT}/app.bsky.feed.post/3mptbyoeyc22k"
BLOB = car.cid_of(b"picture", car.RAW)
LINK = "app.bsky.richtext.facet#link"


def parsed(record: Any, collection: str = parse.POST) -> Item:
    raw = record if isinstance(record, bytes) else encode(record)
    uri = read_uri(f"at://{CITY}/{collection}/3mptbyoeyc22k")
    assert uri is not None
    return item(raw, Origin(uri, CITY, Identity(CITY, "city.example"), SOURCE, Evidence.PLATFORM_API, "3mptbyoeyc22k"))


def facet(start: object, end: object, uri: object = "https://example.com", kind: str = LINK) -> dict[str, object]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [{"$type": kind, "uri": uri, "tag": uri, "did": uri}]}


def test_a_post_with_everything() -> None:
    blob = {"$type": "blob", "ref": BLOB, "mimeType": "image/jpeg", "size": 7}
    quoted = {"$type": "app.bsky.embed.record", "record": {"uri": OTHER, "cid": "x"}}
    video = {
        "video": {**blob, "mimeType": "video/mp4"},
        "alt": "Water",
        "captions": [{"lang": "en", "file": {**blob, "mimeType": "text/vtt"}}],
    }
    found = parsed(
        {
            "text": "Grüße 👋 there",
            "createdAt": "2026-07-04T14:38:06.240+02:00",
            "langs": ["de", "en-US", "de"],
            "facets": [facet(13, 18)],
            "embed": {
                "$type": "app.bsky.embed.recordWithMedia",
                "record": quoted,
                "media": {"images": [{"image": blob, "alt": "The hall"}]},
            },
        }
    )
    assert (found.kind, found.quotes, found.languages) == (Kind.QUOTE, OTHER, ("de", "en-US"))
    assert found.published == dt.datetime(2026, 7, 4, 12, 38, 6, 240000, tzinfo=dt.UTC)
    assert [found.text[span.start : span.end] for span in found.spans] == ["there"]
    assert [(ref.alt, ref.media_type, ref.size) for ref in found.media] == [("The hall", "image/jpeg", 7)]
    assert found.media[0].ref.startswith(f"{CITY}/bafkrei")
    assert found.url == f"https://bsky.app/profile/{CITY}/post/3mptbyoeyc22k"
    assert [(ref.alt, ref.media_type) for ref in parsed({"embed": video}).media] == [("Water", "video/mp4"), ("en", "text/vtt")]
    card = {"external": {"uri": "https://example.com", "title": "A page", "description": "", "thumb": blob}}
    assert [ref.alt for ref in parsed({"embed": card}).media] == ["A page"]


def test_every_collection_is_its_kind() -> None:
    subject = {"uri": OTHER, "cid": "x"}
    cases: list[tuple[str, dict[str, object], Kind, str]] = [
        (parse.REPOST, {"subject": subject}, Kind.REPOST, OTHER),
        (parse.BLOCK, {"subject": RESIDENT}, Kind.BLOCK, RESIDENT),
        (parse.LIST_BLOCK, {"subject": f"at://{RESIDENT}/app.bsky.graph.list/a"}, Kind.BLOCK, f"at://{RESIDENT}/app.bsky.graph.list/a"),
        (parse.THREAD_GATE, {"post": OTHER}, Kind.THREAD_GATE, OTHER),
        (parse.POST_GATE, {"post": OTHER}, Kind.THREAD_GATE, OTHER),
        (parse.PROFILE, {"displayName": "City"}, Kind.PROFILE, ""),
        (parse.POST, {"reply": {"parent": subject, "root": subject}}, Kind.REPLY, ""),
        (parse.POST, {"reply": {}, "embed": {"record": subject}}, Kind.REPLY, ""),
    ]
    for collection, record, kind, about in cases:
        found = parsed(record, collection)
        assert (found.kind, found.subject) == (kind, about)
    assert {collection for collection, *_ in cases} == parse.CAPTURED


KEY = "3mptbyoeyc22k"
OWN = f"at://{CITY}/app.bsky.feed.post/{KEY}"
LIST = f"at://{RESIDENT}/app.bsky.graph.list/3mptbyoeyc22k"
MENTIONED = {"$type": "app.bsky.feed.threadgate#mentionRule"}
NO_QUOTES = {"$type": "app.bsky.feed.postgate#disableRule"}
CLOSED = (Restriction(Act.CLOSE_COMMENTS, OWN),)
HIDDEN = (Restriction(Act.HIDE, OTHER),)


@pytest.mark.parametrize(
    ("collection", "record", "found"),
    [
        (parse.BLOCK, {"subject": RESIDENT}, (Restriction(Act.BLOCK, RESIDENT),)),
        (parse.BLOCK, {"subject": LIST}, ()),
        (parse.BLOCK, {"subject": {"did": RESIDENT}}, ()),
        (parse.LIST_BLOCK, {"subject": LIST}, (Restriction(Act.BLOCK, LIST),)),
        (parse.LIST_BLOCK, {"subject": RESIDENT}, ()),
        (parse.THREAD_GATE, {"post": OWN}, ()),
        (parse.THREAD_GATE, {"post": OWN, "allow": None, "hiddenReplies": None}, ()),
        (parse.THREAD_GATE, {"post": OWN, "allow": {}, "hiddenReplies": []}, ()),
        (parse.THREAD_GATE, {"post": OWN, "allow": []}, CLOSED),
        (parse.THREAD_GATE, {"post": OWN, "allow": [MENTIONED]}, CLOSED),
        (parse.THREAD_GATE, {"post": OWN, "hiddenReplies": [OTHER, 7, OTHER, "at://", "https://example.com"]}, HIDDEN),
        (parse.THREAD_GATE, {"post": OWN, "allow": [], "hiddenReplies": [OTHER]}, CLOSED + HIDDEN),
        (parse.THREAD_GATE, {"allow": [], "hiddenReplies": [OTHER]}, ()),
        (parse.THREAD_GATE, {"post": OTHER, "allow": []}, ()),  # a post of another's
        (parse.THREAD_GATE, {"post": f"{OWN}2", "allow": []}, ()),  # another post
        (parse.THREAD_GATE, {"post": OWN, "embeddingRules": [NO_QUOTES], "detachedEmbeddingUris": [OTHER]}, ()),
        (parse.POST_GATE, {"post": OWN, "embeddingRules": []}, ()),
        (parse.POST_GATE, {"post": OWN, "embeddingRules": [7, {}]}, ()),
        (parse.POST_GATE, {"post": OWN, "embeddingRules": [NO_QUOTES]}, CLOSED),
        (parse.POST_GATE, {"post": OWN, "detachedEmbeddingUris": [OTHER]}, HIDDEN),
        (parse.POST_GATE, {"post": OWN, "allow": [], "hiddenReplies": [OTHER]}, ()),
        (parse.POST, {"subject": RESIDENT, "post": OWN, "allow": []}, ()),
    ],
)
def test_whom_and_what_a_record_restricts(collection: str, record: dict[str, object], found: tuple[Restriction, ...]) -> None:
    assert Bluesky.restrictions(f"at://{CITY}/{collection}/{KEY}", encode(record)) == found


def test_what_restricts_nobody_because_it_is_broken() -> None:
    block = f"at://{CITY}/{parse.BLOCK}/{KEY}"
    raw = encode({"subject": RESIDENT})
    assert Bluesky.restrictions(block, raw)
    for uri, broken in [(block, b""), (block, raw[:-1]), (block, encode([RESIDENT])), ("", raw), ("at://city.example/a/b", raw)]:
        assert Bluesky.restrictions(uri, broken) == ()


@pytest.mark.parametrize("text", ["\u202etxt.exe", "a\x00b\x1b[31m", "<script>alert(1)</script>", "\u200b\ufeff", "e\u0301"])
def test_control_and_bidirectional_characters_are_kept_as_they_are(text: str) -> None:
    found = parsed({"text": text})
    assert found.text == text
    assert found.raw == encode({"text": text})


def test_a_record_of_ten_megabytes_is_an_item_and_one_beyond_the_limit_is_not() -> None:
    assert len(parsed({"text": "å" * 5_000_000, "facets": [facet(0, 2)] * 1000}).text) == 5_000_000
    with pytest.raises(MalformedError, match="larger than the limit"):
        parsed({"text": "a" * parse.MAX_RECORD})


@pytest.mark.parametrize(
    "raw", [b"", b"\x81" * 100_000 + b"\x01", b"\xa1", b"\x01", b"\x80", b"\xff", encode("text"), encode([1]), encode(None)]
)
def test_bytes_that_are_no_map_are_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        parsed(raw)


def test_deep_nesting_inside_a_field_is_refused_or_read_without_harm() -> None:
    assert parsed(b"\xa1\x65embed" + b"\x81" * 500 + b"\x01").kind is Kind.POST
    with pytest.raises(MalformedError):
        parsed(b"\xa1\x65embed" + b"\x81" * 500_000 + b"\x01")


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(max_size=9)
    | st.binary(max_size=40)
    | st.just(BLOB)
    | st.just(OTHER),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("$type", "text", "createdAt", "langs", "facets", "index", "byteStart", "byteEnd", "features", "uri", "did", "tag"),
                    *("embed", "images", "image", "ref", "mimeType", "size", "alt", "video", "captions", "file", "external", "thumb"),
                    *("record", "reply", "parent", "root", "subject", "post", "displayName", "description", "avatar", "media"),
                ]
            ),
            inner,
            max_size=8,
        )
    ),
    max_leaves=30,
)


@given(VALUES, st.sampled_from(sorted(parse.CAPTURED)))
@settings(max_examples=400, deadline=None)
def test_wrong_types_anywhere_never_raise_anything_else(value: object, collection: str) -> None:
    try:
        found = parsed(encode(value), collection)
    except MalformedError:
        assert not isinstance(value, dict)
        return
    assert found.raw == encode(value)
    assert all(isinstance(text, str) for text in (found.text, found.reply_to, found.thread, found.quotes, found.subject, found.url))
    assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)


@given(st.binary(max_size=200), st.sampled_from(sorted(parse.CAPTURED)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_an_item_or_refused(raw: bytes, collection: str) -> None:
    with suppress(MalformedError):
        assert parsed(raw, collection).raw == raw


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 200), st.integers(-5, 200)), max_size=20))
@settings(max_examples=200, deadline=None)
def test_spans_are_the_bytes_that_the_facets_named(text: str, edges: list[tuple[int, int]]) -> None:
    encoded = text.encode()
    found = spans(text, {"facets": [facet(start, end) for start, end in edges]})
    named = {encoded[start:end] for start, end in edges if 0 <= start < end <= len(encoded)}
    assert all(text[span.start : span.end].encode() in named for span in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


def test_facets_that_do_not_fit_are_passed_over() -> None:
    text = "äöü link"
    hostile = [
        facet(1, 4),  # begins inside a code point
        facet(0, 3),  # ends inside one
        facet(7, 99),
        facet(-7, 3),
        facet(5, 5),
        facet(True, 4),
        facet(0.0, 2),
        facet(0, 2, "javascript:alert(1)"),
        facet(0, 2, 7),
        facet(0, 2, "did:plc:short", "app.bsky.richtext.facet#mention"),
        {"index": [], "features": {}},
        "facet",
    ]
    assert spans(text, {"facets": hostile}) == ()
    assert spans(text, {"facets": {}}) == ()
    good = [
        facet(7, 11),
        facet(0, 6, RESIDENT, "app.bsky.richtext.facet#mention"),
        facet(2, 4),
        facet(0, 2, "#/x", "app.bsky.richtext.facet#tag"),
    ]
    assert spans(text, {"facets": good[:3]}) == (Span(0, 3, f"https://bsky.app/profile/{RESIDENT}"), Span(4, 8, "https://example.com"))
    assert spans(text, {"facets": good[3:]}) == (Span(0, 1, "https://bsky.app/hashtag/%23%2Fx"),)


def test_media_that_cannot_be_fetched_are_none() -> None:
    for ref in (None, b"", b"x" * 36, car.cid_of(b"record"), "bafkrei", 7, []):
        assert parsed({"embed": {"images": [{"image": {"ref": ref, "mimeType": "image/png"}}]}}).media == ()
    images = [{"image": {"ref": BLOB, "mimeType": kind, "size": size}, "alt": 7} for kind, size in ((7, -1), ("a/b\r\nx: y", "7"))]
    assert [(ref.media_type, ref.size, ref.alt) for ref in parsed({"embed": {"images": images}}).media] == [
        ("application/octet-stream", None, "")
    ] * 2
    assert len(parsed({"embed": {"images": images * 5000}}).media) == parse.MAX_MEDIA


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-07-04",
        "2026-07-04T14:38:06",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "9" * 100,
    ],
)
def test_times_that_no_calendar_has_are_not_stated(text: str) -> None:
    assert parsed({"createdAt": text}).published is None
    assert read_time(text) is None


def test_languages_are_tags_or_nothing() -> None:
    hostile = ["en", "EN-us", "<script>", "x" * 100, 7, None, "en\n", "", "en", *[f"a{chr(97 + n)}" for n in range(20)]]
    assert languages_at({"langs": hostile}, "langs")[:2] == ("en", "EN-us")
    assert len(languages_at({"langs": hostile}, "langs")) == 10
    assert languages_at({"langs": "en"}, "langs") == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "at://",
        "https://example.com",
        f"at://{CITY}/app.bsky.feed.post",
        f"at://{CITY}/app.bsky.feed.post/..",
        "at://city.example/a/b",
        f"at://{CITY}/a/b/c",
    ],
)
def test_addresses_that_are_none(text: str) -> None:
    assert read_uri(text) is None


def test_whom_a_post_answers() -> None:
    record = {"reply": {"parent": {"uri": OTHER}, "root": {"uri": f"at://{CITY}/app.bsky.feed.post/a"}}}
    assert parse.answered(record) == (RESIDENT, CITY)
    for hostile in (None, 7, {"reply": 7}, {"reply": {"parent": CITY}}, {"reply": {"parent": {"uri": [CITY]}}}):
        assert parse.answered(hostile) == ()


def test_a_revision_states_its_time() -> None:
    moment = tid_time("3mptbyoeyc22k")
    assert moment is not None
    assert moment.date() == dt.date(2026, 7, 4)
    assert tid_time("not a revision") is None
