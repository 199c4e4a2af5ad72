"""Following a stream over a WebSocket: of a relay (or one PDS), or of a Jetstream."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from websockets.exceptions import InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from rostra.platforms.base import Event, Mark, Refused, Unreachable
from rostra.platforms.guard import Guard

MAX_MESSAGE = 64 * 1024 * 1024  # bytes; the protocol's own limit of a frame is 5 MB
MARK_EVERY = 2.0  # seconds
QUIET = 0.5  # seconds without a message after which the caller may stop


class Reader(Protocol):
    """What reads the messages of a stream."""

    def events(self, message: bytes, /) -> Iterable[Event]:
        """What a message says."""
        ...

    def mark(self) -> Mark:
        """Where we are."""
        ...


def follow(reader: Reader, url: str, guard: Guard, stop: Callable[[], bool]) -> Iterator[Event]:
    """The events of a stream, with a Mark every ``MARK_EVERY`` seconds and at the end. Raises Unreachable after a last Mark."""
    due = time.monotonic() + MARK_EVERY
    try:
        for message in _messages(url, guard, stop):
            if message is not None:
                yield from reader.events(message)
            if time.monotonic() >= due:
                yield reader.mark()
                due = time.monotonic() + MARK_EVERY
    except Unreachable:
        yield reader.mark()
        raise
    yield reader.mark()


def _messages(url: str, guard: Guard, stop: Callable[[], bool]) -> Iterator[bytes | None]:
    """The messages as they come; None when there was none for a while."""
    try:
        with _connect(url, guard) as connection:
            while not stop():
                yield _receive(connection)
    except (OSError, WebSocketException) as error:
        raise Unreachable(f"The stream {url} is lost: {str(error)[:300] or type(error).__name__}.") from error


def _receive(connection: ClientConnection) -> bytes | None:
    try:
        return connection.recv(timeout=QUIET, decode=False)
    except TimeoutError:
        return None


def _connect(url: str, guard: Guard) -> ClientConnection:
    guard.check(url)
    pinned: dict[str, Any] = {} if guard.allow_http else {"address": guard.addresses(url)[0]}
    try:
        return connect(url, max_size=MAX_MESSAGE, legacy=True, **pinned)
    except InvalidURI as error:
        raise Refused(f"{url} is not the address of a stream.") from error
