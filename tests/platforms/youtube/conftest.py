"""A server with one official channel, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.youtube.server import START, Site, youtube

from rostra.platforms.youtube import YouTube


@pytest.fixture
def site() -> Iterator[Site]:
    with youtube() as running:
        yield running


@pytest.fixture
def platform(site: Site) -> Iterator[YouTube]:
    with httpx.Client(timeout=5) as http:
        yield YouTube(http, api=site.url, allow_http=True, clock=lambda: START, tokens=site.tokens)
