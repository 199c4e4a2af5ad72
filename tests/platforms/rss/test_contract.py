"""The contract that every platform passes, on a server of our own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.rss.conftest import START, Site, entry, rss

from rostra.platforms.base import Event, Platform
from rostra.platforms.rss import Rss
from rostra.platforms.testing import PlatformContract


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Site) -> None:
        told = '<at:deleted-entry ref="n-0" when="2026-03-01T00:00:00Z"/>'
        links = "&lt;p&gt;See &lt;a href='/x'&gt;here&lt;/a&gt;.&lt;/p&gt;"
        self.feed = site.put("/feed", rss(entry("n-1", text=links), entry("", title="", text=""), told))

    def make(self) -> Rss:
        return Rss(httpx.Client(timeout=5), allow_http=True, clock=lambda: START)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(self.feed, "")
