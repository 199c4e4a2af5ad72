"""LinkedIn with one page, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.linkedin.server import START, LinkedInSite, connected, linkedin

from rostra.platforms.linkedin import LinkedIn


@pytest.fixture
def site() -> Iterator[LinkedInSite]:
    with linkedin() as running:
        yield running


@pytest.fixture
def platform(site: LinkedInSite) -> Iterator[LinkedIn]:
    with httpx.Client(timeout=5) as http:
        yield LinkedIn(http, api=site.url, allow_http=True, clock=lambda: START, tokens=connected)
