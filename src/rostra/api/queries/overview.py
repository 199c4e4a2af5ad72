"""The archive in numbers, and what is held under a digest."""

from __future__ import annotations

import re
from typing import Literal

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts
from rostra.api.queries import addresses, shapes
from rostra.api.queries.display import kept_back
from rostra.archive.models import Version
from rostra.archive.queries.digests import by_digest
from rostra.archive.queries.holdings import Holdings, counted
from rostra.archive.queries.log import log_key, log_origin
from rostra.capture.queries import last_check
from rostra.core.errors import Invalid

_DIGEST = re.compile(r"(?:sha-?256:)?([0-9a-f]{64})", re.IGNORECASE)


def home() -> shapes.Home:
    """The numbers of the home page. Three queries."""
    return shapes.Home(
        government=settings.PROFILE.city.government,
        holdings=numbers(counted()),
        accounts=official_accounts().count(),
        last_check=last_check(),
        log=log_facts(),
    )


def numbers(held: Holdings, account: Account | None = None) -> shapes.Holdings:
    """How much is held, as the public gets it."""
    return shapes.Holdings(held.posts, held.edited, held.gone, held.first, held.last, kept_back(account))


def log_facts() -> shapes.LogFacts:
    """What is needed to check a proof without us."""
    return shapes.LogFacts(log_origin(), log_key(), addresses.absolute("tlog/checkpoint"))


def verification(digest: str) -> shapes.Verification:
    """What is held under a SHA-256 in hexadecimal. Raises Invalid. Two queries."""
    asked = _DIGEST.fullmatch(digest.strip())
    if asked is None:
        raise Invalid({"digest": "not a SHA-256: 64 hexadecimal digits"}, hint="for example with 'sha256sum FILE'")
    wanted = asked[1].lower()
    return shapes.Verification(wanted, [_holding(version, wanted) for version in by_digest(wanted)], log_facts())


def _holding(version: Version, digest: str) -> shapes.Holding:
    place = version.record_id, version.number
    matches: Literal["item", "media"] = "item" if bytes(version.digest).hex() == digest else "media"
    return shapes.Holding(*place, addresses.version_url(*place), matches, addresses.proof_url(*place))
