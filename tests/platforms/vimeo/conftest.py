"""A server with one official account, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.vimeo.server import START, Site, vimeo

from rostra.platforms.vimeo import Vimeo


@pytest.fixture
def site() -> Iterator[Site]:
    with vimeo() as running:
        yield running


@pytest.fixture
def platform(site: Site) -> Iterator[Vimeo]:
    with httpx.Client(timeout=5) as http:
        yield Vimeo(http, api=site.url, allow_http=True, clock=lambda: START, tokens=site.tokens)
