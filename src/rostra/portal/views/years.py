"""The year that a page shows, of those that it could."""

from __future__ import annotations

from collections.abc import Sequence


def chosen_year(text: str, years: Sequence[int]) -> int:
    """The year that was asked for, else the first; 0 where there is none."""
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return wanted if wanted in years else next(iter(years), 0)
