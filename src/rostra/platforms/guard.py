"""Where we may connect to: addresses out of foreign documents must not lead into our own network."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from rostra.platforms.base import Refused, Unreachable

_PORTS = {"https": 443, "wss": 443, "http": 80, "ws": 80}
_OFF = "as long as the setting allow_http of its network is off"


class NotAllowed(Refused):
    """An address without https or not public, which the platform's setting ``allow_http`` does not let us ask: nobody was asked."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The rule for addresses. ``allow_http``: plain http and private addresses too, for tests and closed networks."""

    allow_http: bool = False

    def addresses(self, url: str) -> tuple[tuple[str, int], ...]:
        """The (address, port) pairs behind a URL, all of them public: connect to one of these, not to the name.

        Raises NotAllowed, Refused (scheme, user name in it), Unreachable (the name does not resolve).
        """
        parts, port = self._split(url)
        found = _resolve(str(parts.hostname), port)
        if not self.allow_http and not all(_is_public(address) for address, _ in found):
            raise NotAllowed(f"{parts.hostname} is not at a public address: nothing is fetched from there, {_OFF}.")
        return found

    def check(self, url: str) -> None:
        """Raises Refused for a URL whose form alone forbids it."""
        self._split(url)

    def _split(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Refused("An address in a foreign document is not a URL.") from None
        if not parts.hostname or parts.username is not None or parts.scheme not in _PORTS:
            raise Refused(f"{url[:200]} is not an address that may be fetched: https only, with a host and without a user name.")
        if not self.allow_http and parts.scheme not in ("https", "wss"):
            raise NotAllowed(f"{url[:200]} is asked with https only, {_OFF}.")
        return parts, port or _PORTS[parts.scheme]


def _resolve(host: str, port: int) -> tuple[tuple[str, int], ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"The name {host[:200]} does not resolve.") from None
    return tuple(dict.fromkeys((str(address[0]), port) for *_, address in found))


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return bool(mapped.is_global and not mapped.is_multicast and not mapped.is_reserved)
