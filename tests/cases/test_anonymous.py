"""On a real server: who sends a complaint with a photograph stands nowhere, in no file, no row, no log, no mail."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from tests.archive.documents import everything_in, photograph, telling
from tests.capture.running import until
from tests.config.installation import Installation
from tests.core.post_office import PostOffice, post_office

ADDRESS = "127.0.0.77"  # from which it is sent; every address of this network is this machine
TELLS = {
    "User-Agent": "Telephone-of-Nadia/7.7",
    "Accept-Language": "qaa-x-nadiatongue",
    "X-Forwarded-For": "203.0.113.177",
    "X-Real-IP": "203.0.113.178",
    "Forwarded": "for=203.0.113.179",
    "Referer": "https://union.example/page-of-nadia",
}
BISCUIT = "biscuit-of-nadia"
NAME, ARTIST, AUTHOR = "holiday-of-nadia.jpg", "Nadia of Elm Street 12", "Nadia Who Wrote It"
SAID = "He called her names."


@dataclass
class Running:
    """The city's server, what it printed, and the mail that it sent."""

    base: str
    house: Installation
    log: Path
    office: PostOffice


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Web server and worker as a city runs them, with a mail server."""
    root = tmp_path_factory.mktemp("anonymous")
    (root / "tmp").mkdir()
    with socket.socket() as free, post_office() as office:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        house = Installation(root / "data", PORT=port, TMPDIR=str(root / "tmp"), ROSTRA_MAIL=f"smtp://127.0.0.1:{office.port}")
        house.prepare()
        free.close()
        log = root / "log"
        with log.open("wb") as out, subprocess.Popen(
            [sys.executable, "-m", "rostra", "run"], env=house.environment, stdout=out, stderr=subprocess.STDOUT
        ) as process:  # fmt: skip
            try:
                base = f"http://127.0.0.1:{port}"
                until(lambda: _answers(base))
                yield Running(base, house, log, office)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def _answers(base: str) -> bool:
    try:
        return httpx.get(base).status_code == 200
    except httpx.TransportError:
        return False


def browser(base: str) -> httpx.Client:
    """The browser of somebody who could be known by everything."""
    return httpx.Client(
        base_url=base, headers=TELLS, cookies={"tracker": BISCUIT}, transport=httpx.HTTPTransport(local_address=ADDRESS), timeout=30
    )


def send(there: httpx.Client, **more: str) -> tuple[str, str]:
    """A complaint with a photograph and a document; its number and key."""
    files = [
        ("files", (NAME, photograph(ARTIST) + bytes(3_000_000), "image/jpeg")),
        ("files", ("of-nadia.pdf", telling(AUTHOR), "x/nadia")),
    ]
    answer = there.post("/report/case", data={"statement": SAID, **more}, files=files)
    assert answer.status_code == 302, answer.text
    assert there.get("/report/case/check").status_code == 200
    page = there.post("/report/case/check", follow_redirects=True).text
    number, key = (re.search(rf'id="{name}" class="once">([\w-]+)<', page) for name in ("number", "key"))
    assert number
    assert key
    return number[1], key[1]


def everything(running: Running) -> dict[str, bytes]:
    """Every file of the data directory, what was printed, and the mail."""
    found = {str(path): path.read_bytes() for path in running.house.data.rglob("*") if path.is_file() and not path.name.endswith("-shm")}
    kept = [content for content in found.values() if content.startswith(b"%PDF-")]
    found["unpacked"] = b"".join(map(everything_in, kept))
    found["log"] = running.log.read_bytes()
    found["mail"] = b"".join(message.as_bytes() for _, message in running.office.taken)
    found["temporary"] = b"".join(path.read_bytes() for path in (running.house.data.parent / "tmp").rglob("*") if path.is_file())
    return found


def where(running: Running, word: str) -> list[str]:
    """In which of them a word stands, in any of the ways in which it could."""
    ways = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), sha256(word.encode()).digest()]
    ways += [way.hex().encode() for way in ways]
    return [name for name, content in everything(running).items() for way in ways if way in content]


def test_nothing_anywhere_tells_who_sent_it(running: Running) -> None:
    there = browser(running.base)
    there.get("/report/case?lang=es")
    assert there.post("/report/case", data={"statement": " "}, files={"files": (NAME, b"\0 no file", "x/y")}).status_code == 422
    number, key = send(there)
    assert there.post("/report/case/status", data={"number": number, "key": key}).status_code == 302
    more = {"files": (NAME, photograph(ARTIST), "image/jpeg")}
    assert there.post("/report/case/message", data={"words": "It was on Monday."}, files=more).status_code == 302
    assert there.get("/report/case/status").text.count("JPEG picture") == 2
    there.get("/report/case/check/nowhere")
    there.get("/report/case/message")
    words = [
        *TELLS.values(),
        BISCUIT,
        "203.0.113.",
        "union.example",
        NAME,
        "of-nadia",
        ARTIST,
        AUTHOR,
        ADDRESS,
        key,
        key.replace("-", ""),
    ]
    assert {word: found for word in words if (found := where(running, word))} == {}
    assert where(running, SAID)  # it would be found
    assert not [name for name in where(running, SAID) if name in {"log", "mail", "temporary"}]
    pictures = [content for name, content in everything(running).items() if "/cases/" in name and content.startswith(b"\xff\xd8")]
    assert len(pictures) == 2
    assert not any(Image.open(BytesIO(content)).getexif() for content in pictures)


def test_at_the_moment_of_sending_no_mail_goes_anywhere(running: Running) -> None:
    before = len(running.office.taken)
    number, _ = send(browser(running.base), contact="nadia@home.example")
    rows = running.house.run(
        "-c",
        "import django; from rostra.config.sqlite import use_fixed_sqlite; use_fixed_sqlite(); django.setup()\n"
        "from rostra.core.models import Mail; from rostra.cases.models import Case\n"
        "print(Mail.objects.count(), Case.objects.latest('pk').number)",
    )
    assert rows.stdout.split() == ["0", number]
    assert len(running.office.taken) == before
