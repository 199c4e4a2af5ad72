"""The one place that makes HTTP clients: time limits, size of pools, politeness, and a name that says who asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy

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

    Threads may share it: at most ``at_server`` requests at once to one server, and so many ``connections`` in all that are kept for later.
    ``transport`` takes the place of the connections.
    """
    agent = f"Rostra/{__version__} (public records archive of {city})".encode("ascii", "replace").decode()
    return httpx.Client(
        headers={"User-Agent": agent},
        timeout=TIMEOUT,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # what one server sets for one account is no matter of the next
        transport=Polite((lambda: transport) if transport else _pools(at_server), at_server, max(1, connections // at_server)),
    )


def _pools(connections: int) -> Callable[[], httpx.BaseTransport]:
    """Makes pools of so many connections each, that trust the same authorities: to read them takes longer than all the rest."""
    trusted = httpx.create_ssl_context()
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=30)
    return lambda: httpx.HTTPTransport(verify=trusted, limits=limits)


@dataclass(slots=True)
class _Server:
    """A server: our connections to it, and the places of those who ask it. ``asking``: how many do, or wait for a place."""

    transport: httpx.BaseTransport
    places: threading.Semaphore
    asking: int = 0


class Polite(httpx.BaseTransport):
    """At most ``at_server`` requests at once to one server, each from its first byte until its answer was read or closed.

    Each server has connections of its own, made by ``connect``: one pool for all goes through all its connections for every one of them, at
    every request. ``servers`` keep theirs; of more, the one that was asked longest ago loses them.
    Who reads an answer must not ask the same server for more before it is closed.
    """

    def __init__(self, connect: Callable[[], httpx.BaseTransport], at_server: int, servers: int) -> None:
        self._connect = connect
        self._at_server = at_server
        self._most = servers
        self._lock = threading.Lock()
        self._servers: dict[str, _Server] = {}  # by the name they are asked under; the one that was asked last stands last

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.PoolTimeout when the server was not free for PATIENCE, and what the transport raises."""
        server = self._enter(request.headers["host"])
        if not server.places.acquire(timeout=PATIENCE):
            self._leave(server)
            raise httpx.PoolTimeout("this server is asked enough already", request=request)
        end = partial(self._end, server)
        try:
            response = server.transport.handle_request(request)
        except BaseException:
            end()
            raise
        if response.is_closed:  # it was made whole: nobody will close it
            end()
        elif isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Held(response.stream, end)
        return response

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            servers, self._servers = list(self._servers.values()), {}
        for server in servers:
            server.transport.close()

    def _enter(self, name: str) -> _Server:
        """The server, with one more who asks it."""
        with self._lock:
            server = self._servers.pop(name, None) or _Server(self._connect(), threading.Semaphore(self._at_server))
            server.asking += 1
            self._servers[name] = server
            surplus = self._take_surplus() if len(self._servers) > self._most else []
        for each in surplus:
            each.transport.close()
        return server

    def _take_surplus(self) -> list[_Server]:
        """Servers beyond the most, taken out; none that is being asked."""
        left = [name for name, server in self._servers.items() if not server.asking]
        return [self._servers.pop(name) for name in left[: len(self._servers) - self._most]]

    def _leave(self, server: _Server) -> None:
        with self._lock:
            server.asking -= 1

    def _end(self, server: _Server) -> None:
        server.places.release()
        self._leave(server)


class _Held(httpx.SyncByteStream):
    """An answer's body that gives its place back when it is closed."""

    def __init__(self, stream: httpx.SyncByteStream, end: Callable[[], None]) -> None:
        self._stream = stream
        self._end: Callable[[], None] | None = end

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        """Safe to call again."""
        end, self._end = self._end, None
        try:
            self._stream.close()
        finally:
            if end is not None:
                end()
