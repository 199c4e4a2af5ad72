"""Reads of the index.

``find`` for a page of results, ``all_ids`` for an export, ``highlight`` for what was found in a text, ``parse`` for a query alone.
"""

from rostra.search.queries.facets import Facet, FacetValue
from rostra.search.queries.finding import COUNTED, RANKED, Results, all_ids, find
from rostra.search.queries.highlighting import Fragment, highlight
from rostra.search.queries.language import Query, parse
from rostra.search.states import Sort

__all__ = ["COUNTED", "RANKED", "Facet", "FacetValue", "Fragment", "Query", "Results", "Sort", "all_ids", "find", "highlight", "parse"]
