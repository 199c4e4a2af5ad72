"""Consent: how the holder of an account lets the city read more than everybody may, and the tokens that come of it.

No password is ever asked for: the holder consents at the platform itself, to named scopes, each with what it opens. They only read, where
the platform has such; where it has none, the sentence says what the scope could do besides, and that nothing here ever does.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from rostra.platforms.base import Act, Kind, Platform, Unauthorised


@dataclass(frozen=True, slots=True)
class Scope:
    """One permission that is asked for. ``reads``: what it opens, in plain words, for the public and for who consents."""

    name: str
    reads: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What a platform asks for."""

    scopes: tuple[Scope, ...]
    lasts: str  # a plain sentence: how long a consent lasts, and whether it is renewed by itself
    needed: bool = True  # nothing is captured without it; else it adds to what everybody may read
    opens: frozenset[Kind] = frozenset()  # lists that can be seen with it only
    keyed: bool = False  # what everybody may read is asked for with ``App.id`` of this installation: the platform is made with ``app`` too
    registers: bool = False  # the software makes itself known to each server; else somebody registers it with the platform once, by hand


@dataclass(frozen=True, slots=True)
class App:
    """This installation, as a platform or one server of it knows it."""

    id: str
    secret: str = field(default="", repr=False)
    signing: str = field(default="", repr=False)  # what the platform signs its calls with, where that is another one
    bearer: str = field(default="", repr=False)  # a token of the app itself, for what concerns no account


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a consent gave. Times in UTC; None: no end is known."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)  # that requests are signed with, where a platform has it so
    expires: dt.datetime | None = None  # of ``access``
    ends: dt.datetime | None = None  # when the holder has to consent again, renewed or not
    scopes: tuple[str, ...] = ()  # as granted


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the holder is sent to, and what is kept sealed until they come back."""

    url: str
    kept: str = field(repr=False)


def acts_shown(kind: type[Platform] | None, *, connected: bool) -> frozenset[Act]:
    """The acts that records of an account on this platform show by themselves: without consent, not those of lists that only it opens."""
    acts = kind.capabilities.restrictions if kind else frozenset[Act]()
    told: Consent | None = getattr(kind, "consent", None)
    if connected or told is None:
        return acts
    return frozenset(act for act in acts if not told.needed and (Kind.BLOCK if act is Act.BLOCK else Kind.RESTRICTION) not in told.opens)


TokensOf = Callable[[str], Tokens]  # by ``Identity.id``; raises Unauthorised


def unconnected(account: str) -> Tokens:
    """Of every account: it is not connected. Raises Unauthorised."""
    raise Unauthorised(f"{account[:200]} is not connected: its holder has not consented.")


class Connecting(ABC):
    """How accounts of one platform are connected."""

    def register_app(self, account: str, name: str, redirect: str) -> App:
        """Make this installation known to the account's server; only where ``Consent.registers``. Raises PlatformError."""
        raise NotImplementedError(f"{name} is registered with this platform by hand ({redirect}), for {account[:200]} and all others.")

    @abstractmethod
    def ask(self, app: App, account: str, redirect: str, state: str) -> Asked:
        """Where the holder consents. They come back to ``redirect`` with ``state`` in its query. Raises PlatformError."""

    @abstractmethod
    def redeem(self, app: App, account: str, redirect: str, answer: Mapping[str, str], kept: str) -> Tokens:
        """The tokens for what came back in the query. Raises Refused where consent was denied or is of another account; PlatformError."""

    def renew(self, app: App, account: str, tokens: Tokens) -> Tokens:  # noqa: ARG002 -- for platforms that have a way
        """Fresh tokens; those of before may be void from then on.

        Raises Unauthorised where the holder must consent again; PlatformError.
        """
        raise Unauthorised(f"The consent of {account[:200]} cannot be renewed: it has to be given again.")

    @abstractmethod
    def revoke(self, app: App, account: str, tokens: Tokens) -> None:
        """Give the tokens back, as far as the platform has a way; nothing where it has none. Raises PlatformError."""


class Consenting(Platform, Protocol):
    """A platform whose accounts are connected by consent. It is made with ``tokens``, which it asks for those of an account each time."""

    consent: ClassVar[Consent]

    @property
    def connecting(self) -> Connecting:
        """How its accounts are connected."""
        ...
