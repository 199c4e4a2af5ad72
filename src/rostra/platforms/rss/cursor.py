"""How far a feed was read: what the server gave to ask with, and which entries stood in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import orjson

from rostra.platforms.hostile import list_at, text_at

KEPT = 100  # of the newest entries


@dataclass(frozen=True, slots=True)
class Cursor:
    """``entries``: short digests of the addresses that stood in it at the last look."""

    etag: str = ""
    modified: str = ""
    seen: str = ""  # when, as an exact moment
    entries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Self:
        """As it was written; a beginning where it cannot be read."""
        try:
            told = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError:
            told = {}
        entries = (each for each in list_at(told, "entries") if isinstance(each, str))
        return cls(text_at(told, "etag"), text_at(told, "modified"), text_at(told, "seen"), frozenset(entries))

    def __str__(self) -> str:
        told = {"etag": self.etag, "modified": self.modified, "seen": self.seen, "entries": sorted(self.entries)}
        return orjson.dumps(told).decode()

    def headers(self) -> dict[str, str]:
        """What to ask with, so that a feed without news costs nothing (RFC 9110, 13.1)."""
        return {name: value for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.modified)) if value}


def digests(uris: Iterable[str]) -> frozenset[str]:
    """The addresses, short."""
    return frozenset(hashlib.sha256(uri.encode()).hexdigest()[:16] for uri in list(uris)[:KEPT])
