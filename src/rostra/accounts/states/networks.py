"""The networks that are known by name: their label, the address of a profile, and how to read an account out of a URL.

Only what a person may paste is read here; nothing is fetched. Everything that comes in is hostile text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, unquote, urlsplit

from rostra.accounts.states.likeness import Difference, difference

LONGEST = 2000  # characters of an address that are looked at
_USUAL_PORTS = {"http": 80, "https": 443}
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
    is_feed: bool = False  # an account is an address that everybody may read: it has no handle, and nobody there can be blocked


@dataclass(frozen=True, slots=True)
class Pose:
    """An address that could be taken for one on a network whose it is not, and the handle that it would be there."""

    network: str
    difference: Difference
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """What a text says about an account: a handle or an identity, on a network if the text names one."""

    handle: str = ""
    identity: str = ""
    network: str = ""
    pose: Pose | None = None


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
        Network(
            "activitypub", "Fediverse (ActivityPub)", (), "", _AT, "the account's ActivityPub address, as in https://server/users/name"
        ),
        Network(
            "linkedin",
            "LinkedIn",
            ("linkedin.com",),
            "",
            _paths(f"(?:company|showcase|school|in)/{_NAME}"),
            "the page's number, as in urn:li:organization:2414183",
        ),
        Network("nextdoor", "Nextdoor", ("nextdoor.com",), "", _paths(f"(?:agency-detail|agency|pages)/(?:[^/]+/[^/]+/)?{_NAME}")),
        Network(
            "tiktok",
            "TikTok",
            ("tiktok.com",),
            "https://www.tiktok.com/@{handle}",
            _AT,
            "the open_id, which TikTok tells when its holder consents",
        ),
        Network("flickr", "Flickr", ("flickr.com",), "https://www.flickr.com/photos/{handle}/", _paths(f"(?:photos|people)/{_NAME}")),
        Network("vimeo", "Vimeo", ("vimeo.com",), "https://vimeo.com/{handle}", (*_paths(rf"user{_ID}"), *_PLAIN)),
        Network("rss", "News feed (RSS, Atom)", identity="the address of the feed", is_feed=True),
    )
}

FEEDS = frozenset(network.slug for network in NETWORKS.values() if network.is_feed)
_HOSTS = {host: network.slug for network in NETWORKS.values() for host in network.hosts}
_FRONTS = re.compile(r"(?:(?:www|m|mobile|web|mbasic|touch|[a-z]{2}(?:-[a-z]{2})?)\.)+")


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
    if re.match(r"(?i)(https?|at)://", asked) or re.match(r"(?i)(www\.)?[\w.-]+\.[a-z]{2,}(:\d+)?/.", asked):
        return _read_url(asked)
    if asked.startswith("did:"):
        return Address(identity=asked)
    if asked.isascii() and asked.isdigit():
        return Address(handle=asked, identity=asked)
    if fediverse := re.fullmatch(r"@?([\w.-]+@[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?)", asked):
        return Address(handle=fediverse[1], network="mastodon")
    return Address(handle=asked.removeprefix("@"))


def plain_handle(handle: str) -> str:
    """A handle as it is compared: networks neither tell capitals apart nor count the @ before it."""
    return handle.removeprefix("@").casefold()


def same_page(url: str, other: str) -> bool:
    """Whether ``other`` leads to the page ``url`` as far as can be told.

    Whatever the scheme, "www." or "m.", the host's case, a slash at the end, a fragment; and whatever stands behind a question mark, unless
    ``url`` has one too.
    """
    return bool(url) and _page(url, "?" in url) == _page(other, "?" in url)


def _page(url: str, with_query: bool) -> str:
    whole = re.sub(r"^\w+://", "", url.strip()).partition("#")[0]
    page, _, query = whole.partition("?")
    host, _, path = page.rstrip("/").partition("/")
    return f"{_host(host)}/{path}" + (f"?{query}" if with_query else "")


def _host(host: str) -> str:
    """A host without what networks put before it: "www.", "m.", a language."""
    plain = host.lower().rstrip(".")
    bare = _FRONTS.sub("", plain, count=1)
    return bare if bare in _HOSTS else plain.removeprefix("www.").removeprefix("m.").removeprefix("mobile.")


def _read_url(url: str) -> Address:
    if url.lower().startswith("at://"):
        return read_address(url[5:].partition("/")[0])
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, server = _host(parts.hostname or ""), _server(parts)
    except ValueError:  # a broken IPv6 address, or a port that is none
        return Address(handle=url)
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    read = _read_path(_HOSTS.get(host, "mastodon"), server, path) or Address(handle=url, identity=url)
    return read if host in _HOSTS else replace(read, pose=_pose(host, path))


def _server(parts: SplitResult) -> str:
    """The server of an address as the fediverse writes it in a handle: with its port, where that is not the usual one."""
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    port = "" if parts.port in {None, _USUAL_PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"[{host}]{port}" if ":" in host else f"{host}{port}"


def _pose(host: str, path: str) -> Pose | None:
    """The network for whose this host could be taken: the closest of all its hosts."""
    shown = _as_shown(host)
    found = next(((known, differs) for known in _HOSTS if (differs := difference(shown, known))), None)
    if found is None:
        return None
    read = _read_path(_HOSTS[found[0]], found[0], path)
    return Pose(_HOSTS[found[0]], found[1], read.handle if read else "")


def _as_shown(host: str) -> str:
    """A host as a browser shows it: letters of other scripts travel as "xn--…"."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _read_path(network: str, server: str, path: str) -> Address | None:
    named = NETWORKS[network]
    match = next((found for pattern in named.paths if (found := pattern.fullmatch(path))), None)
    if match is None:
        return None
    parts = match.groupdict("")
    handle, identity = parts.get("handle", "").strip(), parts.get("identity", "").strip()
    if named.slug == "mastodon":
        handle = f"{handle}@{server}"
    return Address(handle, identity, named.slug)
