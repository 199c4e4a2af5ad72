"""Find records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from rostra.search.models import index_of
from rostra.search.queries.display import as_displayed
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
    """The records that ``text`` asks for (see ``language``), as far as everybody gets them; "" asks for all. Never raises for what a person
    may type.

    ``limit`` is from 1 to 1,000 a page, ``after`` the ``next`` of the page before.
    ``using`` is the database whose index answers; accounts, units and texts are read from the default one.
    """
    limit = max(1, min(limit, RANKED))
    register = Register()
    query = with_slugs(parse(text), register)
    plan = plan_of(query, register, settings.PROFILE.city.zone)
    match, index = as_displayed(plan.match, query, register), index_of(using)
    window = index.window(match, limit=COUNTED, first=RANKED + 1)
    tally = Tally(window.shares)
    behind = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    if sort is Sort.RELEVANCE:
        ids, following = _ranked_page(window.ids[:RANKED], query, start=behind or 0, limit=limit)
    elif sort is Sort.NEWEST and behind is None:
        ids, following = _page(window.ids, limit)
    else:
        ids, following = _page(index.hits(match, limit=limit + 1, descending=sort is Sort.NEWEST, beyond=behind), limit)
    return Results(
        query=query,
        record_ids=ids,
        count=tally.total,
        count_is_exact=tally.total < COUNTED,
        facets=facets_of(tally, query, register),
        next=following,
        problems=query.problems + plan.problems,
    )


def all_ids(text: str, *, batch: int = 1_000) -> Iterator[int]:
    """Every record that ``text`` asks for, as far as everybody gets it, newest first, however many: for exports. Nothing is counted."""
    register = Register()
    query = parse(text)
    match = as_displayed(plan_of(query, register, settings.PROFILE.city.zone).match, query, register)
    index = index_of()
    beyond: int | None = None
    while ids := index.hits(match, limit=batch, beyond=beyond):
        yield from ids
        beyond = ids[-1]


def _page(ids: list[int], limit: int) -> tuple[list[int], str]:
    """The page, and the cursor of the next: the last identifier."""
    return ids[:limit], str(ids[limit - 1]) if len(ids) > limit else ""


def _ranked_page(ids: list[int], query: Query, *, start: int, limit: int) -> tuple[list[int], str]:
    """The page by relevance, and the cursor of the next: how many came before."""
    page = ranked(ids, query)[start : start + limit]
    return page, str(start + limit) if start + limit < len(ids) else ""
