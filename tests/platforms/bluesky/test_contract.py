"""The contract that every platform passes, on a repository that we sign ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis.strategies as st
import orjson
from hypothesis import given, settings
from tests.platforms.bluesky.repos import CITY, RESIDENT, Repo, encode

from rostra.platforms.base import Event
from rostra.platforms.bluesky import Bluesky, parse
from rostra.platforms.testing import PlatformContract

KEY = "3mptbyoeyc22k"
POST = f"at://{CITY}/{parse.POST}/{KEY}"
REPLY = f"at://{RESIDENT}/{parse.POST}/{KEY}"
RECORDS: dict[str, dict[str, object]] = {
    parse.POST: {"text": "The fountain runs again.", "createdAt": "2026-07-04T12:00:00Z", "langs": ["en"]},
    parse.BLOCK: {"subject": RESIDENT},
    parse.LIST_BLOCK: {"subject": f"at://{RESIDENT}/app.bsky.graph.list/{KEY}"},
    parse.THREAD_GATE: {"post": POST, "allow": [], "hiddenReplies": [REPLY]},
    parse.POST_GATE: {"post": POST, "embeddingRules": [{"$type": f"{parse.POST_GATE}#disableRule"}], "detachedEmbeddingUris": [REPLY]},
}
REPO = Repo(records={f"{collection}/{KEY}": encode({"$type": collection, **record}) for collection, record in RECORDS.items()})
ANSWERS = {
    f"/{CITY}": REPO.document.raw,
    "/xrpc/com.atproto.identity.resolveHandle": orjson.dumps({"did": CITY}),
    "/xrpc/com.atproto.sync.getRepo": REPO.car(),
}
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=9) | st.sampled_from([POST, REPLY, CITY, RESIDENT]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["$type", "list", "uri"]), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["$type", "subject", "post", "allow", "hiddenReplies", "embeddingRules", "detachedEmbeddingUris", "createdAt"]
URIS = st.sampled_from([f"at://{CITY}/{collection}/{KEY}" for collection in sorted(parse.CAPTURED)])


class TestContract(PlatformContract):
    def make(self) -> Bluesky:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, content=ANSWERS[request.url.path]))
        return Bluesky(httpx.Client(transport=transport), plc="http://localhost", resolver="http://localhost", allow_http=True)

    def replay(self, platform: Any) -> Iterator[Event]:
        yield from platform.poll(CITY, "")

    @given(URIS, st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8) | VALUES)
    @settings(max_examples=300, deadline=None)
    def test_restrictions_of_any_value_hold(self, uri: str, value: object) -> None:
        self.hold_restrictions(uri, encode(value))

    @given(URIS | st.text(max_size=60), st.binary(max_size=200))
    @settings(max_examples=200, deadline=None)
    def test_restrictions_of_any_bytes_hold(self, uri: str, raw: bytes) -> None:
        self.hold_restrictions(uri, raw)

    def test_every_restricting_record_is_read(self) -> None:
        found = [self.hold_restrictions(f"at://{CITY}/{key}", raw) for key, raw in REPO.records.items()]
        assert [len(restrictions) for restrictions in found] == [0, 1, 1, 2, 2]
