"""Two servers, that of the city and one where residents are, and the platform that asks them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.activitypub.server import START, Village, village

from rostra.platforms.activitypub import ActivityPub


@pytest.fixture
def site() -> Iterator[Village]:
    with village() as running:
        running.join("city")
        running.join("resident")
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Village]:
    with village() as running:
        running.join("ada")
        yield running


@pytest.fixture
def platform() -> Iterator[ActivityPub]:
    with httpx.Client(timeout=5) as http:
        yield ActivityPub(http, allow_http=True, clock=lambda: START)


@pytest.fixture
def city(site: Village) -> str:
    """The identity of the official account."""
    return site.actor("city")
