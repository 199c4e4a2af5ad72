"""An entry of a list into an item, and back into what it restricts: pure, so that the same entry always gives the same item."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import orjson

from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, Restriction
from rostra.platforms.table.parse import EARLIEST, LATEST

if TYPE_CHECKING:
    from rostra.platforms.base import Source
    from rostra.platforms.lists.read import Entry

SCHEME = "urn:rostra:list:"
URI_LIMIT = 1_500  # characters, percent-encoded: what is longer is no identity
PERSONS = frozenset({Act.BLOCK, Act.MUTE, Act.RESTRICT})  # acts whose subject is an account

_UNSOUND = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # controls, changes of direction, halves
_NO_PERSON = re.compile(r"[\s,;\"'<>{}\[\]\\]")  # stands in no handle, number or address of an account: a row of something else
_SECONDS = re.compile(r"[0-9]{9,11}")


class BadEntry(ValueError):
    """An entry cannot be used: what is wrong with it, in words for the person who sent the file."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """Which list: what one account of a network does against many."""

    network: str
    account: str  # Identity.id
    act: Act
    handle: str = ""  # the account's own, for people

    @property
    def kind(self) -> Kind:
        """Of every entry of it."""
        return Kind.BLOCK if self.act is Act.BLOCK else Kind.RESTRICTION

    @property
    def within(self) -> str:
        """What the uri of every entry begins with, and of no other list's."""
        return f"{SCHEME}{quote(self.network, safe='')}:{quote(self.account, safe='')}:{self.act.value}:"

    def uri(self, subject: str) -> str:
        """The stable address of an entry."""
        return self.within + quote(subject, safe="")


def parse(entry: Entry, of: ListOf, source: Source, revision: str) -> Item:
    """The item in an entry. ``revision``: the moment of the export, so that an entry that returns is known to be newer. Raises BadEntry."""
    if entry.reason:
        raise BadEntry(entry.reason)
    subject = _subject(entry.cells["identity"], of.act)
    if len(of.uri(subject)) > URI_LIMIT:
        raise BadEntry(f"its identity is longer than {URI_LIMIT:,} characters: {subject[:80]!r}")
    said = {name: text for name in ("handle", "name", "since") if (text := entry.cells.get(name, "").strip())}
    item = listed(of, subject, source, revision, said)
    return replace(item, evidence=Evidence.OWNER_EXPORT, published=_moment(said.get("since", ""), source.seen))


def listed(of: ListOf, subject: str, source: Source, revision: str, said: dict[str, str]) -> Item:
    """The entry of a list as a platform's interface gives it, the same as out of a file. ``said``: what stands beside the subject.

    Raises BadEntry.
    """
    what = {"account": of.account, "act": of.act.value, "network": of.network, "subject": subject}
    return Item(
        uri=of.uri(subject),
        kind=of.kind,
        account=of.account,
        author=Identity(of.account, of.handle),
        raw=_canonical(what | said),
        media_type="application/json",
        source=source,
        evidence=Evidence.PLATFORM_API,
        revision=revision,
        subject=subject,
        sameness=_canonical(what),
    )


def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
    """What a captured entry restricts; nothing where it is no entry of a list, or is broken.

    The bytes of an entry that a network's interface gave are that network's own: of it the address alone says what it restricts.
    """
    if not uri.startswith(SCHEME):
        return ()
    try:
        said = orjson.loads(raw)
        if isinstance(said, dict) and "act" not in said:
            return _addressed(uri)
        act, subject = Act(said["act"]), said["subject"]
    except (orjson.JSONDecodeError, ValueError, KeyError, TypeError):
        return ()
    return (Restriction(act, subject),) if isinstance(subject, str) and subject else ()


def _addressed(uri: str) -> tuple[Restriction, ...]:
    """What the address of an entry says. Raises ValueError where it is none."""
    _network, _account, act, subject = uri.removeprefix(SCHEME).split(":")
    return (Restriction(Act(act), unquote(subject)),) if subject else ()


def _subject(identity: str, act: Act) -> str:
    """What an entry is about. A sign before a handle is no part of it. Raises BadEntry."""
    subject = identity.strip()
    if act in PERSONS:
        subject = subject.removeprefix("@")
    if not subject:
        raise BadEntry("it has no identity")
    if _UNSOUND.search(subject):
        raise BadEntry(f"its identity holds unprintable characters: {subject[:60]!a}")
    if act in PERSONS and (_NO_PERSON.search(subject) or not subject.isprintable()):
        raise BadEntry(f"this is no account: {subject[:60]!a}")
    return subject


def _canonical(said: dict[str, str]) -> bytes:
    if any("\0" in text for text in said.values()):
        raise BadEntry("it holds a NUL character")
    try:
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise BadEntry("it holds half characters") from error


def _moment(text: str, seen: dt.datetime) -> dt.datetime | None:
    """Since when, where the entry states a moment that can be; its own words stay in ``raw``."""
    try:
        moment = dt.datetime.fromtimestamp(int(text), dt.UTC) if _SECONDS.fullmatch(text) else dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment <= seen + LATEST else None
