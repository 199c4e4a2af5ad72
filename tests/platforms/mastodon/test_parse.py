"""Bytes to items, offline: exact bytes, sound fields, and whatever a server may send."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rostra.platforms.base import Identity, Kind, MediaRef, Method, Source
from rostra.platforms.cursor import Cursor, read_cursor
from rostra.platforms.mastodon import parse
from rostra.platforms.mastodon.addresses import id_in
from rostra.platforms.mastodon.parse import Place, Unfit
from rostra.platforms.parts import Part, elements, member, whole
from rostra.platforms.testing import faults
from rostra.platforms.webfinger import resource

CITY = Identity("https://social.example/users/city", "city@social.example", "City")
SOURCE = Source(Method.POLL, "https://social.example", dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC))
PLACE = Place(CITY.id, SOURCE, {"9": "https://social.example/users/city/statuses/9"}, "https://social.example/users/city/statuses/8")
STATUS: dict[str, Any] = {
    "id": "10",
    "uri": f"{CITY.id}/statuses/10",
    "created_at": "2026-07-04T12:00:00.000Z",
    "content": "<p>Open</p>",
    "visibility": "public",
}
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    "id", "uri", "url", "created_at", "edited_at", "content", "spoiler_text", "media_attachments", "poll", "reblog", "quote", "language",
    "in_reply_to_id", "account", "sensitive", "note", "fields", "avatar", "header", "description", "options", "title",
]  # fmt: skip


def post(**fields: Any) -> Any:
    return parse.post(whole(json.dumps({**STATUS, **fields}).encode()), CITY, PLACE)


def test_the_bytes_of_each_part_are_exact() -> None:
    body = b'{ "ancestors":[ ],"a":NULL, "descendants": [ {"id" :"1", "x": [1, 2] } , {"id":"\\ud800"}\n] }'.replace(b"NULL", b"null")
    found = member(whole(body), "descendants")
    assert found is not None
    assert [part.raw for part in elements(found)] == [b'{"id" :"1", "x": [1, 2] }', b'{"id":"\\ud800"}']
    assert member(whole(body), "nothing") is None
    assert elements(whole(b'{"a": 1}')) == []
    assert elements(whole(b" [] ")) == []


@given(JSON)
def test_every_array_comes_apart_into_what_it_was(value: Any) -> None:
    for text in (json.dumps([value, value], indent=2), json.dumps([value, value], ensure_ascii=False)):
        if text.isascii() or "\\u" in text or all(not 0xD800 <= ord(sign) < 0xE000 for sign in text):
            assert [json.loads(part.raw) for part in elements(whole(text.encode()))] == [value, value]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[", b"[1,]", b"[NaN]", b"\xff", b"\xef\xbb\xbf[]", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_json_says_so(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        whole(body)


def test_a_post_with_all_that_one_can_have() -> None:
    item = post(
        spoiler_text="About the pool", language="en", in_reply_to_id="9", edited_at="2026-07-04T13:00:00Z", url="https://social.example/@city/10",
        media_attachments=[{"id": "1", "type": "image", "url": "https://files.example/a.jpg?x", "description": "The pool"}, {"url": "file:///etc"}],
    )  # fmt: skip
    assert (item.kind, item.text, item.languages) == (Kind.REPLY, "About the pool\n\nOpen", ("en",))
    assert (item.reply_to, item.thread) == (PLACE.uris["9"], PLACE.thread)
    assert (item.published, item.revision) == (SOURCE.seen, "2026-07-04T13:00:00.000000+00:00")
    assert item.media == (MediaRef("https://files.example/a.jpg?x", "image/jpeg", "The pool"),)


def test_quotes_and_reposts() -> None:
    theirs = "https://other.example/users/a/statuses/1"
    quote = post(quote={"state": "accepted", "quoted_status": {"uri": theirs}})
    assert (quote.kind, quote.quotes) == (Kind.QUOTE, theirs)
    assert post(quote={"uri": theirs}).quotes == theirs  # as other servers write it
    repost = post(reblog={"uri": theirs, "content": "<p>theirs</p>"})
    assert (repost.kind, repost.subject, repost.text) == (Kind.REPOST, theirs, "")


@pytest.mark.parametrize(
    "counts",
    [
        {"favourites_count": 7, "replies_count": 2, "reblogs_count": 1},
        {"card": {"title": "x"}},
        {"account": {"followers_count": 9}},
        {"poll": {"options": [{"title": "Yes", "votes_count": 5}], "votes_count": 5}},
    ],
)
def test_counts_make_no_new_version(counts: dict[str, Any]) -> None:
    poll = {"poll": {"options": [{"title": "Yes", "votes_count": 0}]}} if "poll" in counts else {}
    assert post(**counts).sameness == post(**poll).sameness


@pytest.mark.parametrize(
    "change",
    [
        {"content": "<p>Closed</p>"},
        {"spoiler_text": "Pool"},
        {"sensitive": True},
        {"poll": {"options": [{"title": "Yes"}]}},
        {"media_attachments": [{"id": "1", "type": "image", "description": "The pool"}]},
    ],
)
def test_what_an_author_changes_makes_one(change: dict[str, Any]) -> None:
    assert post(**change).sameness != post().sameness


@pytest.mark.parametrize(
    "fields",
    [
        {"uri": ""},
        {"uri": "javascript:alert(1)"},
        {"uri": "https://other.example/users/city/statuses/10"},
        {"uri": "https://social.example:8443/users/city/statuses/10"},
        {"uri": "https://social.example@other.example/1"},
        {"uri": "https://social.example/ 10"},
        {"id": "../../etc"},
        {"id": 10},
        {"id": ""},
    ],
)
def test_what_has_no_sound_address_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        post(**fields)


@pytest.mark.parametrize("visibility", ["private", "direct", "local", "list", "", None, ["public"], "PUBLIC"])
def test_what_is_not_for_everybody_is_known(visibility: object) -> None:
    assert not parse.is_public({**STATUS, "visibility": visibility})
    assert parse.is_public({**STATUS, "visibility": "unlisted"})


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8))
@example({"content": "\ud800", "language": "\ud800", "url": "\ud800"}, {"content": "\ud800"})
@settings(max_examples=300, deadline=None)
def test_whatever_fields_hold_reads_or_is_refused(fields: dict[str, Any], old: dict[str, Any]) -> None:
    part = Part({**STATUS, **fields}, b"{}")
    shown = parse.profile(part, CITY, SOURCE)
    assert list(faults(shown, "profile")) == []
    try:
        item = parse.post(part, CITY, PLACE)
        assert list(faults(item, "post")) == []
        assert list(faults(parse.earlier(item, part, Part(old, b"{}"), SOURCE), "earlier")) == []
    except Unfit:
        pass
    list(parse.threaded([part, Part(fields, b"{}"), Part(old, b"{}")], "9"))


def test_only_what_hangs_together_is_a_thread() -> None:
    chain = [{"id": "11", "in_reply_to_id": "10"}, {"id": "12", "in_reply_to_id": "11"}, {"id": "13", "in_reply_to_id": "99"}]
    parts = [Part({**each, "visibility": "public"}, b"{}") for each in chain]
    hidden = Part({"id": "14", "in_reply_to_id": "10", "visibility": "private"}, b"{}")
    assert [parse.id_of(part.value) for part in parse.threaded([*parts, hidden], "10")] == ["11", "12"]


@pytest.mark.parametrize(
    ("address", "host", "asked"),
    [
        ("@city@social.example", "social.example", "acct:city@social.example"),
        (" city@social.example ", "social.example", "acct:city@social.example"),
        ("https://social.example/@city", "social.example", "acct:city@social.example"),
        ("https://social.example/@city/1122", "social.example", "acct:city@social.example"),
        ("https://social.example/@city@other.example", "other.example", "acct:city@other.example"),
        ("https://social.example/users/city#main-key", "social.example", "https://social.example/users/city"),
    ],
)
def test_the_ways_to_write_an_account(address: str, host: str, asked: str) -> None:
    assert resource(address) == (host, asked)


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("https://social.example/users/city/statuses/10", "10"),
        ("https://social.example/ap/users/1/statuses/01ABC", "01ABC"),
        ("https://social.example/users/city/statuses/10/activity", "10"),
        ("https://social.example/users/city/statuses/10/replies", ""),
        ("https://social.example/objects/10", ""),
        ("https://social.example/?a=/statuses/10", ""),
    ],
)
def test_the_id_in_an_address(uri: str, number: str) -> None:
    assert id_in(uri) == number


def test_a_cursor_comes_back_or_begins_again() -> None:
    assert [read_cursor(str(each)) for each in (Cursor("7"), Cursor("7", "3"), Cursor())] == [Cursor("7"), Cursor("7", "3"), Cursor()]
    assert [read_cursor(text) for text in ("", "a/b", "7 ../3", "at://x")] == [Cursor()] * 4


@pytest.mark.parametrize("levels", [100, 989, 990, 5000, 200_000])
def test_what_is_nested_beyond_reading_is_refused_at_once(levels: int) -> None:
    """Not only once its parts are read again from deeper in the stack."""
    with pytest.raises(ValueError, match="nested"):
        whole(b"[" * levels + b"1" + b"]" * levels)
    assert elements(whole(b"[" * 90 + b"1" + b"]" * 90))
