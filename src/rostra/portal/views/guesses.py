"""How often a return key may be guessed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from rostra.portal.views.floods import is_flood_of_all, was_flood


def may_not_guess(request: HttpRequest, act: str) -> bool:
    """Whether this address, or all together, gave so many wrong keys within the hour that no further one is tried."""
    terms = settings.PROFILE.residents
    return was_flood(request, act, terms.keys_an_hour_each) or is_flood_of_all(act, terms.keys_an_hour)
