"""A server with one official account, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.flickr.server import APP, SECRET, START, TOKEN, Site, flickr

from rostra.platforms.flickr import Flickr


@pytest.fixture
def site() -> Iterator[Site]:
    with flickr() as running:
        yield running


@pytest.fixture
def platform(site: Site) -> Iterator[Flickr]:
    with httpx.Client(timeout=5) as http:
        yield Flickr(http, api=site.url, allow_http=True, clock=lambda: START, tokens=site.tokens, app=APP)


@pytest.fixture
def connected(site: Site) -> Site:
    """The same server; the account's holder has consented."""
    site.connected, site.secrets[TOKEN] = True, SECRET
    return site
