"""What an account of Instagram is asked for: by Business Login for Instagram, without a Page of Facebook."""

from __future__ import annotations

from typing import Final

from rostra.platforms.consent import Consent, Scope

CONSENT: Final = Consent(
    scopes=(
        Scope("instagram_business_basic", "The account’s posts, reels and stories with pictures and videos, and its profile."),
        Scope(
            "instagram_business_manage_comments",
            "Comments and answers below them, hidden ones too. Instagram has no scope that only reads them; nothing is ever written.",
        ),
    ),
    lasts="A consent lasts 60 days, and is renewed by itself as long as the account is captured, until it is taken back at Instagram.",
)
NAMES: Final = tuple(scope.name for scope in CONSENT.scopes)
