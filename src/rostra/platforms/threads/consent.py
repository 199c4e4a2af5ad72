"""What an account of Threads is asked for."""

from __future__ import annotations

from typing import Final

from rostra.platforms.consent import Consent, Scope

CONSENT: Final = Consent(
    scopes=(
        Scope("threads_basic", "The account’s posts, quotes and reposts with pictures and videos, and its profile."),
        Scope("threads_read_replies", "What the account replies, and what others reply to it, hidden replies too."),
    ),
    lasts="A consent lasts 60 days, and is renewed by itself as long as the account is captured, until it is taken back at Threads.",
)
NAMES: Final = tuple(scope.name for scope in CONSENT.scopes)
