"""What is shared by all that ask servers of strangers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.serving import Quiet, serving

from rostra.platforms.base import Unreachable
from rostra.platforms.guard import Guard
from rostra.platforms.web import Web, WebRefused

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


def test_what_authorizes_goes_to_the_server_that_was_asked_alone() -> None:
    with serving(Echo) as near, serving(Echo) as far, httpx.Client(timeout=5) as http:
        web = Web(http, Guard(allow_http=True))
        assert SECRET in web.get(f"{near}/to?{near}/fine", limit=1000, authorization=f"Bearer {SECRET}").body.decode()
        assert SECRET not in web.get(f"{near}/to?{far}/fine", limit=1000, authorization=f"Bearer {SECRET}").body.decode()


@pytest.mark.parametrize("authorization", [f"Bearer {SECRET}", f'OAuth oauth_token="{SECRET}", oauth_signature="{SECRET}"'])
def test_what_authorizes_stands_in_no_error_also_where_it_is_cut(authorization: str) -> None:
    with serving(Echo) as url, httpx.Client(timeout=5) as http, pytest.raises(WebRefused) as caught:
        Web(http, Guard(allow_http=True)).get(f"{url}/secret", limit=1000, authorization=authorization)
    assert not any(SECRET[:length] in str(caught.value) for length in range(6, len(SECRET)))
