"""A server with one official account and one of the public, and the platform that asks it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.x.server import Site, x

from rostra.platforms.base import Unauthorised
from rostra.platforms.consent import Tokens
from rostra.platforms.x import X


@pytest.fixture
def site() -> Iterator[Site]:
    with x() as running:
        running.join("exampleville")
        running.join("resident")
        yield running


def connected(site: Site, http: httpx.Client) -> X:
    """The platform, with the tokens that the server gave."""

    def tokens(account: str) -> Tokens:
        for token, number in site.tokens.items():
            if number == account:
                return Tokens(token)
        raise Unauthorised("The account is not connected.")

    return X(http, api=site.url, allow_http=True, clock=lambda: site.now, tokens=tokens)


@pytest.fixture
def platform(site: Site) -> Iterator[X]:
    with httpx.Client(timeout=5) as http:
        yield connected(site, http)


@pytest.fixture
def city() -> str:
    """The number of the official account."""
    return "9000"


@pytest.fixture
def resident() -> str:
    return "9001"
