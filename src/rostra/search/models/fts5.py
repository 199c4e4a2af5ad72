"""The index in SQLite: a contentless FTS5 table that takes our tokens verbatim.

Its ``ascii`` tokenizer splits at ASCII separators only, and ours leaves none within a token but ``_``, ``:`` and ``-``, which are
declared to be part of tokens. See sqlite.org/fts5.html, sections 3 (query syntax), 4.3.2 (ascii) and 4.4.3 (contentless-delete tables).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rostra.core.erasing import erase_after_commit
from rostra.search.models.index import Condition, Index, Indexed
from rostra.search.models.match import Match, Phrase

CREATE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1, tokenize=\"ascii tokenchars '_:-'\")",
    "INSERT INTO search_words(search_words, rank) VALUES ('hashsize', 16777216)",  # bytes gathered before a segment is written
)
DROP = ("DROP TABLE search_words",)


_PAGES = 500  # that are merged at once


class Fts5Index(Index):
    """Tokens in ``search_words``; a document's row id is the record's id."""

    def write(self, documents: Sequence[Indexed]) -> None:
        """Ascending by id: FTS5 gathers a whole batch in memory only while row ids grow."""
        rising = sorted(documents)
        with self.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_document VALUES (%s, %s, %s, %s, %s)", [document[:5] for document in rising])
            words = [(document.id, " ".join(document.tokens + document.tags)) for document in rising]
            cursor.executemany("INSERT INTO search_words(rowid, words) VALUES (%s, %s)", words)

    def erase(self, ids: Sequence[int]) -> None:
        """See Index."""
        chosen = [json.dumps(list(ids))]
        with self.connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_words WHERE rowid IN"
                " (SELECT id FROM search_document WHERE id IN (SELECT value FROM json_each(%s)) ORDER BY id)",
                chosen,
            )
            cursor.execute("DELETE FROM search_document WHERE id IN (SELECT value FROM json_each(%s))", chosen)

    def clear(self) -> None:
        """See Index."""
        with self.connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('delete-all')")
            cursor.execute("DELETE FROM search_document")

    def forget(self) -> None:
        """FTS5 keeps the words of what was deleted until its segments are merged: all of them, a bit at a time, so that others write
        in between. See sqlite.org/fts5.html, section 6.8."""
        pages = -_PAGES
        while self._merge(pages) > 1:
            pages = _PAGES
        erase_after_commit()

    def _merge(self, pages: int) -> int:
        """Merge about so many pages; how many rows that changed: less than two when there is nothing to merge."""
        with self.connection.cursor() as cursor:
            before = self._changes(cursor)
            cursor.execute("INSERT INTO search_words(search_words, rank) VALUES ('merge', %s)", [pages])
            return self._changes(cursor) - before

    @staticmethod
    def _changes(cursor: Any) -> int:
        cursor.execute("SELECT total_changes()")
        return int(cursor.fetchone()[0])

    def _source(self, match: Match) -> tuple[str, str, list[Condition]]:
        if not match.groups:
            return "search_document d", "d.id", []
        # The order of the tables is forced: FTS5 walks its lists from the newest row id, and stops at the limit.
        tables = "search_words w CROSS JOIN search_document d ON d.id = w.rowid"
        return tables, "w.rowid", [("w.words MATCH %s", [expression(match)])]


def expression(match: Match) -> str:
    """The match in FTS5's language: quoted strings joined by its operators."""
    wanted = " AND ".join(f"({_any_of(group)})" for group in match.groups)
    return f"({wanted}) NOT ({_any_of(match.excluded)})" if match.excluded else wanted


def _any_of(phrases: Sequence[Phrase]) -> str:
    return " OR ".join(f'"{" ".join(phrase.tokens)}"{"*" if phrase.prefix else ""}' for phrase in phrases)
