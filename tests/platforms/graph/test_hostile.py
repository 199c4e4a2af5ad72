"""Whatever is answered, nothing but the declared errors comes out, and every event is as it must be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.platforms.facebook.server import PAGE
from tests.platforms.graph.conftest import make
from tests.platforms.graph.server import TOKEN, Meta

from rostra.platforms.base import Event, Kind, PlatformError
from rostra.platforms.facebook import Facebook
from rostra.platforms.graph.feed import Cursor, read_cursor
from rostra.platforms.graph.platform import GraphPlatform
from rostra.platforms.instagram import Instagram
from rostra.platforms.testing import faults
from rostra.platforms.threads import Threads

NAMES = [
    "id",
    "data",
    "paging",
    "next",
    "cursors",
    "after",
    "error",
    "code",
    "error_subcode",
    "message",
    "text",
    "caption",
    "created_time",
    "timestamp",
    "updated_time",
    "from",
    "name",
    "username",
    "user_id",
    "comments",
    "summary",
    "total_count",
    "attachments",
    "subattachments",
    "target",
    "media",
    "image",
    "src",
    "type",
    "comments_count",
    "has_replies",
    "children",
    "replies",
    "media_type",
    "media_url",
    "poll_attachment",
    "option_a",
    "expiration_timestamp",
    "hide_status",
    "replied_to",
    "root_post",
    "post_id",
    "creation_time",
    "media_id",
    "picture",
    "cover",
    "is_hidden",
    "parent",
    "parent_id",
    "quoted_post",
    "reposted_post",
    "owner",
    "status_type",
    "text_attachment",
    "plaintext",
    "link_attachment_url",
    "privacy",
    "value",
    "estimated_time_to_regain_access",
    "photos",
    "images",
    "width",
    "source",
]
WORDS = st.sampled_from(
    [
        PAGE,
        f"{PAGE}_1",
        "1",
        "share",
        "photo",
        "video",
        "IMAGE",
        "CAROUSEL_ALBUM",
        "shared_story",
        "HIDDEN",
        "2026-07-04T12:00:00+0000",
        "1783166400",
        "https://city.example/x",
        "javascript:x",
        "c1",
        "9999-12-31T23:59:59+0000",
        "\x00\ud7ff",
        TOKEN,
    ],
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=20)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=9), max_leaves=40
)
SOUND = st.fixed_dictionaries({"id": st.just(PAGE), "user_id": st.just(PAGE)})
POSTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12).map(
    lambda told: {"id": f"{PAGE}_1", "created_time": "2026-07-04T12:00:00+0000", **told}
)


@contextmanager
def answering(kind: type[GraphPlatform], bodies: list[bytes]) -> Iterator[GraphPlatform]:
    """A platform whose questions are answered so, one after the other, and then the last again."""
    left = list(bodies)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=left.pop(0) if len(left) > 1 else left[0])

    site = Meta("http://127.0.0.1:1", tokens={TOKEN: PAGE})
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        yield make(kind, site, http)


def all_events(platform: GraphPlatform) -> Iterator[Event]:
    yield from platform.poll(PAGE, "")
    yield from platform.probe(
        PAGE, [f"https://www.facebook.com/{PAGE}_1", f"https://graph.instagram.com/{PAGE}/media/1", "https://graph.threads.net/1"]
    )
    for listed in platform.capabilities.snapshots:
        yield from platform.snapshot(PAGE, listed)


@pytest.mark.parametrize("kind", [Facebook, Instagram, Threads])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_answered(kind: type[GraphPlatform], data: st.DataObject) -> None:
    page = st.fixed_dictionaries({"data": st.lists(POSTS | VALUES, max_size=4)})
    told = data.draw(st.lists(SOUND | page | VALUES, min_size=1, max_size=6))
    bodies = [
        orjson.dumps({**data.draw(VALUES.filter(lambda each: isinstance(each, dict))), "id": PAGE, "user_id": PAGE}),
        *map(dump, told),
    ]  # type: ignore[dict-item]
    with answering(kind, bodies) as platform:
        seen: list[object] = []
        try:
            for event in all_events(platform):
                seen.append(event)  # noqa: PERF402 -- what came before an error is looked at too
        except PlatformError as failed:
            seen.append(str(failed))
        assert [fault for event in seen for fault in faults(event, type(event).__name__)] == []
        assert TOKEN not in repr(seen)


@pytest.mark.parametrize("kind", [Facebook, Instagram, Threads])
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.binary(max_size=80)
    | st.sampled_from([b"[" * 100_000, b'{"data":' * 50_000, b'{"id":' + b"9" * 10_000 + b"}", b'{"data":[NaN]}'])
)
def test_whatever_is_no_answer(kind: type[GraphPlatform], body: bytes) -> None:
    with answering(kind, [body]) as platform, pytest.raises(PlatformError):
        list(platform.poll(PAGE, ""))


@given(text=st.text(max_size=200) | VALUES.map(lambda value: orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()))
def test_a_cursor_is_read_or_is_that_of_the_beginning(text: str) -> None:
    found = read_cursor(text)
    assert isinstance(found, Cursor)
    assert read_cursor(str(found)) == found


@pytest.mark.parametrize("kind", [Facebook, Instagram, Threads])
def test_hidden_answers_are_asked_for_only_where_they_are_offered(kind: type[GraphPlatform]) -> None:
    assert Kind.RESTRICTION in kind.capabilities.snapshots


def dump(value: object) -> bytes:
    return orjson.dumps(value)
