"""How often a return key may be guessed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from rostra.portal.views.floods import is_flood_of_all, was_flood


def why_not_guess(request: HttpRequest, act: str) -> str:
    """Why no further key is tried: this address, or all together, gave so many wrong ones within the hour; "" where one is."""
    terms = settings.PROFILE.residents
    if was_flood(request, act, terms.keys_an_hour_each):
        return _(
            "Too many wrong keys came within an hour from the network that you use, which may be an office’s or a library’s. "
            "They need not be yours. Use another network, such as that of a telephone, or try again in an hour, or call or write to us."
        )
    if is_flood_of_all(act, terms.keys_an_hour):
        return _("Too many wrong keys came in within an hour, from many networks. Try again later, or call or write to us.")
    return ""
