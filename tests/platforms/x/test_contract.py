"""The contract that every platform passes, on a server of our own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.x.conftest import connected
from tests.platforms.x.server import Site

from rostra.platforms.base import Event, Kind, Platform
from rostra.platforms.testing import PlatformContract
from rostra.platforms.x import X


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Site) -> None:
        self.site = site
        key = site.attach("3_1", url=f"{site.url}/media/1.png", alt_text="The fountain")
        first = site.say("9000", "The fountain &amp; the rink https://t.co/a", attachments={"media_keys": [key]})
        site.edit(first, "The fountain, and the rink")
        site.answer_to(first, "9001", "@exampleville At last.")
        site.posts["5"] = {**site.posts[first], "id": "5", "author_id": "9000", "edit_history_tweet_ids": "none", "created_at": "never"}

    def make(self) -> X:
        return connected(self.site, httpx.Client(timeout=5))

    def replay(self, platform: Platform) -> Iterator[Event]:
        self.site.lists["blocking"] = [{"id": "7001", "username": "loud", "name": "Loud"}, {"id": "none"}]
        yield from platform.snapshot("9000", Kind.BLOCK)
        yield from platform.poll("9000", "")
