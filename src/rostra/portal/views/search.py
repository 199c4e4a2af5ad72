"""Did an account post about this?"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from rostra.archive.queries.display import kept_back
from rostra.archive.queries.holdings import counted
from rostra.archive.queries.records import current_versions_of
from rostra.search.queries import Sort, find

LONGEST = 500  # characters of a query
TERM = re.compile(r"""(?:\S*"[^"]*"|\S+)""")
SORTS = ((Sort.NEWEST.value, _("newest first")), (Sort.OLDEST.value, _("oldest first")), (Sort.RELEVANCE.value, _("best match first")))
EXPORTS = (("csv", "text/csv"), ("json", "application/json"), ("atom", "application/atom+xml"))


def search(request: HttpRequest) -> HttpResponse:
    """Results with facets. A query that cannot be understood in part is answered with 422 and what could be understood."""
    wanted = request.GET.get("sort", "")
    sort = Sort(wanted) if wanted in set(Sort) else Sort.NEWEST
    results = find(request.GET.get("q", "")[:LONGEST].strip(), sort=sort, after=request.GET.get("after", ""))
    shown = {
        "results": results,
        "versions": current_versions_of(results.record_ids),
        "sort": sort.value,
        "sorts": SORTS,
        "holdings": counted(),
        "kept_back": kept_back(),
        "active": [(facet, value) for facet in results.facets for value in facet.values if value.active],
        "is_first_page": not request.GET.get("after"),
        "drops": _drops(results.query.text),
        "exports": EXPORTS,
        "kept": _kept(request.GET),
    }
    return render(request, "portal/search.html", shown, status=422 if results.problems else 200)


def _kept(asked: QueryDict) -> str:
    """What a filter leaves as it is in the address: all but the query and the place in its results."""
    kept = asked.copy()
    for name in ("q", "after"):
        kept.pop(name, None)
    return f"&{kept.urlencode()}" if kept else ""


def _drops(text: str) -> list[tuple[str, str]]:
    """Each term of a query, and the query without it: a way out of an empty result."""
    terms = TERM.findall(text)
    return [(term, " ".join([*terms[:place], *terms[place + 1 :]])) for place, term in enumerate(terms)] if len(terms) > 1 else []
