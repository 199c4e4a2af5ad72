"""The three networks of Meta, each on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import httpx
import pytest
from tests.platforms.facebook import server as facebook
from tests.platforms.graph.server import START, TOKEN, Meta, graph
from tests.platforms.instagram import server as instagram
from tests.platforms.threads import server as threads

from rostra.platforms.base import Unauthorised
from rostra.platforms.consent import Tokens, TokensOf
from rostra.platforms.facebook import Facebook
from rostra.platforms.graph.platform import GraphPlatform
from rostra.platforms.instagram import Instagram
from rostra.platforms.threads import Threads

P = TypeVar("P", bound=GraphPlatform)


@pytest.fixture
def site() -> Iterator[Meta]:
    with graph() as running:
        yield running


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5) as made:
        yield made


@pytest.fixture
def city(site: Meta, http: httpx.Client) -> Facebook:
    """The platform of a Page of Facebook."""
    return make(Facebook, facebook.page(site), http)


@pytest.fixture
def gram(site: Meta, http: httpx.Client) -> Instagram:
    """The platform of an account of Instagram."""
    return make(Instagram, instagram.account(site), http)


@pytest.fixture
def threaded(site: Meta, http: httpx.Client) -> Threads:
    """The platform of an account of Threads."""
    return make(Threads, threads.account(site), http)


def make(kind: type[P], site: Meta, http: httpx.Client) -> P:
    """The platform, for accounts that are connected."""
    return kind(http, api=f"{site.url}/v1.0", allow_http=True, clock=lambda: START, tokens=tokens_for(site))


def tokens_for(site: Meta) -> TokensOf:
    """The tokens of whoever is connected on this server."""

    def find(account: str) -> Tokens:
        if account not in site.tokens.values():
            raise Unauthorised("It is not connected.")
        return Tokens(TOKEN)

    return find
