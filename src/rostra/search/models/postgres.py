"""The index in PostgreSQL: a ``tsvector`` made of our tokens with their places, under GIN; no dictionary, no parser of its own.

Limits of a tsvector (postgresql.org/docs/current/textsearch-limits.html): places up to 16,383, at most 256 places per lexeme, 1 MB in
all. ``queries.tokens`` keeps every document within them, for both engines alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rostra.search.models.index import Condition, Index, Indexed
from rostra.search.models.match import Match, Phrase

CREATE = (
    "ALTER TABLE search_document ADD COLUMN words tsvector NOT NULL",
    "ALTER TABLE search_document ALTER COLUMN words SET STATISTICS 2000",  # else the planner misjudges words of middling frequency
    "CREATE INDEX search_document_words ON search_document USING gin (words)",
)
DROP = ("ALTER TABLE search_document DROP COLUMN words",)
FILLER = "_"  # keeps a place without being a word


class PostgresIndex(Index):
    """Tokens in the column ``words`` of the documents' table."""

    def write(self, documents: Sequence[Indexed]) -> None:
        """See Index."""
        with (
            self.connection.cursor() as cursor,
            cursor.copy("COPY search_document (id, account, published, year, marks, words) FROM STDIN") as copy,
        ):
            for document in documents:
                copy.write_row((*document[:5], vector(document)))

    def erase(self, ids: Sequence[int]) -> None:
        """See Index."""
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_document WHERE id = ANY(%s)", [list(ids)])

    def clear(self) -> None:
        """See Index."""
        with self.connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_document")

    def forget(self) -> None:
        """The server's own vacuum does it: it runs by itself soon after rows were deleted."""

    def _source(self, match: Match) -> tuple[str, str, list[Condition]]:
        conditions: list[Condition] = [("d.words @@ %s::tsquery", [expression(match)])] if match.groups else []
        return "search_document d", "d.id", conditions


def vector(document: Indexed) -> str:
    """The document's tokens as the literal of a tsvector. Tags have no place, so that no phrase can reach them."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, token in enumerate(document.tokens, 1):
        places[token].append(str(place))
    places.pop(FILLER, None)
    words = [f"'{token}':{','.join(found)}" for token, found in places.items()]
    return " ".join(words + [f"'{tag}'" for tag in document.tags])


def expression(match: Match) -> str:
    """The match as the literal of a tsquery: quoted lexemes joined by its operators."""
    wanted = [f"({_any_of(group)})" for group in match.groups]
    return " & ".join([*wanted, f"!({_any_of(match.excluded)})"] if match.excluded else wanted)


def _any_of(phrases: Sequence[Phrase]) -> str:
    return " | ".join(f"({' <-> '.join(_lexemes(phrase))})" for phrase in phrases)


def _lexemes(phrase: Phrase) -> list[str]:
    quoted = [f"'{token}'" for token in phrase.tokens]
    return [*quoted[:-1], quoted[-1] + ":*"] if phrase.prefix else quoted
