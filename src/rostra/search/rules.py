"""What the index tells the floors below."""

from __future__ import annotations

from rostra.archive.queries.wording import finds_words
from rostra.search.models import Match, Phrase, index_of
from rostra.search.queries.naming import everywhere
from rostra.search.queries.tokens import searched

BEGINNING = 500  # characters of a long text that are asked for, and words of them: whoever asks reads the rest
FIRST_WORDS = 16


@finds_words
def records_with_words(words: str, limit: int) -> list[int]:
    """The newest ``limit`` records with the beginning of these words, whole words one after another, in a version or a description."""
    found, is_open = searched(words[:BEGINNING])
    if len(words) > BEGINNING:
        found, is_open = found[:-1], False  # it may have been cut
    phrase = Phrase(found[:FIRST_WORDS], prefix=is_open and len(found) <= FIRST_WORDS)
    return index_of().hits(Match((everywhere(phrase),)), limit=limit) if phrase.tokens else []
