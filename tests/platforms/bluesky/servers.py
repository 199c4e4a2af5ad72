"""Small servers on the loopback address that answer as a test tells them: for what a real PDS never does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import orjson
from tests.platforms.serving import Quiet, serving
from websockets.sync.server import ServerConnection, serve


@dataclass
class Reply:
    """What to answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def json(value: object, status: int = 200, **headers: str) -> Reply:
    return Reply(status, orjson.dumps(value), {name.replace("_", "-"): text for name, text in headers.items()})


@dataclass
class Web:
    """A web server: answers by path, 404 for every other; keeps what it was asked, and of each POST its path, token and content."""

    url: str
    answers: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[str, str, bytes]] = field(default_factory=list)

    def xrpc(self, method: str, reply: Reply) -> None:
        self.answers[f"/xrpc/{method}"] = reply


@contextmanager
def web() -> Iterator[Web]:
    """A running web server."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            reply = site.answers.get(urlsplit(self.path).path, Reply(404, b'{"error":"NotFound"}'))
            self.answer(reply.status, reply.headers, reply.body)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            site.posted.append((self.path.removeprefix("/xrpc/"), self.headers.get("authorization", ""), content))
            self.do_GET()

    with serving(Answering) as url:
        site = Web(url)
        yield site


@dataclass
class Socket:
    """A WebSocket server: sends its messages to whoever connects, then waits for the other side to go."""

    url: str
    messages: list[bytes | str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def socket() -> Iterator[Socket]:
    """A running WebSocket server."""

    def answer(connection: ServerConnection) -> None:
        assert connection.request is not None
        place.asked.append(connection.request.path)
        for message in place.messages:
            connection.send(message)
        for _ in connection:
            pass

    with serve(answer, "127.0.0.1", 0) as server:
        port = server.socket.getsockname()[1]
        place = Socket(f"ws://127.0.0.1:{port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield place
        finally:
            server.shutdown()
            thread.join()
