"""A server with a feed that a test writes, and the platform that asks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from tests.platforms.serving import Quiet, serving

from rostra.platforms.rss import Rss

START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ENTRY = (
    "<item><guid isPermaLink='false'>{id}</guid><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate>"
    "<description>{text}</description>{more}</item>"
)
DAY = "Mon, 02 Mar 2026 10:00:00 GMT"


def entry(id: str, title: str = "Rink", text: str = "It opens.", *, link: str = "", day: str = DAY, more: str = "") -> str:  # noqa: A002
    """One entry."""
    return ENTRY.format(id=id, title=title, link=link, day=day, text=text, more=more)


def rss(*entries: str, title: str = "City news") -> bytes:
    """A feed in RSS 2.0."""
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
    about = f"<channel><title>{title}</title><link>https://city.example/</link><description>What is new</description>"
    return f"{head}{about}{''.join(entries)}</channel></rss>".encode()


@dataclass
class Site:
    """What lies where: path to (status, body, headers). ``asked``: path and headers of each request."""

    url: str = ""
    pages: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Lay something at a path; its address."""
        self.pages[path] = (status, body, {name.replace("_", "-"): value for name, value in headers.items()})
        return f"{self.url}{path}"


@contextmanager
def feeds() -> Iterator[Site]:
    """A running server."""
    made = Site()

    class Answering(Quiet):
        def do_GET(self) -> None:
            made.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, body, headers = made.pages.get(self.path, (404, b"nothing", {}))
            if "etag" in headers and self.headers.get("If-None-Match") == headers["etag"]:
                status, body = 304, b""
            self.answer(status, headers, body)

    with serving(Answering) as made.url:
        yield made


@pytest.fixture
def site() -> Iterator[Site]:
    with feeds() as running:
        yield running


@pytest.fixture
def platform() -> Iterator[Rss]:
    with httpx.Client(timeout=5) as http:
        yield Rss(http, allow_http=True, clock=lambda: START)
