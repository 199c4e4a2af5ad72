"""The one place that makes HTTP clients: time limits, size of pools, and a name that says who asks."""

from __future__ import annotations

import httpx

from rostra import __version__

TIMEOUT = httpx.Timeout(20.0, connect=10.0)


def client(city: str, *, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that names the city and this software, follows no redirect by itself, and never waits for ever."""
    agent = f"Rostra/{__version__} (public records archive of {city})".encode("ascii", "replace").decode()
    return httpx.Client(
        headers={"User-Agent": agent},
        timeout=TIMEOUT,
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=30),
        transport=transport,
    )
