"""The one place that makes HTTP clients: time limits, size of pools, politeness, and a name that says who asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from weakref import WeakValueDictionary

import httpx

from rostra import __version__

TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # a line that is listened on shows life every 20 seconds
PATIENCE = 60.0  # seconds for which a request waits until a server that we ask enough already is free
AT_ONCE = 4  # requests to one server: fewer than a browser makes


def _never(_record: logging.LogRecord) -> bool:
    return False


# At their lowest levels the libraries log addresses and the headers of answers, in which a server may repeat the token that it was sent;
# the one that signs logs the token itself. A filter stays whatever level an operator sets, and whatever configures the loggers later.
_SIGNING = ("oauthlib.oauth1.rfc5849", "oauthlib.oauth1.rfc5849.signature")
for _name in ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")), *_SIGNING):
    logging.getLogger(_name).addFilter(_never)


def client(city: str, *, transport: httpx.BaseTransport | None = None, connections: int = 16, at_server: int = AT_ONCE) -> httpx.Client:
    """A client that names the city and this software, follows no redirect by itself, takes no cookie, and never waits for ever.

    Threads may share it: so many ``connections`` in all, and at most ``at_server`` requests at once to one server.
    """
    agent = f"Rostra/{__version__} (public records archive of {city})".encode("ascii", "replace").decode()
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=max(8, connections // 2), keepalive_expiry=30)
    return httpx.Client(
        headers={"User-Agent": agent},
        timeout=TIMEOUT,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # what one server sets for one account is no matter of the next
        transport=Polite(transport or httpx.HTTPTransport(limits=limits), at_server),
    )


class Polite(httpx.BaseTransport):
    """At most ``at_server`` requests at once to one server, each from its first byte until its answer was read or closed.

    Who reads an answer must not ask the same server for more before it is closed.
    """

    def __init__(self, transport: httpx.BaseTransport, at_server: int) -> None:
        self._transport = transport
        self._at_server = at_server
        self._lock = threading.Lock()
        self._places: WeakValueDictionary[str, threading.Semaphore] = WeakValueDictionary()  # of servers that are being asked

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.PoolTimeout when the server was not free for PATIENCE, and what the transport raises."""
        place = self._place(request.headers["host"])
        if not place.acquire(timeout=PATIENCE):
            raise httpx.PoolTimeout("this server is asked enough already", request=request)
        try:
            response = self._transport.handle_request(request)
        except BaseException:
            place.release()
            raise
        if response.is_closed:  # it was made whole: nobody will close it
            place.release()
        elif isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Held(response.stream, place)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _place(self, server: str) -> threading.Semaphore:
        with self._lock:
            found = self._places.get(server)
            if found is None:
                found = self._places[server] = threading.Semaphore(self._at_server)
            return found


class _Held(httpx.SyncByteStream):
    """An answer's body that gives its place back when it is closed."""

    def __init__(self, stream: httpx.SyncByteStream, place: threading.Semaphore) -> None:
        self._stream = stream
        self._place: threading.Semaphore | None = place

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        """Safe to call again."""
        place, self._place = self._place, None
        try:
            self._stream.close()
        finally:
            if place is not None:
                place.release()
