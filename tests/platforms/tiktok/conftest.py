"""TikTok with one official account, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.tiktok.server import START, TikTokSite, connected, tiktok

from rostra.platforms.tiktok import TikTok


@pytest.fixture
def site() -> Iterator[TikTokSite]:
    with tiktok() as running:
        yield running


@pytest.fixture
def platform(site: TikTokSite) -> Iterator[TikTok]:
    with httpx.Client(timeout=5) as http:
        yield TikTok(http, api=site.url, allow_http=True, clock=lambda: START, tokens=connected)
