"""The contract that every platform passes, on a server of our own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.tiktok.server import ACCOUNT, START, TikTokSite, connected

from rostra.platforms.base import Event, Platform
from rostra.platforms.testing import PlatformContract
from rostra.platforms.tiktok import TikTok


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: TikTokSite) -> None:
        self.site = site
        for number in range(25):
            site.post(f"The fountain runs again, day {number}")
        site.post("broken", id="not a number")

    def make(self) -> TikTok:
        return TikTok(httpx.Client(timeout=5), api=self.site.url, allow_http=True, clock=lambda: START, tokens=connected)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(ACCOUNT, "")
