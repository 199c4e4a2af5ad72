"""Platform objects, made from the table of platforms and the city's profile."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import httpx
from django.conf import settings
from django.db.models import Count

from rostra.accounts.queries import official_accounts
from rostra.capture.queries.consent import tokens_of
from rostra.core import http
from rostra.core.errors import Misconfigured
from rostra.platforms import EXPORTS, PLATFORMS, consent_of, tells_when_asked
from rostra.platforms.base import Capabilities, Kind, Method, Platform
from rostra.platforms.consent import Consent

NOTHING = Capabilities(methods=frozenset())
_EACH = 8  # connections for one thread that asks: for its question, and for the media of what it found
TEXTS = (Kind.POST, Kind.REPLY, Kind.QUOTE)


def capabilities_of(network: str) -> Capabilities:
    """What the network's platform can do; nothing where there is none: its accounts come by import only."""
    kind = PLATFORMS.get(network)
    return kind.capabilities if kind else NOTHING


def is_live(network: str) -> bool:
    """Whether accounts of this network can be captured as they happen, and not by import alone."""
    return bool(capabilities_of(network).methods & {Method.POLL, Method.STREAM})


def answers_until(network: str) -> dt.date | None:
    """About when the network stops answering to this release; None where its interface has no versions that end."""
    return getattr(PLATFORMS.get(network), "answers_until", None)


def asks_first(network: str) -> bool:
    """Whether the network tells nothing, not even who an account is, before its holder has consented."""
    told = consent_of(network)
    return told is not None and told.needed


@dataclass(frozen=True, slots=True)
class Declared:
    """What a platform declares that it can do. ``accounts``: how many official ones the city has there."""

    platform: str
    can: Capabilities
    accounts: int
    consent: Consent | None
    export: Capabilities | None  # what its owner's archive gives beside that

    @property
    def asks(self) -> str:
        """Whether an account's holder has to consent: needed, optional, none."""
        return "none" if self.consent is None else "needed" if self.consent.needed else "optional"


def declared_platforms() -> list[Declared]:
    """Every platform, and every network on which the city has an account and that none reads. One query."""
    counts = dict(official_accounts().order_by().values_list("network").annotate(n=Count("pk")))
    return [_declared(name, counts.get(name, 0)) for name in sorted({*PLATFORMS, *counts})]


def _declared(name: str, accounts: int) -> Declared:
    export = EXPORTS.get(name)
    beside = export.capabilities if export and export is not PLATFORMS.get(name) else None
    return Declared(name, capabilities_of(name), accounts, consent_of(name), beside)


def declared_platform(name: str) -> Declared | None:
    """One of them; None where there is no such platform."""
    return next((each for each in declared_platforms() if each.platform == name), None)


class Connections:
    """The platform objects of so many threads as ask ``at_once``, each made once, with the settings of its own section of the profile.

    They share what platforms and their HTTP pools remember: ``at_server`` requests at most go to one server at once.
    """

    def __init__(self, at_once: int = 1, at_server: int = http.AT_ONCE) -> None:
        self._at_once = at_once
        self._at_server = at_server
        self._lock = threading.Lock()
        self._made: dict[str, Platform] = {}

    def platform(self, network: str) -> Platform:
        """The live platform of a network. Raises Misconfigured where there is none."""
        with self._lock:
            if network not in self._made:
                pool = http.client(settings.PROFILE.city.name, connections=self._at_once * _EACH, at_server=self._at_server)
                self._made[network] = _make(network, pool)
            return self._made[network]


def _make(network: str, pool: httpx.Client) -> Platform:
    if not is_live(network):
        raise Misconfigured(
            f"there is no live capture of {network!r}",
            id="capture.E001",
            hint=f"live networks: {', '.join(name for name in PLATFORMS if is_live(name))}; take other material in from files",
        )
    terms = getattr(settings.PROFILE, network, None) or settings.PROFILE.platform.get(network)
    told = terms.model_dump(mode="json") if terms else {}
    if consent := consent_of(network):
        told["tokens"] = tokens_of(network)
        told |= {"app": settings.PLATFORM_APPS.get(network)} if consent.keyed or tells_when_asked(network) else {}
    make = cast(Callable[..., Platform], PLATFORMS[network])
    return make(pool, **told)
