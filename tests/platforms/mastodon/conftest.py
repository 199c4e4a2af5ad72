"""A server with one official account and one of the public, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.mastodon.server import START, Site, mastodon

from rostra.platforms.mastodon import Mastodon


@pytest.fixture
def site() -> Iterator[Site]:
    with mastodon() as running:
        running.join("city")
        running.join("resident")
        yield running


@pytest.fixture
def platform() -> Iterator[Mastodon]:
    with httpx.Client(timeout=5) as http:
        yield Mastodon(http, allow_http=True, clock=lambda: START)


@pytest.fixture
def city(site: Site) -> str:
    """The identity of the official account."""
    return site.actor("city")
