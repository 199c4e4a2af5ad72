"""Frames that no honest server sends, and those that tell of something missed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import hypothesis.strategies as st
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from tests.platforms.bluesky.real import KnownDirectory
from tests.platforms.bluesky.repos import CITY, RESIDENT, STRANGER, Repo, encode, frame

from rostra.platforms.base import Absence, AccountState, Certainty, Event, Evidence, Gap, Item, Kind, Rejected, Unreachable
from rostra.platforms.bluesky import car
from rostra.platforms.bluesky.cursor import Cursor, read_cursor
from rostra.platforms.bluesky.documents import Document
from rostra.platforms.bluesky.frames import decode_frame
from rostra.platforms.bluesky.proof import check, check_absence
from rostra.platforms.bluesky.reader import FrameReader

POST = "app.bsky.feed.post/3mptbyoeyc22k"
TEXT = {"$type": "app.bsky.feed.post", "text": "The fountain runs again."}
RELAY = "wss://relay.example"
STARTED = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def reply_to(did: str, root: str = "") -> dict[str, Any]:
    parent = {"uri": f"at://{did}/{POST}", "cid": "x"}
    return {"text": "At last!", "reply": {"parent": parent, "root": {"uri": f"at://{root or did}/{POST}", "cid": "x"}}}


def reader(*repos: Repo, accounts: tuple[str, ...] = (CITY,), cursor: Cursor | None = None) -> FrameReader:
    directory = KnownDirectory({repo.did: repo.document for repo in repos})
    return FrameReader(accounts, directory, cursor or Cursor(RELAY, 1, STARTED), lambda: dt.datetime(2026, 7, 5, tzinfo=dt.UTC))


def read(repo: Repo, *raw: bytes) -> list[Event]:
    own = reader(repo)
    return [event for one in raw for event in own.events(one)]


def test_a_reply_belongs_to_the_account_that_it_answers() -> None:
    other = "did:web:parks.exampleville.example"
    resident = Repo(did=RESIDENT)
    own = reader(resident, accounts=(CITY, other))
    frames = [
        resident.change("create", "app.bsky.feed.post/a", reply_to(CITY)),
        resident.change("create", "app.bsky.feed.post/b", reply_to(STRANGER, root=other)),
        resident.change("create", "app.bsky.feed.post/c", reply_to(other, root=CITY)),
        resident.change("create", "app.bsky.feed.post/d", reply_to(STRANGER)),
        resident.change("create", "app.bsky.feed.post/e", {"text": f"I read at://{CITY}/{POST}"}),
        resident.change("create", "app.bsky.feed.like/f", {"subject": {"uri": f"at://{CITY}/{POST}"}}),
        resident.change("delete", "app.bsky.feed.post/a"),
    ]
    events = [event for raw in frames for event in own.events(raw)]
    assert all(isinstance(event, Item) and event.kind is Kind.REPLY for event in events)
    assert [(event.uri.rpartition("/")[2], event.account) for event in events if isinstance(event, Item)] == [
        ("a", CITY),
        ("b", other),
        ("c", other),
    ]


def test_what_the_account_does_not_publish_for_the_record_is_not_kept() -> None:
    city = Repo()
    assert read(city, city.change("create", "app.bsky.graph.follow/a", {"subject": RESIDENT})) == []
    assert read(city, city.change("create", "app.bsky.feed.like/a", {"subject": {"uri": f"at://{RESIDENT}/{POST}"}})) == []


def test_a_wrong_signature_is_kept_aside() -> None:
    city, forger = Repo(), Repo()
    raw = forger.change("create", POST, TEXT)
    (event,) = read(city, raw)
    assert isinstance(event, Rejected)
    assert (event.position, event.raw) == (1, raw)
    assert "signature" in event.reason


def test_a_new_key_is_asked_for_once_more() -> None:
    city = Repo()
    old = Repo(key=ec.generate_private_key(ec.SECP256K1()))

    class Rotating(KnownDirectory):
        def document(self, did: str, *, fresh: bool = False) -> Document:
            return city.document if fresh else old.document

    own = FrameReader([CITY], Rotating({}), Cursor(RELAY))
    (event,) = own.events(city.change("create", POST, TEXT))
    assert isinstance(event, Item)
    assert event.evidence is Evidence.AUTHOR_SIGNED
    assert check(event.uri, event.raw, event.proof) == city.document.key


def test_without_the_key_a_record_is_kept_as_the_platform_gave_it() -> None:
    city = Repo()
    own = reader()
    created, deleted = [event for raw in (city.change("create", POST, TEXT), city.change("delete", POST)) for event in own.events(raw)]
    assert isinstance(created, Item)
    assert (created.evidence, created.proof, created.text) == (Evidence.PLATFORM_API, b"", "The fountain runs again.")
    assert isinstance(deleted, Absence)
    assert (deleted.certainty, deleted.proof) == (Certainty.ASSERTED, b"")


def test_a_deletion_is_proven_and_a_false_one_is_kept_aside() -> None:
    city = Repo(records={"app.bsky.feed.post/other": encode(TEXT), POST: encode(TEXT)})
    raw = city.change("delete", POST)
    (event,) = read(city, raw)
    assert isinstance(event, Absence)
    assert (event.certainty, event.raw) == (Certainty.ASSERTED, raw)
    assert check_absence(event.uri, event.proof) == city.document.key
    lie = city.change("create", POST, TEXT, ops=[{"action": "delete", "path": POST, "cid": None}])
    (refused,) = read(city, lie)
    assert isinstance(refused, Rejected)
    assert "says otherwise" in refused.reason


def test_commits_that_were_left_out_are_a_gap() -> None:
    city = Repo()
    frames = [city.change("create", f"app.bsky.feed.post/{n}", TEXT) for n in range(4)]
    events = read(city, frames[0], frames[1], frames[3], frames[3], frames[0])
    gaps = [event for event in events if isinstance(event, Gap)]
    assert len(gaps) == 1
    assert (gaps[0].account, gaps[0].end) == (CITY, decode_frame(frames[3]).time)
    assert gaps[0].start is not None
    assert len([event for event in events if isinstance(event, Item)]) == 5


def test_what_the_stream_cannot_carry_is_a_gap() -> None:
    city = Repo()
    too_big, *_ = read(city, city.change("create", POST, TEXT, tooBig=True))
    assert isinstance(too_big, Gap)
    (reset,) = read(city, frame("#sync", {"did": CITY, "seq": 9, "time": "2026-07-04T00:00:00Z", "rev": "3mptbyoeyc22k", "blocks": b""}))
    assert isinstance(reset, Gap)
    assert (reset.account, reset.end) == (CITY, dt.datetime(2026, 7, 4, tzinfo=dt.UTC))


def test_account_and_identity_events() -> None:
    city = Repo()
    body = {"did": CITY, "seq": 9, "time": "2026-07-04T00:00:00Z"}
    gone, named = read(city, frame("#account", {**body, "active": False, "status": "takendown"}), frame("#identity", body))
    assert isinstance(gone, AccountState)
    assert isinstance(named, AccountState)
    assert (gone.active, gone.status, gone.identity.handle) == (False, "takendown", "city.example")
    assert (named.active, named.status) == (True, "active")
    assert read(city, frame("#account", {"did": STRANGER, "handle": CITY}), frame("#unheard-of", {"did": CITY})) == []


def test_an_outdated_cursor_is_a_gap_up_to_the_next_frame() -> None:
    own = reader(Repo())
    stranger = Repo(did=STRANGER).change("create", POST, TEXT)
    assert list(own.events(frame("#info", {"name": "OutdatedCursor"}))) == []
    (gap,) = own.events(stranger)
    assert gap == Gap("", STARTED, decode_frame(stranger).time, "The server no longer had all events since the last connection.")
    assert own.events(stranger) == ()


@pytest.mark.parametrize("code", ["ConsumerTooSlow", "Anything", ""])
def test_an_error_ends_the_stream_with_the_place_kept(code: str) -> None:
    own = reader(Repo())
    assert own.events(Repo(did=STRANGER).change("create", POST, TEXT)) == ()
    with pytest.raises(Unreachable, match=f"The stream ended: {code}"):
        list(own.events(frame("", {"error": code, "message": "for a reason"}, op=-1)))
    assert own.mark().cursor == f"1 2026-07-04T14:38:01+00:00 {RELAY}"


def test_the_place_is_kept_until_an_event_was_taken() -> None:
    city = Repo()
    own = reader(city)
    events = iter(own.events(city.change("create", POST, TEXT)))
    next(events)
    assert own.mark().cursor == f"1 {STARTED.isoformat()} {RELAY}"
    assert list(events) == []
    assert own.mark().cursor == f"1 2026-07-04T14:38:01+00:00 {RELAY}"


@given(st.builds(Cursor, st.just(RELAY), st.none() | st.integers(0, 10**18), st.none() | st.datetimes(timezones=st.just(dt.UTC))))
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor) -> None:
    assert read_cursor(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "1", "x y z", "-1 - wss://relay.example", "9" * 50 + " - x"])
def test_other_cursors_are_none(text: str) -> None:
    assert read_cursor(text) is None


HOSTILE: list[dict[str, Any]] = [
    {"ops": None},
    {"ops": [None, 7, {"action": 7, "path": 7}, {"action": "create", "path": "../../x", "cid": b""}]},
    {"ops": [{"action": "create", "path": POST, "cid": None}]},
    {"ops": [{"action": "create", "path": POST, "cid": "text"}]},
    {"ops": [{"action": "create", "path": POST, "cid": car.cid_of(b"elsewhere")}]},
    {"blocks": None},
    {"blocks": b""},
    {"blocks": b"\xff" * 30},
    {"commit": None},
    {"commit": b"x"},
    {"rev": 7},
    {"rev": "3mptbyoeyc222"},
    {"since": 7},
    {"seq": "7", "time": 7},
    {"time": "yesterday"},
    {"tooBig": "yes"},
]


@pytest.mark.parametrize("body", HOSTILE, ids=repr)
def test_hostile_frames_are_kept_aside_or_passed_over(body: dict[str, Any]) -> None:
    city = Repo()
    own = reader(city)
    events = list(own.events(city.change("create", POST, TEXT, **body)))
    assert all(isinstance(event, Rejected | Gap | Item) for event in events)
    assert own.mark().cursor


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=5)
    | st.binary(max_size=40)
    | st.sampled_from([CITY, POST, "create", "delete"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["action", "path", "cid", "x"]), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(["repo", "did", "seq", "time", "rev", "since", "commit", "ops", "blocks", "tooBig", "name", "active", "status"])
KINDS = st.sampled_from(["#commit", "#sync", "#identity", "#account", "#info", "#other", ""])


@given(KINDS, st.dictionaries(FIELDS, VALUES, max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_frame_raises(kind: str, body: dict[str, Any]) -> None:
    own = reader(Repo())
    for content in ({**body, "did": CITY}, {**body, "repo": CITY}, body):
        list(own.events(frame(kind, content)))
    assert own.mark().cursor


@given(st.binary(max_size=100))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    own = reader(Repo())
    for content in (raw, frame("#commit", {}) + raw, encode({"op": 1, "t": "#commit"}) + CITY.encode() + raw):
        assert all(isinstance(event, Rejected) for event in own.events(content))
    assert own.mark().cursor
