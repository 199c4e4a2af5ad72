"""The ways in which people write down an account, and where its servers are."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlencode, urlsplit

from rostra.platforms.base import AccountUnknown
from rostra.platforms.bluesky.cursor import Cursor
from rostra.platforms.bluesky.ids import is_did, is_handle
from rostra.platforms.bluesky.parse import CAPTURED


def account_name(address: str) -> str:
    """The DID or handle (lower case) in a handle, ``@handle``, profile or post URL, ``at://`` address or DID. Raises AccountUnknown."""
    name = address.strip()
    if name.startswith(("https://", "http://")):
        name = _in_url(name)
    name = name.removeprefix("at://").partition("/")[0].removeprefix("@")
    if is_did(name):
        return name
    if is_handle(name):
        return name.lower()
    raise AccountUnknown(f"{address[:200]} is not an account of this network: give a handle (city.example.com), a profile's URL or a DID.")


def _in_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    before, _, after = parts.path.partition("/profile/")
    return unquote(after) if not before else ""


def frames_url(place: Cursor) -> str:
    """Where to follow the frames of a relay or PDS from a place on."""
    return f"{_websocket(place.service)}/xrpc/com.atproto.sync.subscribeRepos{_query(place, ())}"


def jetstream_url(place: Cursor) -> str:
    """Where to follow a Jetstream from a place on: every account (for the replies), the captured collections only."""
    return f"{_websocket(place.service)}/subscribe{_query(place, (('wantedCollections', name) for name in sorted(CAPTURED)))}"


def _query(place: Cursor, params: Iterable[tuple[str, str]]) -> str:
    start = [] if place.seq is None else [("cursor", str(place.seq))]
    query = urlencode([*params, *start])
    return f"?{query}" if query else ""


def _websocket(service: str) -> str:
    return "ws" + service.removeprefix("http") if service.startswith("http") else service
