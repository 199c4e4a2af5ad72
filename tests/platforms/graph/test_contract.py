"""The contract that every platform passes, for the three networks of Meta, each on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.facebook import server as facebook
from tests.platforms.graph.conftest import make
from tests.platforms.graph.server import Meta
from tests.platforms.instagram import server as instagram
from tests.platforms.threads import server as threads

from rostra.platforms.base import Event, Kind, Listing, Platform
from rostra.platforms.facebook import Facebook
from rostra.platforms.instagram import Instagram
from rostra.platforms.testing import PlatformContract
from rostra.platforms.threads import Threads


class TestFacebook(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Meta, http: httpx.Client) -> None:
        self.http = http
        self.site = facebook.page(site)
        first = facebook.post(site, 1, "The fountain runs again", attachments=facebook.album(site, ("501", "A fountain")))
        facebook.comment(site, first, 10, "At last", is_hidden=True)
        facebook.post(site, 2, "theirs", author="666")
        site.add("person", "5000", f"{facebook.PAGE}/blocked", name="A Person")

    def make(self) -> Facebook:
        return make(Facebook, self.site, self.http)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from (event for kind in (Kind.BLOCK, Kind.RESTRICTION) for event in platform.snapshot(facebook.PAGE, kind))
        yield from platform.poll(facebook.PAGE, "")


class TestInstagram(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Meta, http: httpx.Client) -> None:
        self.http = http
        self.site = instagram.account(site)
        first = instagram.media(site, 1, "The fountain runs again", alt_text="A fountain")
        instagram.reply(site, instagram.comment(site, first, 10, "At last", hidden=True), 11, "Yes")
        instagram.media(site, 3, "now", edge="stories")
        site.lists[f"{instagram.ACCOUNT}/media"].append("broken")
        site.things["broken"] = {"_sort": "media", "caption": "broken"}

    def make(self) -> Instagram:
        return make(Instagram, self.site, self.http)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from (event for event in platform.snapshot(instagram.ACCOUNT, Kind.RESTRICTION) if not isinstance(event, Listing))
        yield from platform.poll(instagram.ACCOUNT, "")


class TestThreads(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Meta, http: httpx.Client) -> None:
        self.http = http
        self.site = threads.account(site)
        first = threads.post(site, 1, "The fountain runs again", link_attachment_url="https://city.example/")
        threads.reply(site, first, 10, "At last", hide_status="HIDDEN")
        threads.post(site, 2, "well said", is_quote_post=True, quoted_post={"id": "900"})
        threads.post(site, 3, "theirs", owner={"id": "666"})

    def make(self) -> Threads:
        return make(Threads, self.site, self.http)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.snapshot(threads.ACCOUNT, Kind.RESTRICTION)
        yield from platform.poll(threads.ACCOUNT, "")
