"""Counts of few cases are not published: who knows one of them would learn of the others."""

from __future__ import annotations

from collections.abc import Mapping


def told_counts(row: Mapping[str, int], smallest: int) -> dict[str, int] | None:
    """The counts of a row whose total everybody can add up; None where one of them lies between 0 and ``smallest``.

    All or nothing. To hide the small counts and the next larger with them leaves more to read, and whoever knows how it is done can work
    some of them out again: of rows of four whose total is 13, those of 5, 4, 4 and 0. The test tries every small row.
    """
    return dict(row) if all(count == 0 or count >= smallest for count in row.values()) else None
