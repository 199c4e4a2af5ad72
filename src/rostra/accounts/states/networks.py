"""The networks that are known by name: their label, the address of a profile, and how to read an account out of a URL.

Only what a person may paste is read here; nothing is fetched. Everything that comes in is hostile text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

LONGEST = 2000  # characters of an address that are looked at
_NAME = r"(?P<handle>[^/?#@]+)"
_ID = r"(?P<identity>\d+)"


@dataclass(frozen=True, slots=True)
class Network:
    """A network. ``profile`` makes the URL of a handle; ``paths`` read handle or identity out of a URL's path and query."""

    slug: str
    label: str
    hosts: tuple[str, ...] = ()
    profile: str = ""  # with {handle}; "": the URL cannot be made from the handle
    paths: tuple[re.Pattern[str], ...] = ()
    identity: str = "the platform's own number or name for the account"  # what never changes there, for people


@dataclass(frozen=True, slots=True)
class Address:
    """What a text says about an account: a handle or an identity, on a network if the text names one."""

    handle: str = ""
    identity: str = ""
    network: str = ""


def _paths(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"/{pattern}(?:[/?].*)?") for pattern in patterns)


_PLAIN = _paths(rf"(?!(?:home|search|explore|intent|i|share|login|hashtag|groups|events|watch|reel|p)(?:[/?]|$)){_NAME}")
_AT = _paths(rf"@{_NAME}")

NETWORKS = {
    network.slug: network
    for network in (
        Network(
            "bluesky",
            "Bluesky",
            ("bsky.app",),
            "https://bsky.app/profile/{handle}",
            _paths(r"profile/(?P<identity>did:[^/?]+)", f"profile/{_NAME}"),
            "the DID, as in did:plc:…",
        ),
        Network(
            "x",
            "X",
            ("x.com", "twitter.com"),
            "https://x.com/{handle}",
            (*_paths(rf"i/user/{_ID}", rf"intent/user\?user_id={_ID}"), *_PLAIN),
        ),
        Network(
            "facebook",
            "Facebook",
            ("facebook.com", "fb.com"),
            "https://www.facebook.com/{handle}",
            (*_paths(rf"profile\.php\?id={_ID}", rf"(?:people|p)/[^/]+/{_ID}", f"pg/{_NAME}"), *_PLAIN),
        ),
        Network("instagram", "Instagram", ("instagram.com",), "https://www.instagram.com/{handle}/", _PLAIN),
        Network(
            "youtube",
            "YouTube",
            ("youtube.com",),
            "https://www.youtube.com/@{handle}",
            (*_AT, *_paths(r"channel/(?P<identity>UC[\w-]+)", f"(?:user|c)/{_NAME}")),
            "the channel's id, as in UC…",
        ),
        Network("threads", "Threads", ("threads.net", "threads.com"), "https://www.threads.com/@{handle}", _AT),
        Network("mastodon", "Mastodon", (), "", _AT, "the account's ActivityPub address, as in https://server/users/name"),
        Network("linkedin", "LinkedIn", ("linkedin.com",), "", _paths(f"(?:company|showcase|school|in)/{_NAME}")),
        Network("nextdoor", "Nextdoor", ("nextdoor.com",), "", _paths(f"(?:agency-detail|agency|pages)/(?:[^/]+/[^/]+/)?{_NAME}")),
        Network("tiktok", "TikTok", ("tiktok.com",), "https://www.tiktok.com/@{handle}", _AT),
        Network("flickr", "Flickr", ("flickr.com",), "https://www.flickr.com/photos/{handle}/", _paths(f"(?:photos|people)/{_NAME}")),
        Network("vimeo", "Vimeo", ("vimeo.com",), "https://vimeo.com/{handle}", (*_paths(rf"user{_ID}"), *_PLAIN)),
        Network("rss", "News feed (RSS, Atom)", identity="the address of the feed"),
    )
}


def label(network: str) -> str:
    """The network's name for people."""
    known = NETWORKS.get(network)
    return known.label if known else network


def profile_url(network: str, handle: str) -> str:
    """Where a person finds the account; "" where it cannot be told from the handle."""
    known = NETWORKS.get(network)
    if network == "mastodon" and handle.count("@") == 1:
        user, server = handle.split("@")
        return f"https://{server}/@{user}"
    return known.profile.format(handle=handle) if known else ""


def read_address(text: str) -> Address:
    """What ``text`` (a handle, @handle, URL, DID or number) says. Never raises; an empty Address where it says nothing."""
    asked = "".join(ch for ch in text[:LONGEST].strip() if ch.isprintable() or ch == "\u200d").strip()
    if re.match(r"(?i)(https?|at)://", asked) or re.match(r"(?i)(www\.)?[\w.-]+\.[a-z]{2,}/.", asked):
        return _read_url(asked)
    if asked.startswith("did:"):
        return Address(identity=asked)
    if asked.isascii() and asked.isdigit():
        return Address(handle=asked, identity=asked)
    if fediverse := re.fullmatch(r"@?([\w.-]+@[\w-]+(?:\.[\w-]+)+)", asked):
        return Address(handle=fediverse[1], network="mastodon")
    return Address(handle=asked.removeprefix("@"))


def same_page(url: str, other: str) -> bool:
    """Whether two URLs lead to one page as far as can be told: whatever the scheme, "www.", the host's case, a slash at the end."""
    return bool(url) and _page(url) == _page(other)


def _page(url: str) -> str:
    host, _, path = url.strip().partition("://")[2].rstrip("/").partition("/")
    return f"{host.lower().removeprefix('www.')}/{path}"


def _read_url(url: str) -> Address:
    if url.lower().startswith("at://"):
        return read_address(url[5:].partition("/")[0])
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    except ValueError:  # a broken IPv6 address
        return Address(handle=url)
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    return _read_path(host, path) or Address(handle=url, identity=url)


def _read_path(host: str, path: str) -> Address | None:
    named = next((network for network in NETWORKS.values() if host in network.hosts), NETWORKS["mastodon"])
    match = next((found for pattern in named.paths if (found := pattern.fullmatch(path))), None)
    if match is None:
        return None
    parts = match.groupdict("")
    handle, identity = parts.get("handle", "").strip(), parts.get("identity", "").strip()
    if named.slug == "mastodon":
        handle = f"{handle}@{host}"
    return Address(handle, identity, named.slug)
