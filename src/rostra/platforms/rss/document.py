"""A feed's document: its entries with their own bytes, and what it says was deleted.

The document must be well-formed: a lenient reader of broken markup takes hours for what a hostile server can send in a second.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import feedparser

MOST_ENTRIES = 2000
_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
_RSS = ("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
_ENTRIES = frozenset({f"{_ATOM} entry", *(f"{space} item".strip() for space in _RSS)})
_DELETED = f"{_TOMBSTONES} deleted-entry"


@dataclass(frozen=True, slots=True)
class Deleted:
    """That an entry was deleted: its id, and when, as the feed writes it."""

    ref: str
    when: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it says, and its own bytes."""

    fields: Mapping[str, Any]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as it was received. ``about``: title, subtitle and the like of the feed itself, with the bytes before its first entry."""

    about: Entry
    entries: tuple[Entry, ...]
    deleted: tuple[Deleted, ...]


@dataclass(slots=True)
class _Slices:
    """Where entries begin and end, as expat passes them."""

    body: bytes
    parser: Any
    entries: list[bytes] = field(default_factory=list)
    deleted: list[Deleted] = field(default_factory=list)
    first: int = -1
    depth: int = 0
    _open: tuple[int, int, str, dict[str, str]] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self._open is None and (name in _ENTRIES or name == _DELETED):
            begin = self.parser.CurrentByteIndex
            self.first = begin if self.first < 0 else self.first
            self._open = (self.depth, begin, name, attributes)

    def end(self, _name: str) -> None:
        if self._open is not None and self._open[0] == self.depth:
            _, begin, name, attributes = self._open
            raw = self.body[begin : self.body.index(b">", self.parser.CurrentByteIndex) + 1]
            if name == _DELETED:
                self.deleted.append(Deleted(attributes.get("ref", ""), attributes.get("when", ""), raw))
            else:
                self.entries.append(raw)
            self._open = None
        self.depth -= 1


def read(body: bytes) -> Document:
    """The document of a feed. Raises ValueError, with the reason in plain words, where it is none that can be read."""
    slices = _slices(body)
    told = feedparser.parse(
        io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
    )  # never bytes: it would take them for an address
    if not told.get("version"):
        raise ValueError("it is no feed in RSS or Atom")
    if len(told.entries) != len(slices.entries):
        raise ValueError("its entries cannot be told apart")
    if len(told.entries) > MOST_ENTRIES:
        raise ValueError(f"it has more than {MOST_ENTRIES} entries")
    about = Entry(told.feed, body[: slices.first] if slices.first >= 0 else body)
    return Document(about, tuple(Entry(each, raw) for each, raw in zip(told.entries, slices.entries, strict=True)), tuple(slices.deleted))


def _slices(body: bytes) -> _Slices:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it is written in UTF-16, which is not read")
    parser = expat.ParserCreate(namespace_separator=" ")
    slices = _Slices(body, parser)
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = slices.start, slices.end, _refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise ValueError(f"it is not well-formed: {error}") from None
    return slices


def _refuse(*_declared: object) -> None:
    raise ValueError("it declares entities of its own, which are not read")
