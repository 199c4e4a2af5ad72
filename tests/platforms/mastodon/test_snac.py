"""Against a real server that is small: snac, where it is installed (Debian's package ``snac2``, or the program that ROSTRA_SNAC names)."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from rostra.platforms.base import Absence, AccountUnknown, Certainty, Event, Item, Kind, Listing, Mark
from rostra.platforms.mastodon import Mastodon

PROGRAM = os.environ.get("ROSTRA_SNAC") or shutil.which("snac") or ""
pytestmark = pytest.mark.skipif(not PROGRAM, reason="snac is not installed (Debian: snac2)")
NO_REDIRECT = "urn:ietf:wg:oauth:2.0:oob"


@dataclass
class Snac:
    """A running server with one account, ``city``."""

    folder: Path
    url: str
    password: str = ""
    token: str = ""

    def command(self, *words: str, told: str = "") -> str:
        done = subprocess.run([PROGRAM, words[0], str(self.folder), *words[1:]], input=told, capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    def sign_in(self) -> None:
        """As a client does: register, log in, take a token."""
        app = httpx.post(f"{self.url}/api/v1/apps", data={"client_name": "t", "redirect_uris": NO_REDIRECT, "scopes": "write"}).json()
        login = {"login": "city", "passwd": self.password, "redir": NO_REDIRECT, "cid": app["client_id"], "state": ""}
        code = httpx.post(f"{self.url}/oauth/x-snac-login", data=login).text.strip()
        wanted = {"grant_type": "authorization_code", "client_id": app["client_id"], "client_secret": app["client_secret"]}
        told = httpx.post(f"{self.url}/oauth/token", data={**wanted, "redirect_uri": NO_REDIRECT, "code": code}).json()
        self.token = told["access_token"]

    def say(self, text: str, **fields: str) -> dict[str, str]:
        return self._write("POST", "statuses", {"status": text, **fields})

    def edit(self, post: dict[str, str], text: str) -> dict[str, str]:
        return self._write("PUT", f"statuses/{post['id']}", {"status": text})

    def delete(self, post: dict[str, str]) -> None:
        form = {"id": (None, post["uri"]), "action": (None, "Delete"), "hash": (None, "x"), "redir": (None, "")}
        httpx.post(f"{self.url}/city/admin/action", files=form, auth=("city", self.password))

    def _write(self, method: str, path: str, fields: dict[str, str]) -> dict[str, str]:
        head = {"authorization": f"Bearer {self.token}"}
        answer: dict[str, str] = httpx.request(method, f"{self.url}/api/v1/{path}", headers=head, data=fields).json()
        return answer


@pytest.fixture(scope="module")
def snac(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snac]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Snac(tmp_path_factory.mktemp("snac") / "data", f"http://localhost:{port}")
    server.command("init", told=f"127.0.0.1\n{port}\nlocalhost:{port}\n\n\n")
    settings = server.folder / "server.json"
    settings.write_text(settings.read_text().replace('"protocol": "https"', '"protocol": "http"'))
    found = re.search(r"password is (\S+)", server.command("adduser", "city"))
    assert found
    server.password = found[1]
    with subprocess.Popen([PROGRAM, "httpd", str(server.folder)], stderr=subprocess.DEVNULL) as running:
        try:
            _wait(server.url)
            server.sign_in()
            yield server
        finally:
            running.terminate()


def _wait(url: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            httpx.get(url)
        except httpx.TransportError:
            assert time.monotonic() < end
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def platform() -> Iterator[Mastodon]:
    with httpx.Client(timeout=10) as http:
        yield Mastodon(http, allow_http=True)


def texts(events: list[Event]) -> dict[str, str]:
    return {event.uri: event.text for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE}


def test_an_account_is_found(snac: Snac, platform: Mastodon) -> None:
    host = snac.url.removeprefix("http://")
    for address in (f"@city@{host}", f"{snac.url}/city"):
        assert platform.resolve(address).id == f"{snac.url}/city"
    with pytest.raises(AccountUnknown):
        platform.resolve(f"@nobody@{host}")


def test_posts_edits_and_deletions(snac: Snac, platform: Mastodon) -> None:
    account = f"{snac.url}/city"
    first = snac.say("Open till eigth https://city.example/pool")
    second = snac.say("See you there", in_reply_to_id=first["id"])
    events = list(platform.poll(account, ""))
    cursor = [event.cursor for event in events if isinstance(event, Mark)][-1]
    assert texts(events) == {first["uri"]: "Open till eigth https://city.example/pool", second["uri"]: "See you there"}
    kinds = {event.uri: event.kind for event in events if isinstance(event, Item)}
    assert (kinds[account], kinds[first["uri"]], kinds[second["uri"]]) == (Kind.PROFILE, Kind.POST, Kind.REPLY)

    time.sleep(1.1)  # its times are of whole seconds
    snac.edit(first, "Open till eight")
    before = {event.uri: event for event in events if isinstance(event, Item)}
    after = next(event for event in platform.poll(account, cursor) if isinstance(event, Item) and event.uri == first["uri"])
    assert after.text == "Open till eight"
    assert after.revision > before[first["uri"]].revision
    listing = list(platform.snapshot(account, Kind.POST))[-1]
    assert isinstance(listing, Listing)
    assert not listing.complete  # it does not page, so its end is not known

    snac.delete(second)
    gone = [event for event in platform.probe(account, [first["uri"], second["uri"]]) if isinstance(event, Absence)]
    assert [(event.uri, event.certainty) for event in gone] == [(second["uri"], Certainty.OBSERVED)]
