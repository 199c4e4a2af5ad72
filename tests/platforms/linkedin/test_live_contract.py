"""The contract that every platform passes, on a server of our own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.linkedin.server import ACCOUNT, START, LinkedInSite, connected

from rostra.platforms.base import Event, Platform
from rostra.platforms.linkedin import LinkedIn
from rostra.platforms.testing import PlatformContract


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: LinkedInSite) -> None:
        self.site = site
        first = site.say(r"Thank you @[Parks \(and more\)](urn:li:organization:77) {hashtag|\#|pool}")
        site.comment(first, "At last.", above=site.comment(first, "Nine?"))
        site.say("shared", reshareContext={"parent": first, "root": first})
        site.say("another's", author="urn:li:organization:1")

    def make(self) -> LinkedIn:
        return LinkedIn(httpx.Client(timeout=5), api=self.site.url, allow_http=True, clock=lambda: START, tokens=connected)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(ACCOUNT, "")
