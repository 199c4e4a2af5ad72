"""What the worker does for the public's pages: look at the network whether somebody who asks showed the code that they were given.

The web server itself never asks a network: so nobody's request waits for a stranger's server, and what was asked takes as long for one
handle as for another. Here the ways of ``capture`` to the networks and the inquiries of ``moderation`` meet, which do not know each other.
"""

from __future__ import annotations

import logging

from rostra.capture.queries.platforms import Connections
from rostra.core.errors import Misconfigured
from rostra.moderation.actions.inquiries import claim_look, settle_look
from rostra.platforms.base import Identity, Item, Platform, PlatformError

LONGEST = 100_000  # characters of a profile that are read

log = logging.getLogger(__name__)


class Looks:
    """Looks of one thread, one after the other."""

    def __init__(self) -> None:
        self._connections = Connections()

    def step(self) -> int:
        """One look, if one waits; how many there were."""
        inquiry = claim_look()
        if inquiry is None:
            return 0
        seen, profile = self._ask(inquiry.network, inquiry.handle)
        settle_look(inquiry, seen, profile)
        return 1

    def _ask(self, network: str, handle: str) -> tuple[Identity | None, str]:
        """Who has this handle now, and what they write of themselves; None and "" for everything that goes wrong."""
        try:
            platform = self._connections.platform(network)
            seen = platform.resolve(handle)
            return seen, _profile(platform, seen)
        except (PlatformError, Misconfigured) as error:
            log.info("a look at %s ended without an answer: %s", network, type(error).__name__)  # the message would name the handle
            return None, ""


def _profile(platform: Platform, seen: Identity) -> str:
    """The description, "" where there is none. The handle counts also where the profile cannot be had: a reply may be the proof."""
    try:
        found = list(platform.probe(seen.id, [platform.profile_uri(seen.id)]))
    except PlatformError:
        return ""
    return next((event.text[:LONGEST] for event in found if isinstance(event, Item) and event.author.id == seen.id), "")
