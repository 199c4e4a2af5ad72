"""Items and absences as a platform would yield them."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

from rostra.platforms.base import Absence, Certainty, Evidence, Identity, Item, Kind, Method, Source

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def source(method: Method = Method.STREAM, seen: dt.datetime = NOW) -> Source:
    return Source(method, "wss://pds.exampleville.example/stream", seen, digest=sha256(b"frame").hexdigest())


def item(text: str = "The library opens at nine.", number: int = 1, **changes: Any) -> Item:
    facts: dict[str, Any] = {
        "uri": f"at://did:plc:mayor/app.bsky.feed.post/{number}",
        "kind": Kind.POST,
        "account": "did:plc:mayor",
        "author": Identity("did:plc:mayor", "mayor.exampleville.example", "Mayor of Exampleville"),
        "raw": f"{number}:{text}".encode("utf-8", "surrogatepass"),
        "media_type": "application/json",
        "source": source(),
        "evidence": Evidence.PLATFORM_API,
        "published": NOW - dt.timedelta(minutes=5),
        "text": text,
        "revision": "r1",
    }
    return Item(**{**facts, **changes})


def absence(number: int = 1, **changes: Any) -> Absence:
    facts: dict[str, Any] = {
        "uri": f"at://did:plc:mayor/app.bsky.feed.post/{number}",
        "account": "did:plc:mayor",
        "certainty": Certainty.ASSERTED,
        "source": source(seen=NOW + dt.timedelta(hours=1)),
        "reason": "deleted",
        "revision": "r9",
        "raw": b"frame",
    }
    return Absence(**{**facts, **changes})
