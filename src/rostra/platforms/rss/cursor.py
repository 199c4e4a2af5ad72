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
    """``entries``: short digests of the addresses that stood in it at the last look. ``before``: of those that it left, at ``left``."""

    etag: str = ""
    modified: str = ""
    seen: str = ""  # when, as an exact moment
    entries: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    left: str = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """As it was written; a beginning where it cannot be read."""
        try:
            told = orjson.loads(text) if text else {}
        except orjson.JSONDecodeError:
            told = {}
        entries, before = (frozenset(each for each in list_at(told, name) if isinstance(each, str)) for name in ("entries", "before"))
        return cls(text_at(told, "etag"), text_at(told, "modified"), text_at(told, "seen"), entries, before, text_at(told, "left"))

    def __str__(self) -> str:
        told = {"etag": self.etag, "modified": self.modified, "seen": self.seen, "entries": sorted(self.entries)}
        gone = {"before": sorted(self.before), "left": self.left} if self.before else {}
        return orjson.dumps(told | gone).decode()

    def moved_on(self, shown: frozenset[str]) -> bool:
        """Whether a feed with these entries left those of the last look behind; one without, if it had any at the last look."""
        return bool(self.entries) and not shown & self.entries and not (self.is_empty and not shown)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stood in it at the last look, and something before: then ``entries`` are those from before, too."""
        return bool(self.before) and self.before == self.entries

    def reached(self, shown: frozenset[str]) -> bool:
        """Whether it shows again what stood in it before it moved on: half of it, for a single one may be pinned to its top."""
        return bool(self.before) and 2 * len(shown & self.before) >= len(self.before)

    def headers(self) -> dict[str, str]:
        """What to ask with, so that a feed without news costs nothing (RFC 9110, 13.1)."""
        return {name: value for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.modified)) if value}


def digests(uris: Iterable[str]) -> frozenset[str]:
    """The addresses, short."""
    return frozenset(hashlib.sha256(uri.encode()).hexdigest()[:16] for uri in list(uris)[:KEPT])
