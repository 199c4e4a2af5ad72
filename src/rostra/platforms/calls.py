"""What a platform sends by itself: calls to an address of ours (webhooks, WebSub), or lines that we listen on. Pure, but for asking for it.

Calls get lost, come twice and in any order, and nobody tells which. So they only ever add: what is polled is polled as if none came.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from rostra.platforms.base import Event, Platform, Source


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an address of ours. ``headers``: by their names in small letters."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Keys:
    """By which a platform and we know each other. ``signing``: what it signs with. ``verify``: what a person entered there by hand."""

    signing: str = field(repr=False)
    verify: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered to a call, with status 200."""

    body: bytes
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Ask:
    """An account that is worth asking at once. ``uris``: what of it to look at anew. ``lists``: its lists of blocks and the like, too."""

    account: str  # Identity.id; "" where only the handle is told
    handle: str = ""
    uris: tuple[str, ...] = ()
    lists: bool = False


Heard = Ask | Event


class Hook(ABC):
    """How a network calls one address of ours for all accounts, for an app that the city registers there by hand."""

    by_hand: ClassVar[str]  # a plain sentence: what a person has to enter there
    verifies: ClassVar[bool] = False  # a word of ours (``Keys.verify``) is entered there too

    def answer(self, call: Call, keys: Keys) -> Reply | None:  # noqa: ARG002 -- for platforms that ask
        """What is answered where the platform asks whether the address is ours; None where this is no such question."""
        return None

    @abstractmethod
    def is_signed(self, call: Call, keys: Keys) -> bool:
        """Whether the platform sent this, and nobody who does not know the key."""

    @abstractmethod
    def heard(self, body: bytes, source: Source) -> Iterable[Heard]:
        """What a signed body tells: nothing where it is of a kind that is not taken. Raises BadSource where it cannot be read."""


class Asked(Platform, Protocol):
    """A platform that has to be asked for each account, before it calls or speaks on its line. It is made with ``app``."""

    def tell(self, account: str, callback: str) -> None:
        """Ask it to tell of this account at ``callback``, or on the line alone; safe to repeat. Raises PlatformError."""

    def hush(self, account: str) -> None:
        """Ask it to tell no more. Raises PlatformError."""

    def listen(self) -> AbstractContextManager[Iterator[bytes]]:
        """The line: bodies as of calls, and an empty one at least every 30 seconds, as a sign of life. Raises PlatformError."""
