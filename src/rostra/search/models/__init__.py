"""The index: one row per record for facets and dates, and the tokens in the engine that the database brings."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

from rostra.search.models.document import Document
from rostra.search.models.fts5 import Fts5Index
from rostra.search.models.index import Index, Indexed, Share, Window
from rostra.search.models.match import Match, Phrase
from rostra.search.models.postgres import PostgresIndex

ENGINES: dict[str, type[Index]] = {"sqlite": Fts5Index, "postgresql": PostgresIndex}


def index_of(using: str = DEFAULT_DB_ALIAS) -> Index:
    """The index in the database of this alias."""
    connection = connections[using]
    return ENGINES[connection.vendor](connection)


__all__ = ["Document", "Index", "Indexed", "Match", "Phrase", "Share", "Window", "index_of"]
