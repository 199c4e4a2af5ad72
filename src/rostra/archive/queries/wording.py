"""Which records may hold some words: asked of the index, which stands on a floor above and registers how it is asked, as findings do."""

from __future__ import annotations

from collections.abc import Callable

Finder = Callable[[str, int], list[int]]
_finders: list[Finder] = []


def finds_words(finder: Finder) -> Finder:
    """Register what gives the newest so many records that may hold words. Used as a decorator in an app's ``rules``."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def records_with(words: str, limit: int) -> list[int]:
    """The newest ``limit`` records that may hold these words as everybody gets them, the newest first."""
    found = {record for finder in _finders for record in finder(words, limit)} if words.strip() else set()
    return sorted(found, reverse=True)[:limit]
