"""What X sends by itself, in the shapes of its documentation (docs.x.com, event payload examples, August 2026; names are invented)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from rostra.platforms.base import Absence, Act, BadSource, Certainty, Evidence, Item, Kind, Method, Rejected, Restriction, Source
from rostra.platforms.calls import Call, Heard, Keys
from rostra.platforms.lists import ListOf
from rostra.platforms.x import X
from rostra.platforms.x.activity import XHook

CITY, RESIDENT = "1111111111111111111", "2222222222222222222"
SECRET = "consumer-secret-of-nobody"
HOOK = XHook()
SOURCE = Source(Method.STREAM, "https://exampleville.example/x", dt.datetime(2026, 8, 12, 18, 30, tzinfo=dt.UTC))


def events(body: bytes, source: Source) -> list[Heard]:
    return list(HOOK.heard(body, source))


def challenge(token: str, secret: str) -> bytes:
    answer = HOOK.answer(Call({"crc_token": token}, {}), Keys(secret))
    assert answer is None or answer.media_type == "application/json"
    return answer.body if answer else b""


def is_signed(body: bytes, header: str, secret: str) -> bool:
    return HOOK.is_signed(Call({}, {"x-twitter-webhooks-signature": header}, body), Keys(secret))


def user(number: str, handle: str) -> dict[str, Any]:
    return {"id": number, "username": handle, "name": handle.title(), "protected": False, "verified_type": "none", "url": ""}


def told(kind: str, payload: object, includes: object = None, account: str = CITY) -> bytes:
    event: dict[str, Any] = {"event_uuid": "2080761390344937796", "filter": {"user_id": account}, "event_type": kind, "tag": "city"}
    return json.dumps({"data": {**event, "payload": payload, "includes": includes or {}}}).encode()


POST = {
    "public_metrics": {"retweet_count": 0, "retweet_count_str": "0"}, "lang": "en", "created_at": "2026-07-24T21:05:48.000Z",
    "author_id": CITY, "reply_settings": "everyone", "display_text_range": [0, 34], "paid_partnership": False,
    "id": "2080761390344937796", "possibly_sensitive": False, "edit_history_tweet_ids": ["2080761390344937796"],
    "conversation_id": "2080761390344937796", "text": "Hello from the Activity API",
    "edit_controls": {"edits_remaining": 5, "is_edit_eligible": True, "editable_until": "2026-07-24T22:05:48.000Z"},
}  # fmt: skip
REPLY = {
    "paid_partnership": False, "created_at": "2026-08-12T18:00:00.000Z", "edit_history_tweet_ids": ["2090000000000000001"],
    "conversation_id": "2080761390344937796", "in_reply_to_tweet_id": "2080761390344937796", "in_reply_to_user_id": CITY,
    "referenced_tweets": [{"type": "replied_to", "id": "2080761390344937796"}], "display_text_range": [14, 45],
    "text": "@exampleville Great post", "author_id": RESIDENT, "reply_settings": "everyone", "id": "2090000000000000001", "lang": "en",
}  # fmt: skip
PAIR = {"source": {"data": user(CITY, "exampleville")}, "target": {"data": user(RESIDENT, "resident")}}


def test_a_post() -> None:
    [item] = events(told("post.create", POST, {"tweets": [POST], "users": [user(CITY, "exampleville")]}), SOURCE)
    assert isinstance(item, Item)
    assert (item.uri, item.kind, item.account) == ("https://x.com/i/status/2080761390344937796", Kind.POST, CITY)
    assert (item.text, item.author.handle, item.evidence) == ("Hello from the Activity API", "exampleville", Evidence.PLATFORM_API)
    assert json.loads(item.raw) == {"data": POST, "includes": {"users": [user(CITY, "exampleville")]}}


def test_a_reply_by_somebody_else() -> None:
    [item] = events(told("post.reply.create", REPLY), SOURCE)
    assert isinstance(item, Item)
    parent = "https://x.com/i/status/2080761390344937796"
    assert (item.kind, item.account, item.author.id, item.reply_to, item.thread) == (Kind.REPLY, CITY, RESIDENT, parent, parent)
    [again] = events(told("post.reply.create", {**REPLY, "referenced_tweets": []}), SOURCE)
    assert isinstance(again, Item)
    assert (again.kind, again.reply_to) == (Kind.REPLY, parent)


def test_a_deletion_is_asserted() -> None:
    payload = {"id": "2080761269309813134", "author_id": CITY}
    body = told("post.delete", payload, {"users": [{"data": user(CITY, "exampleville")}]})
    [absence] = events(body, SOURCE)
    assert isinstance(absence, Absence)
    assert (absence.uri, absence.certainty) == ("https://x.com/i/status/2080761269309813134", Certainty.ASSERTED)
    assert absence.raw in body
    assert absence.revision > "02080761269309813134"


@pytest.mark.parametrize(("begun", "ended", "act"), [("block.block", "block.unblock", Act.BLOCK), ("mute.mute", "mute.unmute", Act.MUTE)])
def test_blocks_and_mutes_are_entries_of_the_same_lists(begun: str, ended: str, act: Act) -> None:
    [item], [absence] = events(told(begun, PAIR), SOURCE), events(told(ended, PAIR), SOURCE)
    assert isinstance(item, Item)
    assert isinstance(absence, Absence)
    assert item.uri == absence.uri == ListOf("x", CITY, act).uri(RESIDENT)
    assert (absence.certainty, absence.account) == (Certainty.ASSERTED, CITY)
    assert X.restrictions(item.uri, item.raw) == (Restriction(act, RESIDENT),)


@pytest.mark.parametrize(
    "body",
    [
        told("post.create", {**POST, "author_id": RESIDENT}),
        told("post.create", [POST, POST]),
        told("post.create", None),
        told("post.create", {**POST, "id": "x"}),
        told("post.delete", {"id": "5", "author_id": RESIDENT}),
        told("post.delete", {"author_id": CITY}),
        told("post.reply.create", {**REPLY, "in_reply_to_user_id": RESIDENT}),
        told("post.reply.create", {**POST, "in_reply_to_user_id": CITY}),
        told("block.block", {"source": PAIR["target"], "target": PAIR["source"]}),
        told("block.block", {"source": PAIR["source"]}),
        told("block.block", {**PAIR, "target": {"data": {"id": "none"}}}),
        told("block.block", PAIR, account="../me"),
    ],
)
def test_what_contradicts_itself_is_set_aside(body: bytes) -> None:
    [event] = events(body, SOURCE)
    assert isinstance(event, Rejected)
    assert event.raw == body


def test_what_is_not_taken() -> None:
    assert events(told("like.create", {"id": "1"}), SOURCE) == []
    assert events(told("dm.received", {"direct_message_events": [{"text": "secret"}]}), SOURCE) == []
    assert events(b"{}", SOURCE) == []
    assert events(b"[]", SOURCE) == []
    for body in (b"<html>", told("post.create", POST).replace(b"Hello", b'", "x": ' + b"[" * 989 + b"]" * 989 + b', "y": "')):
        with pytest.raises(BadSource):
            events(body, SOURCE)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
_names = st.sampled_from(["post.create", "post.delete", "post.reply.create", "block.block", "mute.unmute"])


@given(st.binary() | _json.map(json.dumps).map(str.encode) | st.builds(told, _names, _json, _json))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    with suppress(BadSource):
        assert all(isinstance(event, Item | Absence | Rejected) for event in events(body, SOURCE))


@given(_names, st.sampled_from(sorted({*POST, *REPLY})), _json)
def test_a_hostile_field_in_a_sound_event(kind: str, name: str, value: object) -> None:
    payload = PAIR if kind.startswith(("block", "mute")) else REPLY if "reply" in kind else POST
    for event in events(told(kind, {**payload, name: value}, {"users": [value], "media": [value], "tweets": [POST]}), SOURCE):
        assert isinstance(event, Item | Absence | Rejected)


def test_the_challenge_is_answered_as_the_documentation_has_it() -> None:
    digest = hmac.new(SECRET.encode(), b"challenge_string", hashlib.sha256).digest()
    assert json.loads(challenge("challenge_string", SECRET)) == {"response_token": "sha256=" + base64.b64encode(digest).decode()}


def test_only_what_x_signed_counts() -> None:
    body = told("post.create", POST)
    header = "sha256=" + base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    assert is_signed(body, header, SECRET)
    assert not is_signed(body + b" ", header, SECRET)
    assert not is_signed(body, header, "another")
    assert not is_signed(body, header.removeprefix("sha256="), SECRET)
    assert not is_signed(body, "", SECRET)
    assert not is_signed(body, "sha256=é\ud800", SECRET)


@given(st.binary(), st.text(), st.text())
def test_no_other_header_is_accepted(body: bytes, header: str, token: str) -> None:
    assert not is_signed(body, header, SECRET)
    assert challenge(token, SECRET).startswith(b'{"response_token": "sha256=' if token else b"")
