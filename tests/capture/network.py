"""A small network in memory, with a platform over it that implements the whole interface: it can be down, refuse, forget, and delete."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, ClassVar

from rostra.core import clock
from rostra.platforms.base import (
    Absence,
    AccountState,
    Capabilities,
    Certainty,
    Count,
    Event,
    Evidence,
    Gap,
    Identity,
    Item,
    Kind,
    Listing,
    Mark,
    MediaRef,
    Method,
    PlatformError,
    Refused,
    Rejected,
    Source,
    Unreachable,
)
from rostra.platforms.beyond import Reached

PUBLISHED = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
EVERYTHING = frozenset({Method.POLL, Method.STREAM, Method.PROBE, Method.SNAPSHOT})


@dataclass
class Post:
    """A record as it is now."""

    account: str
    key: str
    text: str
    revision: int
    kind: Kind = Kind.POST
    media: tuple[str, ...] = ()

    @property
    def uri(self) -> str:
        return f"memory://{self.account}/{self.key}"


@dataclass
class Network:
    """What the servers hold. ``events`` is the stream from its beginning; ``kept_from`` the first that can still be replayed."""

    posts: dict[str, Post] = field(default_factory=dict)
    events: list[Post | str | AccountState] = field(default_factory=list)  # a changed record, a deleted address, an account's state
    kept_from: int = 0
    trouble: PlatformError | None = None
    media: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)  # addresses that a probe gets a server error for
    counts: Callable[[str], Count | None] = lambda _: None  # what it says that an account has, at the end of a poll
    told: list[Gap | Reached | Rejected] = field(default_factory=list)  # at the end of the next poll, once
    unreadable: list[Rejected] = field(default_factory=list)  # in each whole list
    listening: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def post(self, account: str, key: str, text: str, *, kind: Kind = Kind.POST, media: tuple[str, ...] = ()) -> str:
        """Publish or edit; the address."""
        with self.changed:
            post = Post(account, key, text, len(self.events) + 1, kind, media)
            self.posts[post.uri] = post
            self.events.append(post)
            self.changed.notify_all()
        return post.uri

    def delete(self, uri: str, *, silently: bool = False) -> None:
        """Delete; ``silently``: the stream does not say so."""
        with self.changed:
            del self.posts[uri]
            if not silently:
                self.events.append(uri)
            self.changed.notify_all()

    def say(self, state: AccountState) -> None:
        """The network tells of an account."""
        with self.changed:
            self.events.append(state)
            self.changed.notify_all()

    def break_down(self, trouble: PlatformError | None = None) -> None:
        """From now on nothing is answered, and streams break."""
        with self.changed:
            self.trouble = trouble or Unreachable("memory.example does not answer")
            self.changed.notify_all()

    def come_back(self) -> None:
        """Everything answers again."""
        self.trouble = None

    def check(self) -> None:
        """Raise what is wrong now."""
        if self.trouble is not None:
            raise self.trouble


class MemoryPlatform:
    """The platform; a test makes a subclass with a network of its own."""

    name: ClassVar[str] = "memory"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=EVERYTHING,
        snapshots=frozenset({Kind.POST, Kind.BLOCK}),
        edit_signal="event",
        delete_signal="event",
        cannot=("Whispers cannot be captured.",),
    )
    network: ClassVar[Network]

    def __init__(self, http: object) -> None:
        self.http = http

    def resolve(self, address: str) -> Identity:
        return Identity(address, address)

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        self.network.asked.append("poll")
        self.network.check()
        known = int(cursor or 0)
        for post in sorted(self.network.posts.values(), key=lambda post: post.revision):
            if post.account == account and post.revision > known:
                yield item(post, Method.POLL)
                known = post.revision
        if (count := self.network.counts(account)) is not None:
            yield count
        while self.network.told:
            yield self.network.told.pop(0)
        yield Mark(str(known))

    def stream_source(self, account: str) -> str:
        return "memory.example"

    def stream(self, accounts: Collection[str], cursor: str, stop: Callable[[], bool]) -> Iterator[Event]:
        place = int(cursor) if cursor else len(self.network.events)
        self.network.listening.set()
        self.network.check()
        if place < self.network.kept_from:
            yield Gap("", None, None, "The server no longer has these events.")
            place = self.network.kept_from
        mark_at = time.monotonic() + 0.1
        while not stop():
            with self.network.changed:
                self.network.changed.wait_for(lambda: self.network.trouble or len(self.network.events) > place, timeout=0.05)  # noqa: B023
                fresh = self.network.events[place:]
            if self.network.trouble:
                yield Mark(str(place))
                raise self.network.trouble
            for event in fresh:
                place += 1
                if (said := self._said(event, accounts)) is not None:
                    yield said
            if time.monotonic() >= mark_at:
                yield Mark(str(place))
                mark_at = time.monotonic() + 0.1
        yield Mark(str(place))

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        self.network.asked.append("probe")
        self.network.check()
        for uri in uris:
            if uri in self.network.unanswered:
                yield Absence(uri, account, Certainty.UNKNOWN, source(Method.PROBE), "502")
            elif uri in self.network.posts:
                yield item(self.network.posts[uri], Method.PROBE)
            else:
                yield Absence(uri, account, Certainty.OBSERVED, source(Method.PROBE), "404")

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        self.network.asked.append(f"snapshot {kind}")
        self.network.check()
        listed = [post for post in self.network.posts.values() if post.account == account and post.kind is kind]
        yield from (item(post, Method.SNAPSHOT) for post in listed)
        yield from self.network.unreadable
        yield Listing(account, kind, tuple(post.uri for post in listed), complete=True, source=source(Method.SNAPSHOT))

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        self.network.asked.append(f"media {ref}")
        if ref not in self.network.media:
            raise Refused("404 Blob not found")
        yield self.network.media[ref]

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        raise NotImplementedError

    @staticmethod
    def profile_uri(account: str) -> str:
        return f"memory://{account}/profile"

    @staticmethod
    def check_proof(uri: str, raw: bytes, proof: bytes) -> str:
        raise NotImplementedError

    def _said(self, event: Post | str | AccountState, accounts: Collection[str]) -> Event | None:
        if isinstance(event, Post):
            return item(event, Method.STREAM) if event.account in accounts else None
        if isinstance(event, AccountState):
            return event if event.identity.id in accounts else None
        account = event.split("/")[2]
        gone = Absence(event, account, Certainty.ASSERTED, source(Method.STREAM), "deleted", raw=event.encode())
        return gone if account in accounts else None


def source(method: Method) -> Source:
    """Facts of a request."""
    return Source(method, "https://memory.example", clock.now())


def item(post: Post, method: Method) -> Item:
    """A record as the platform yields it."""
    return Item(
        uri=post.uri,
        kind=post.kind,
        account=post.account,
        author=Identity(post.account, f"{post.account}.memory.example", "Example"),
        raw=f"{post.uri} {post.revision} {post.text}".encode(),
        media_type="text/plain",
        source=source(method),
        evidence=Evidence.PLATFORM_API,
        published=PUBLISHED,
        revision=f"{post.revision:08}",
        text=post.text,
        media=tuple(MediaRef(ref, "image/png", alt="a picture") for ref in post.media),
    )
