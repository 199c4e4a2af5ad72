"""Whatever a server answers: nothing escapes but the platform's own errors, and every event is sound."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from tests.platforms.x.server import START

from rostra.platforms.base import Event, Item, Kind, PlatformError
from rostra.platforms.consent import Tokens
from rostra.platforms.testing import faults
from rostra.platforms.x import X
from rostra.platforms.x.addresses import id_at, post_uri
from rostra.platforms.x.cursor import read_cursor

NUMBER = id_at(START)
PERSON = {"id": "9000", "username": "exampleville", "name": "Exampleville", "description": "News", "entities": {"url": {"urls": [{}]}}}
POST = {
    "id": NUMBER, "author_id": "9000", "text": "Hello https://t.co/a", "created_at": "2026-07-04T12:00:00.000Z", "lang": "en",
    "edit_history_tweet_ids": [NUMBER], "conversation_id": NUMBER, "in_reply_to_user_id": "9001", "note_tweet": {"text": "long"},
    "attachments": {"media_keys": ["3_1"], "poll_ids": ["7"]}, "referenced_tweets": [{"type": "quoted", "id": "5"}],
    "article": {"title": "t"},
    "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://e.example"}]},
    "edit_controls": {"is_edit_eligible": True, "editable_until": "2026-07-04T13:00:00.000Z"},
}  # fmt: skip
INCLUDES = {
    "users": [PERSON], "tweets": [{"id": "5", "edit_history_tweet_ids": ["4", "5"]}], "polls": [{"id": "7", "options": [{"label": "x"}]}],
    "media": [{"media_key": "3_1", "type": "photo", "url": "https://e.example/1.jpg", "variants": [{"bit_rate": 1}]}],
}  # fmt: skip
SOUND = {"data": [POST], "includes": INCLUDES, "meta": {"result_count": 1, "next_token": "abc"}, "errors": [{"resource_type": "tweet"}]}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["9000", NUMBER, "9" * 400, "\ud800", "\0"])
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=8)


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in an answer."""
    yield path
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, name))


def put(value: Any, path: tuple[Any, ...], other: object) -> Any:
    """The answer with something else in one place."""
    if not path:
        return other
    name, *rest = path
    inner = put(value[name], tuple(rest), other)
    return {**value, name: inner} if isinstance(value, dict) else [*value[:name], inner, *value[name + 1 :]]


spoilt = st.builds(put, st.just(SOUND), st.sampled_from(list(places(SOUND))), anything)
bodies = st.binary() | anything.map(json.dumps).map(str.encode) | spoilt.map(json.dumps).map(lambda text: text.encode("utf-8", "replace"))
people = (
    st.builds(put, st.just({"data": PERSON}), st.sampled_from(list(places({"data": PERSON}))), anything).map(json.dumps).map(str.encode)
)


def platform(answer: Callable[[httpx.Request], httpx.Response]) -> X:
    http = httpx.Client(transport=httpx.MockTransport(answer))
    return X(http, api="http://127.0.0.1", allow_http=True, clock=lambda: START, tokens=lambda _account: Tokens("token-0123456789"))


def everything(asked: X) -> Iterator[Event]:
    yield from asked.poll("9000", "")
    yield from asked.probe("9000", [post_uri(NUMBER), "https://x.com/i/user/9000"])
    yield from asked.snapshot("9000", Kind.BLOCK)
    yield from asked.snapshot("9000", Kind.PROFILE)
    list(asked.fetch_media("9000", f"{NUMBER}-3_1"))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies, st.sampled_from([200, 200, 200, 400, 401, 403, 429, 500]), st.booleans())
def test_whatever_is_answered(body: bytes, status: int, trusted: bool) -> None:
    """``trusted``: the account itself is answered soundly, so that the reading comes to its posts."""

    def answer(request: httpx.Request) -> httpx.Response:
        if trusted and request.url.path == "/2/users/9000":
            return httpx.Response(200, json={"data": PERSON})
        return httpx.Response(status, content=body)

    seen: list[Event] = []
    with pytest.MonkeyPatch.context() as fewer, suppress(PlatformError):
        for name in ("timeline", "replies", "listed"):
            fewer.setattr(f"rostra.platforms.x.{name}.MAX_PAGES", 3)
        seen.extend(everything(platform(answer)))
    assert [fault for event in seen for fault in faults(event, type(event).__name__)] == []
    assert all(item.uri.startswith(("https://x.com/i/", "urn:rostra:list:x:9000:")) for item in seen if isinstance(item, Item))


@settings(max_examples=100, deadline=None)
@given(people)
def test_whatever_an_account_shows_of_itself(body: bytes) -> None:
    asked = platform(lambda _request: httpx.Response(200, content=body))
    try:
        events = list(asked.probe("9000", ["https://x.com/i/user/9000"]))
    except PlatformError:
        return
    assert [fault for event in events for fault in faults(event, type(event).__name__)] == []


@given(
    st.text()
    | anything.map(json.dumps)
    | st.builds(put, st.just(json.loads(str(read_cursor("")))), st.just(("posts", "since")), anything).map(json.dumps)
)
def test_whatever_stands_in_a_cursor(text: str) -> None:
    assert read_cursor(str(read_cursor(text))) == read_cursor(text)
