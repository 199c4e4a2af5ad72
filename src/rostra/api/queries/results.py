"""What a search gives: a page, or the whole result from beginning to end in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from rostra.api.queries import shapes
from rostra.api.queries.records import records
from rostra.archive.models import Record
from rostra.core.errors import Invalid
from rostra.search.queries import Facet, Results, Sort, all_ids, find

PAGE = 20
LARGEST_PAGE = 100
_RECORDS_AT_ONCE = 200  # read whole, with their texts


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody searches for, as in the address of the page."""

    text: str = ""
    sort: Sort = Sort.NEWEST
    after: str = ""
    limit: int = PAGE


def understood(results: Results) -> Results:
    """The same results. Raises Invalid where a part of the query was not understood: an export has no place to say so."""
    if results.problems:
        raise Invalid({"q": " ".join(results.problems)}, hint="mend the query, or put it in quotes to search for it as words")
    return results


def page(ask: Ask) -> Results:
    """One page of a search."""
    return find(ask.text, sort=ask.sort, after=ask.after, limit=ask.limit)


def everything(text: str) -> Iterator[shapes.Record]:
    """Every record of a search, newest first. Raises Invalid, before anything is given, for a bad query."""
    return (record for some in batches(text) for record in records(some))


def batches(text: str) -> Iterator[Sequence[int]]:
    """The identifiers of all that a search finds, as many at once as are read at once. Raises Invalid before anything is given."""
    understood(find(text, limit=1))
    return _in_batches(all_ids(text))


def _in_batches(ids: Iterator[int]) -> Iterator[Sequence[int]]:
    while some := list(islice(ids, _RECORDS_AT_ONCE)):
        yield some


def held(chosen: QuerySet[Record]) -> Iterator[Sequence[int]]:
    """The identifiers of these records in their order, straight from the archive, as many at once as are read at once."""
    last = -1
    while ids := list(chosen.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:_RECORDS_AT_ONCE]):
        yield ids
        last = ids[-1]


def facet(of: Facet) -> shapes.Facet:
    """A facet as the public gets it."""
    values = [shapes.FacetValue(each.value, each.label, each.count, each.active, each.toggled) for each in of.values]
    return shapes.Facet(of.name, of.label, values)
