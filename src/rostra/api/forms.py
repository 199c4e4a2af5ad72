"""What stands in an address, as clean values."""

from __future__ import annotations

from collections.abc import Mapping

from rostra.api.queries.results import LARGEST_PAGE, PAGE, Ask
from rostra.core.errors import Invalid
from rostra.search.queries import Sort

LONGEST = 1_000  # characters of a query, as search reads them


def ask_of(given: Mapping[str, str]) -> Ask:
    """What is searched for: ``q``, ``sort``, ``after`` as on the page, and ``limit``. Raises Invalid."""
    return Ask(given.get("q", "").strip()[:LONGEST], _sort(given.get("sort", "")), given.get("after", ""), _limit(given.get("limit", "")))


def _sort(text: str) -> Sort:
    try:
        return Sort(text or Sort.NEWEST)
    except ValueError:
        raise Invalid({"sort": f"it must be one of {', '.join(Sort)}"}) from None


def _limit(text: str) -> int:
    if not text:
        return PAGE
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= LARGEST_PAGE):
        raise Invalid({"limit": f"it must be a whole number from 1 to {LARGEST_PAGE}"})
    return int(text)
