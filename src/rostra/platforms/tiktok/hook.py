"""What TikTok sends by itself: that a holder took the consent back. Pure.

Of videos it tells only what an app of its own uploads. Source: developers.tiktok.com, "Webhooks: Overview, Events, Verification".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import ClassVar

from rostra.platforms.base import BadSource, Source
from rostra.platforms.calls import Ask, Call, Heard, Hook, Keys
from rostra.platforms.hostile import text_at
from rostra.platforms.parts import whole

_SIGNATURE = re.compile(r"t=(?P<at>[0-9]{1,12}),s=(?P<digest>[0-9a-f]{64})")
_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


class TikTokHook(Hook):
    """TikTok’s calls, all to one address, signed with the app’s secret."""

    by_hand: ClassVar[str] = "In the app’s settings at TikTok, enter the address as callback URL under Webhooks."

    def is_signed(self, call: Call, keys: Keys) -> bool:
        """See ``Hook.is_signed``: by ``TikTok-Signature``, over the moment and the body."""
        found = _SIGNATURE.fullmatch(call.headers.get("tiktok-signature", "").replace(" ", ""))
        if not found or not keys.signing:
            return False
        expected = hmac.new(keys.signing.encode(), found["at"].encode() + b"." + call.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, found["digest"])

    def heard(self, body: bytes, source: Source) -> Iterable[Heard]:  # noqa: ARG002 -- nothing is taken as it is
        """See ``Hook.heard``: an account that consents no more is asked at once, and so is found not to be archived any more."""
        try:
            told = whole(body).value
        except ValueError:
            raise BadSource("TikTok sent something that is not JSON.") from None
        account = text_at(told, "user_openid")
        ended = text_at(told, "event") == "authorization.removed" and _ID.fullmatch(account)
        return [Ask(account)] if ended else []
