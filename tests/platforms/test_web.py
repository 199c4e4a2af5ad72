"""What is shared by all that ask servers of strangers."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import nullcontext

import httpx
import pytest
from tests.platforms.bluesky.servers import Reply, json, web
from tests.platforms.serving import Quiet, serving

from rostra.platforms.base import RateLimited, Unreachable
from rostra.platforms.guard import Guard
from rostra.platforms.web import Web, WebRefused, pieces

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class Closing:
    """A server that answers once on each connection as if it stayed open, and closes it without a word; ``deaf``: never answers."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}/"
        self.deaf = False
        self.asked = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                self.asked += 1
                if not self.deaf:
                    connection.sendall(ANSWER)
                    connection.recv(65536)  # the next request, which gets no answer


@pytest.fixture
def closing() -> Iterator[Closing]:
    made = Closing()
    yield made
    made.listening.close()


def test_a_connection_that_was_closed_meanwhile_is_made_again(closing: Closing) -> None:
    with httpx.Client(timeout=5) as http:
        web = Web(http, Guard(allow_http=True))
        assert [web.get(closing.url, limit=10).body for _ in range(4)] == [b"ok"] * 4


def test_a_server_that_never_answers_is_asked_twice(closing: Closing) -> None:
    closing.deaf = True
    with httpx.Client(timeout=5) as http, pytest.raises(Unreachable):
        Web(http, Guard(allow_http=True)).get(closing.url, limit=10)
    assert closing.asked == 2


TOKEN = "planted/token-of-somebody"
ECHOES = (json({"said": TOKEN}), Reply(200, b'"planted\\/token-of-somebody"'), json({}, etag=f'"{TOKEN}"'))


@pytest.mark.parametrize("echo", ECHOES)
def test_an_answer_that_holds_what_was_sent_as_authorization_is_known(echo: Reply) -> None:
    with web() as site, httpx.Client(timeout=5) as http:
        asking = Web(http, Guard(allow_http=True))
        for reply, repeats in ((echo, True), (json({"said": "Bearer of good news"}), False)):
            site.answers["/"] = reply
            answer = asking.get(site.url + "/", limit=1000)
            assert answer.repeats(f"Bearer {TOKEN}") is repeats
            with pytest.raises(Unreachable, match="nothing of it is kept") if repeats else nullcontext():
                asking.get(site.url + "/", limit=1000, authorization=f"Bearer {TOKEN}")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7", "x-ratelimit-reset": "1783166460"}, 7),
        ({"x-ratelimit-reset": "1783166460"}, 60),
        ({"x-ratelimit-reset": "2026-07-04T12:01:00+00:00"}, 60),
        ({"ratelimit-reset": "1783166430", "x-ratelimit-reset": "1783166460"}, 30),
        ({"x-ratelimit-reset": "2020-01-01T00:00:00+00:00"}, 0),
        ({"x-ratelimit-reset": "soon"}, None),
    ],
)
def test_how_long_a_server_asks_for_patience(headers: dict[str, str], seconds: float | None) -> None:
    with web() as site, httpx.Client(timeout=5) as http:
        site.answers["/"] = Reply(429, b"", headers)
        with pytest.raises(RateLimited) as limited:
            Web(http, Guard(allow_http=True), lambda: dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)).get(site.url + "/", limit=9)
        assert limited.value.retry_after == seconds


def test_json_comes_with_its_bytes_or_not_at_all() -> None:
    with web() as site, httpx.Client(timeout=5) as http:
        site.answers["/"] = Reply(200, b' {"a": 1}')
        asked = Web(http, Guard(allow_http=True))
        part = asked.get(site.url + "/", limit=99).part()
        assert (part.value, part.raw) == ({"a": 1}, b' {"a": 1}')
        for broken in (b"", b"{", b"NaN", b"\xff", b"[" * 100_000):
            site.answers["/"] = Reply(200, broken)
            with pytest.raises(Unreachable):
                asked.get(site.url + "/", limit=200_000).part()


def test_asking_for_something_to_be_deleted(closing: Closing) -> None:
    with httpx.Client(timeout=5) as http:
        Web(http, Guard(allow_http=True)).delete(closing.url, authorization=f"Bearer {TOKEN}")
    with web() as site, httpx.Client(timeout=5) as http, pytest.raises(Unreachable) as away:
        Web(http, Guard(allow_http=True)).delete(site.url + "/", authorization=f"Bearer {TOKEN}")
    assert TOKEN not in repr(away.value)


SECRET = "a-long-access-token=="


class Echo(Quiet):
    """Repeats what it was sent; ``/to?url`` leads on there."""

    def do_GET(self) -> None:
        path, _, target = self.path.partition("?")
        told = self.headers.get("authorization", "nothing")
        if path == "/to":
            self.answer(302, {"location": target}, b"")
        else:
            self.answer(200 if path == "/fine" else 403, {}, f"{'.' * 280}{told} {told}".encode())


def told(web: Web, url: str) -> str:
    """What the server was sent, as it repeats it."""
    with web.open(url, authorization=f"Bearer {SECRET}") as response:
        return b"".join(pieces(response, 1000, 5)).decode()


def test_what_authorizes_goes_to_the_server_that_was_asked_alone() -> None:
    with serving(Echo) as near, serving(Echo) as far, httpx.Client(timeout=5) as http:
        web = Web(http, Guard(allow_http=True))
        assert SECRET in told(web, f"{near}/to?{near}/fine")
        assert SECRET not in told(web, f"{near}/to?{far}/fine")


@pytest.mark.parametrize("authorization", [f"Bearer {SECRET}", f'OAuth oauth_token="{SECRET}", oauth_signature="{SECRET}"'])
def test_what_authorizes_stands_in_no_error_also_where_it_is_cut(authorization: str) -> None:
    with serving(Echo) as url, httpx.Client(timeout=5) as http, pytest.raises(WebRefused) as caught:
        Web(http, Guard(allow_http=True)).get(f"{url}/secret", limit=1000, authorization=authorization)
    assert not any(SECRET[:length] in str(caught.value) for length in range(6, len(SECRET)))
