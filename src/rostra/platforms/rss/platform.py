"""The platform: a feed is asked for again and again, and what leaves it is asked for by its own address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import unescape
from typing import ClassVar
from urllib.parse import urljoin

import httpx

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Capabilities,
    Certainty,
    Event,
    Gap,
    Identity,
    Item,
    Mark,
    Method,
    Rejected,
    Source,
    Unreachable,
)
from rostra.platforms.beyond import Beyond, Reached
from rostra.platforms.calls import Ask
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import read_time
from rostra.platforms.probing import one_by_one
from rostra.platforms.rss import parse
from rostra.platforms.rss.cursor import Cursor, digests
from rostra.platforms.rss.document import Document, read
from rostra.platforms.rss.hubs import hubs_of, news
from rostra.platforms.unoffered import Unoffered
from rostra.platforms.web import SECONDS_LARGE, Answer, Web, WebRefused, pieces, utc_now
from rostra.platforms.websub import Discovered, Mode, Subscription, ask

MAX_FEED = 16 * 1024 * 1024  # bytes
MAX_PAGE = 2 * 1024 * 1024  # bytes of a page in which a feed is looked for
MAX_MEDIUM = 256 * 1024 * 1024  # bytes
FEEDS = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
UNCHANGED, NOT_FOUND, GONE = 304, 404, 410
MOVED_ON = "The feed shows none of the entries that stood in it at the last look: what came between may be lost."
EMPTIED = "The feed shows no entry any more, though some stood in it at the last look: what came between may be lost."
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(rel|type|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TYPES = {"application/rss+xml", "application/atom+xml"}


class Rss(Unoffered):
    """Feeds in RSS and Atom. ``allow_http``: plain http and private addresses too, for tests and closed networks."""

    name: ClassVar[str] = "rss"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE}),
        edit_signal="diff",
        delete_signal="diff",
        tells="That a feed has changed, where it names a hub that tells so: it is read within seconds.",
        cannot=(
            "A feed shows only its newest entries: what was posted before the first look, or came and left between two looks, is not kept.",
            "That an entry left the feed is no deletion. It counts as deleted when the feed says so, or when its own page is gone.",
            "An edit shows by what was read before: what stood between two looks is not seen.",
            "An entry that is no longer in the feed is not looked at for edits.",
            "A feed without entries proves nothing: that it was emptied is a gap, and so is the time until entries stand in it again.",
            "Comments, and who read or shared an entry, do not stand in a feed.",
            "Nothing is signed: what is kept is what the server showed to everybody.",
        ),
    )

    def __init__(self, http: httpx.Client, *, allow_http: bool = False, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self._web = Web(http, Guard(allow_http), clock)
        self._clock = clock

    def resolve(self, address: str) -> Identity:
        """The feed at an address, or the one that the page there names as its own. Raises AccountUnknown, Unreachable, Refused."""
        address = address.strip() if "://" in address else f"https://{address.strip()}"
        try:
            answer = self._web.get(address, limit=MAX_FEED, accept=FEEDS)
            try:
                return parse.identity(address, read(answer.body))
            except ValueError as error:
                found = _named_in(answer)
                if not found:
                    raise AccountUnknown(f"At {address[:200]} there is no feed: {error}.") from None
            return parse.identity(found, self._document(self._web.get(found, limit=MAX_FEED, accept=FEEDS)))
        except WebRefused as refused:
            raise AccountUnknown(str(refused)) from refused

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """The feed's state, how it shows itself, what it says was deleted, and its entries, if it has changed since ``cursor``."""
        before = Cursor.of(cursor)
        try:
            answer = self._web.get(account, limit=MAX_FEED, accept=FEEDS, headers=before.headers())
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            source = Source(Method.POLL, account, self._clock(), refused.status)
            yield AccountState(Identity(account), active=False, status="gone", source=source)
            yield Mark(cursor or str(before), source)
            return
        yield from self._news(account, answer, before)

    def _news(self, account: str, answer: Answer, before: Cursor) -> Iterator[Event]:
        source = answer.source(Method.POLL)
        if answer.status == UNCHANGED:
            yield Mark(str(before), source)
            return
        document = self._document(answer)
        identity = parse.identity(account, document)
        yield AccountState(identity, active=True, status="active", source=source)
        yield parse.profile(document, identity, source)
        events = list(_entries(document, identity, source))
        shown = digests(event.uri for event in events if isinstance(event, Item))
        reached, lost, left = before.reached(shown), before.before, before.left
        if not reached and before.moved_on(shown):
            yield Gap(account, read_time(before.seen), answer.seen, MOVED_ON if shown else EMPTIED, beyond=Beyond.POSTS)
            lost, left = before.entries, before.left if before.is_empty else before.seen
        yield from events
        if reached:
            yield Reached(account, Beyond.POSTS, read_time(left))
            lost, left = frozenset(), ""
        told, seen = dict(answer.headers), answer.seen.isoformat()
        if not shown and before.is_empty:
            seen = before.seen  # when it was seen to be empty first: what comes and leaves from then on, nobody sees
        yield Mark(str(Cursor(told.get("etag", ""), told.get("last-modified", ""), seen, shown or before.entries, lost, left)), source)

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """Each as it stands in the feed now; of those that left it, whether their own page is gone."""
        wanted = list(dict.fromkeys(uris))
        if not wanted:
            return
        try:
            answer = self._web.get(account, limit=MAX_FEED, accept=FEEDS)
            document = self._document(answer)
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            yield from (self._unknown(account, uri, str(refused)) for uri in wanted)
            return
        source, identity = answer.source(Method.PROBE), parse.identity(account, document)
        found = {
            event.uri: event
            for event in (parse.profile(document, identity, source), *_entries(document, identity, source))
            if not isinstance(event, Rejected)
        }
        yield from (found[uri] for uri in wanted if uri in found)
        left = [uri for uri in wanted if uri not in found]
        yield from one_by_one(left, partial(self._left, account), partial(self._unknown, account))

    def _left(self, account: str, uri: str) -> Iterator[Absence]:
        """What has become of an entry that the feed does not show any more; nothing where its page stands. Raises what its server does."""
        if not uri.startswith(("https://", "http://")) or "#" in uri:
            yield self._unknown(account, uri, "it left the feed, and has no page by which to look for it")
            return
        try:
            with self._web.open(uri):
                return
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            source = Source(Method.PROBE, uri, self._clock(), refused.status)
            yield Absence(uri, account, Certainty.OBSERVED, source, f"its page answered {refused.status}")

    def _unknown(self, account: str, uri: str, reason: str) -> Absence:
        return Absence(uri, account, Certainty.UNKNOWN, Source(Method.PROBE, uri, self._clock()), reason[:500])

    def hubs(self, account: str) -> Discovered | None:
        """See ``ToldByHub``: those that the feed names."""
        answer = self._web.get(account, limit=MAX_FEED, accept=FEEDS)
        return hubs_of(account, dict(answer.headers), self._document(answer))

    def ask_hub(self, hub: str, subscription: Subscription, mode: Mode) -> None:
        """See ``ToldByHub``."""
        ask(self._web, hub, subscription, mode)

    @staticmethod
    def hinted(account: str, body: bytes) -> Ask | None:
        """See ``ToldByHub``: the feed is asked itself, whatever a hub says that stands in it."""
        news(body)
        return Ask(account)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """The bytes at the address of an enclosure. Raises Refused where it is gone."""
        del account  # media lie where the entry says
        with self._web.open(ref) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def profile_uri(account: str) -> str:
        """The feed itself."""
        return account

    @staticmethod
    def _document(answer: Answer) -> Document:
        try:
            return read(answer.body)
        except ValueError as error:
            raise Unreachable(f"{answer.url} answered something that is no readable feed: {error}.") from None


def _entries(document: Document, account: Identity, source: Source) -> Iterator[Item | Absence | Rejected]:
    for number, entry in enumerate(document.entries, 1):
        try:
            yield parse.item(entry, account, source)
        except ValueError as error:
            yield Rejected(number, f"An entry of the feed cannot be kept: {error}.", entry.raw)
    for deleted in document.deleted:
        if deleted.ref:
            yield parse.absence(deleted, account.id, source)
        else:
            yield Rejected(0, "The feed says of an entry that it was deleted, and not of which.", deleted.raw)


def _named_in(answer: Answer) -> str:
    """The first feed that a page names as its own; "" where it names none."""
    for tag in _LINK.findall(answer.body[:MAX_PAGE].decode("utf-8", "replace")):
        told = {name.lower(): unescape(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}
        if "alternate" in told.get("rel", "").lower().split() and told.get("type", "").lower() in _TYPES and told.get("href"):
            return urljoin(answer.url, told["href"])
    return ""
