"""Find records."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from rostra.search.models import Index, Match, index_of
from rostra.search.queries.facets import Facet, Tally, facets_of
from rostra.search.queries.language import Query, parse
from rostra.search.queries.plan import plan_of, with_slugs
from rostra.search.queries.register import Register
from rostra.search.queries.relevance import ranked
from rostra.search.states import Sort

COUNTED = 10_000  # results that are counted, for the total and for the facets: the newest ones
RANKED = 1_000  # results that are put in order of relevance: the newest ones


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results.

    ``count`` is exact below 10,000, else it is 10,000 and ``count_is_exact`` false; the facets count the newest 10,000. ``next`` is the
    ``after`` of the next page, "" at the end. By relevance only the newest 1,000 are put in order and can be paged through.
    """

    query: Query
    record_ids: list[int]
    count: int
    count_is_exact: bool
    facets: tuple[Facet, ...]
    next: str
    problems: tuple[str, ...]


def find(text: str, *, sort: Sort = Sort.NEWEST, after: str = "", limit: int = 20, using: str = DEFAULT_DB_ALIAS) -> Results:
    """The records that ``text`` asks for (see ``language``); "" asks for all. Never raises for what a person may type.

    ``using`` is the database whose index answers; accounts, units and texts are read from the default one.
    """
    register = Register()
    query = with_slugs(parse(text), register)
    plan = plan_of(query, register, settings.PROFILE.city.zone)
    index = index_of(using)
    tally = Tally(index.shares(plan.match, limit=COUNTED))
    ids, following = _page(index, plan.match, query, sort=sort, after=after, limit=limit)
    return Results(
        query=query,
        record_ids=ids,
        count=tally.total,
        count_is_exact=tally.total < COUNTED,
        facets=facets_of(tally, query, register),
        next=following,
        problems=query.problems + plan.problems,
    )


def _page(index: Index, match: Match, query: Query, *, sort: Sort, after: str, limit: int) -> tuple[list[int], str]:
    """The identifiers on the page, and the next page's cursor: the last identifier, or by relevance how many came before."""
    behind = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    if sort is Sort.RELEVANCE:
        order = ranked(index.hits(match, limit=RANKED), query)
        end = (behind or 0) + limit
        return order[behind or 0 : end], str(end) if end < len(order) else ""
    ids = index.hits(match, limit=limit + 1, descending=sort is Sort.NEWEST, beyond=behind)
    return ids[:limit], str(ids[limit - 1]) if len(ids) > limit else ""
