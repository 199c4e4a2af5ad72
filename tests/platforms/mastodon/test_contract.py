"""The contract that every platform passes, on a server of our own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.mastodon.server import START, Site

from rostra.platforms.base import Event, Platform
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.testing import PlatformContract


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Site) -> None:
        self.site = site
        first = site.say("city", '<p>The fountain runs again: <a href="https://city.example/f">city.example/f</a></p>')
        site.edit(first, "<p>The fountain runs <b>again</b>.</p>")
        site.say("resident", "<p>At last.</p>", in_reply_to_id="1000")
        site.say("city", "broken", uri="javascript:alert(1)")

    def make(self) -> Mastodon:
        return Mastodon(httpx.Client(timeout=5), allow_http=True, clock=lambda: START)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(self.site.actor("city"), "")
