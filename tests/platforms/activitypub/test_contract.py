"""The contract that every platform passes, on a server of our own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.activitypub.server import START, Village

from rostra.platforms.activitypub import ActivityPub
from rostra.platforms.base import Event, Platform
from rostra.platforms.testing import PlatformContract


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Village) -> None:
        self.site = site
        first = site.say("city", '<p>The fountain runs again: <a href="https://city.example/f">city.example/f</a></p>')
        site.say("resident", "<p>At last.</p>", inReplyTo=first)
        site.repeat("city", first)
        site.say("city", "<p>another's</p>", attributedTo=site.actor("resident"))

    def make(self) -> ActivityPub:
        return ActivityPub(httpx.Client(timeout=5), allow_http=True, clock=lambda: START)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(self.site.actor("city"), "")
