"""WebSub (W3C Recommendation, 2018), a subscriber's side: what a hub is asked, how it makes sure of that, and what it then sends.

Who sends is never sure, even where it is signed: hubs are strangers. So what comes is the hint to ask the platform now, and nothing more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from rostra.platforms.base import Platform, Refused
from rostra.platforms.calls import Ask
from rostra.platforms.web import MAX_ERROR, Web

LONGEST_SECRET = 199  # bytes (WebSub, 5.1: less than 200)
LONGEST_LEASE = 366 * 86_400  # seconds

_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})  # of a signature (WebSub, 8)
_SIGNATURE = re.compile(r"(?P<method>[a-z0-9]{1,10})=(?P<digest>[0-9a-fA-F]{40,128})")
_CHALLENGE = re.compile(r"[\x21-\x7e]{1,500}")


class Mode(StrEnum):
    """What a hub is asked for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a hub tells us at ``callback`` of what is new at ``topic``. ``callback`` is one for each, and not to be guessed.

    ``secret``: what the hub signs with. ``lease``: for how many seconds it is asked for.
    """

    topic: str
    callback: str
    secret: str = field(repr=False)
    lease: int = 5 * 86_400

    def __post_init__(self) -> None:
        if not 0 < len(self.secret.encode()) <= LONGEST_SECRET:
            raise ValueError(f"a secret has 1 to {LONGEST_SECRET} bytes")

    def form(self, mode: Mode) -> dict[str, str]:
        """What the hub is sent, as a form by POST. It answers 202, and asks back at the callback."""
        return {
            "hub.callback": self.callback,
            "hub.mode": mode.value,
            "hub.topic": self.topic,
            "hub.lease_seconds": str(self.lease),
            "hub.secret": self.secret,
        }

    def challenge(self, query: Mapping[str, str], mode: Mode) -> str:
        """What the hub is answered that asks whether we asked so, as plain text with status 200.

        Raises Refused where we did not, to be answered with 404; and where the hub denies the subscription.
        """
        if query.get("hub.topic") != self.topic:
            raise Refused("A hub asks about another topic than the one that it was asked for.")
        if query.get("hub.mode") == "denied":
            raise Refused("The hub does not tell of this topic.")
        challenge = query.get("hub.challenge", "")
        if query.get("hub.mode") != mode.value or not _CHALLENGE.fullmatch(challenge):
            raise Refused("A hub asks about something else than it was asked for.")
        return challenge

    def granted(self, query: Mapping[str, str]) -> int:
        """For how many seconds the hub tells, as it says when it asks back; as long as was asked for where it does not say."""
        said = query.get("hub.lease_seconds", "")
        seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
        return min(seconds, LONGEST_LEASE) or self.lease

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether what came is signed with the secret: header X-Hub-Signature. What is not is answered with 202, and thrown away."""
        found = _SIGNATURE.fullmatch(signature.strip())
        if not found or found["method"] not in _METHODS:
            return False
        expected = hmac.new(self.secret.encode(), body, getattr(hashlib, found["method"])).hexdigest()
        return hmac.compare_digest(expected, found["digest"].lower())


@dataclass(frozen=True, slots=True)
class Discovered:
    """``hubs``: whom to ask. ``topic``: what to ask for, the feed's own name for itself."""

    hubs: tuple[str, ...]
    topic: str


class ToldByHub(Platform, Protocol):
    """A platform of which hubs tell."""

    def hubs(self, account: str) -> Discovered | None:
        """Which hubs tell of an account; None where there is none. Raises PlatformError."""

    def ask_hub(self, hub: str, subscription: Subscription, mode: Mode) -> None:
        """Send a hub what it is asked; whether it does so it says later, at the callback. Raises PlatformError."""

    @staticmethod
    def hinted(account: str, body: bytes) -> Ask | None:
        """What is worth asking by what a hub sent; None where that is of something else. Offline and pure. Raises BadSource."""


def ask(web: Web, hub: str, subscription: Subscription, mode: Mode) -> None:
    """Send a hub what it is asked. Raises what ``Web.post`` raises."""
    web.post(hub, subscription.form(mode), limit=MAX_ERROR, accept="*/*")
