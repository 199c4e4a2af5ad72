"""A city that runs on a real Bluesky server: web server and worker as processes, and people at their browsers."""

from __future__ import annotations

import html
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.capture.running import Installation, until
from tests.pds.server import NotInstalledError, Pds
from tests.prepared import lay_tables
from tests.totp import code_now

PASSWORD = "a long password for this test"


class Portal:
    """The city's web site, as a stranger sees it."""

    def __init__(self, base: str, house: Installation) -> None:
        self.http = httpx.Client(base_url=base, timeout=20)
        self.house = house

    def address(self, uri: str) -> str:
        """The record's page, once it is there."""
        found = until(lambda: self.house.one(f"SELECT id FROM archive_record WHERE uri = '{uri}'"))
        return f"/record/{found}"

    def words(self, path: str) -> str:
        """What a page says, without its markup."""
        answer = self.http.get(path)
        assert answer.status_code == 200, path
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))

    def says(self, path: str, *wanted: str) -> None:
        """Wait until a page says all of this; what it never said is named."""
        end = time.monotonic() + 60
        while missing := [text for text in wanted if text not in self.words(path)]:
            assert time.monotonic() < end, f"{path} does not say: {missing}"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    server = Pds(tmp_path_factory.mktemp("pds"))
    try:
        server.start()
    except NotInstalledError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.close()


@pytest.fixture
def portal(pds: Pds, tmp_path: Path) -> Iterator[Portal]:
    """A city that runs: web server and worker."""
    house = Installation(tmp_path / "data")
    lay_tables(house.data)
    house.prepare(pds.plc, pds.url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with subprocess.Popen([sys.executable, "-m", "rostra", "run"], env={**house.environment, "PORT": port}) as running:
        made = Portal(f"http://127.0.0.1:{port}", house)
        try:
            until(lambda: _answers(made.http))
            yield made
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/").status_code == 200
    except httpx.TransportError:
        return False


class Desk:
    """Somebody who fills in the desk's forms without any script."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = httpx.Client(base_url=http.base_url, timeout=30, follow_redirects=True)

    def send(self, path: str, to: str = "", **fields: str) -> str:
        """Open a page with a form, send the form (to another address, if told), and answer with the page that follows."""
        if path.endswith("/confirm"):
            token = self.http.cookies["csrftoken"]
        else:
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.http.get(path).text)
            assert found, path
            token = found[1]
        answer = self.http.post(
            to or path, data={**fields, "csrfmiddlewaretoken": token}, headers={"Origin": str(self.http.base_url).rstrip("/")}
        )
        assert answer.status_code in (200, 409, 422), f"{path}: {answer.status_code}"
        return html.unescape(answer.text)

    def sign_in(self, email: str) -> None:
        """By password; then set up an app that shows codes, as the desk asks."""
        assert "Your role asks for a second factor" in self.send("/desk/sign-in", login=email, password=PASSWORD)
        page = self.http.get("/desk/auth/app").text
        key, token = (re.search(found, page) for found in (r'<code class="key">(\w+)<', r'name="csrfmiddlewaretoken" value="(\w+)"'))
        assert key
        assert token
        here = {"Origin": str(self.http.base_url).rstrip("/")}
        answer = self.http.post("/desk/auth/app", data={"code": code_now(key[1]), "csrfmiddlewaretoken": token[1]}, headers=here)
        assert "Recovery codes" in answer.text
