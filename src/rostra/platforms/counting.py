"""How much a platform says that an account has: one Count, or none where it tells no sound number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from rostra.platforms.base import Count, Kind, Source

MOST = 2**53  # no account has as many: a larger number is none


def told(
    account: str, what: frozenset[Kind], number: int | None, source: Source, *, not_public: int = 0, within: str = "",
    lag: dt.timedelta = dt.timedelta(0),
) -> Iterator[Count]:  # fmt: skip
    """The Count, see there; nothing where ``number`` is none, below 0 or beyond reason."""
    if number is not None and 0 <= number < MOST:
        yield Count(account, what, number, source, not_public, within, lag)
