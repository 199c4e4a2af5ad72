"""Jetstream's JSON: a real WebSocket between, the messages our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import httpx
import libipld
import orjson
import pytest
from tests.platforms.bluesky.real import KnownDirectory, expected, folder, from_json
from tests.platforms.bluesky.repos import CITY, RESIDENT, STRANGER, encode
from tests.platforms.bluesky.servers import Socket, socket

from rostra.platforms.base import Absence, AccountState, Certainty, Event, Evidence, Gap, Item, Mark, Rejected
from rostra.platforms.bluesky import Bluesky, car
from rostra.platforms.bluesky.cursor import Cursor, read_cursor
from rostra.platforms.bluesky.jetstream import JetstreamReader

START = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
TEXT = {"$type": "app.bsky.feed.post", "text": "The fountain runs again."}


def micros(moment: dt.datetime) -> int:
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def message(did: str, record: Any = None, operation: str = "create", seconds: float = 0, cid: str = "", **more: Any) -> bytes:
    commit = {"rev": "3mptbyoeyc22k", "operation": operation, "collection": "app.bsky.feed.post", "rkey": "a"}
    if record is not None:
        commit |= {"record": record, "cid": cid or libipld.encode_cid(car.cid_of(encode(from_json(record))))}
    time = micros(START + dt.timedelta(seconds=seconds))
    return orjson.dumps({"did": did, "time_us": time, "kind": "commit", "commit": commit, **more})


@pytest.fixture
def place() -> Iterator[Socket]:
    with socket() as running:
        yield running


def followed(place: Socket, cursor: str = "", enough: int = 1) -> list[Event]:
    with httpx.Client() as http:
        # No directory answers at this address: accounts come without their handles.
        platform = Bluesky(http, plc="http://127.0.0.1:9", relay=None, jetstream=place.url, resolver="http://127.0.0.1:9", allow_http=True)
        events: list[Event] = []
        for event in platform.stream([CITY], cursor, lambda: len(events) >= enough):
            events.append(event)  # noqa: PERF402 - the stream stops when there are enough
        return events


def test_posts_replies_and_deletions_come_without_proof(place: Socket) -> None:
    blob = {"$type": "blob", "ref": {"$link": libipld.encode_cid(car.cid_of(b"x", car.RAW))}, "mimeType": "image/png", "size": 1}
    picture = {"text": "See", "embed": {"images": [{"image": blob, "alt": "The hall"}]}, "extra": {"$bytes": "AAEC"}}
    answer = {"text": "At last!", "reply": {"parent": {"uri": f"at://{CITY}/app.bsky.feed.post/a"}}}
    place.messages = [
        message(STRANGER, TEXT),
        message(CITY, picture),
        message(RESIDENT, answer).decode(),
        message(CITY, operation="delete", seconds=3),
        orjson.dumps({"did": CITY, "time_us": 7, "kind": "account", "account": {"active": False, "status": "deactivated"}}),
    ]
    post, reply, gone, state, *_ = followed(place, enough=4)
    assert isinstance(post, Item)
    assert (post.evidence, post.proof, post.text, post.media[0].alt) == (Evidence.PLATFORM_API, b"", "See", "The hall")
    assert post.raw == encode(from_json(picture))
    assert isinstance(reply, Item)
    assert (reply.account, reply.author.id, reply.text) == (CITY, RESIDENT, "At last!")
    assert isinstance(gone, Absence)
    assert (gone.certainty, gone.proof) == (Certainty.ASSERTED, b"")
    assert isinstance(state, AccountState)
    assert (state.active, state.status) == (False, "deactivated")
    assert "wantedCollections=app.bsky.feed.post" in place.asked[0]
    assert "cursor" not in place.asked[0]


def test_a_record_that_is_not_what_its_cid_names_is_kept_aside(place: Socket) -> None:
    other = libipld.encode_cid(car.cid_of(b"other"))
    place.messages = [
        message(CITY, TEXT, cid=other),
        message(CITY, {"a": {"$bytes": "\n"}}, cid=other),
        message(CITY, {"$link": "x"}, cid=other),
    ]
    assert [type(event) for event in followed(place, enough=3)[:3]] == [Rejected] * 3


def test_a_clamped_cursor_is_a_gap(place: Socket) -> None:
    place.messages = [message(STRANGER, TEXT, seconds=86_400), message(CITY, TEXT, seconds=86_401)]
    asked = Cursor(place.url, micros(START), START)
    gap, item, *_ = followed(place, str(asked), enough=2)
    assert isinstance(gap, Gap)
    assert (gap.account, gap.start, gap.end) == ("", START, START + dt.timedelta(days=1))
    assert isinstance(item, Item)
    assert f"cursor={micros(START)}" in place.asked[0]


def test_a_cursor_that_was_kept_to_is_no_gap(place: Socket) -> None:
    place.messages = [message(STRANGER, TEXT, seconds=1), message(CITY, TEXT, seconds=86_401)]
    item, mark = followed(place, str(Cursor(place.url, micros(START), START)))
    assert isinstance(item, Item)
    assert isinstance(mark, Mark)
    assert read_cursor(mark.cursor) == Cursor(place.url, micros(START + dt.timedelta(seconds=86_401)), START + dt.timedelta(seconds=86_401))


def test_a_cursor_of_another_server_is_a_gap(place: Socket) -> None:
    place.messages = [message(CITY, TEXT)]
    gap, item, *_ = followed(place, str(Cursor("wss://relay.example", 5, START)), enough=2)
    assert isinstance(gap, Gap)
    assert gap.start == START
    assert isinstance(item, Item)
    assert "cursor" not in place.asked[0]


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b"\xff", b'{"time_us":"7"}', b'{"time_us":7,"commit":7}', b"[" * 5000, b'{"time_us":1e99}']
)
def test_messages_of_any_kind_raise_nothing(raw: bytes) -> None:
    reader = JetstreamReader([CITY], KnownDirectory({}), Cursor("wss://jetstream.example"))
    for content in (raw, raw + CITY.encode(), raw.replace(b"7", b'7,"did":"' + CITY.encode() + b'"')):
        assert all(isinstance(event, Rejected) for event in reader.events(content))
    assert reader.mark().cursor


@pytest.mark.real
def test_real_messages_give_the_exact_blocks() -> None:
    """Every real record, encoded again from its JSON form, is the block that its CID names."""
    accounts = [str(event["did"]) for event in expected()]
    reader = JetstreamReader(accounts, KnownDirectory({}), Cursor("wss://jetstream.example"))
    lines = (folder() / "expected_v1.jsonl").read_bytes().splitlines()
    events = [event for line in lines for event in reader.events(line)]
    assert not [event for event in events if isinstance(event, Rejected)]
    wanted = ("app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.graph.block")
    cids = {
        event["commit"]["cid"] for event in expected() if event.get("commit", {}).get("collection") in wanted and "cid" in event["commit"]
    }
    assert {libipld.encode_cid(car.cid_of(event.raw)) for event in events if isinstance(event, Item)} == cids
