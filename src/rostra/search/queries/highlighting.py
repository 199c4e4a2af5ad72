"""Which parts of a text a query found, for templates that escape: no markup is made here."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.search.models import Phrase
from rostra.search.queries.language import Query, parse
from rostra.search.queries.relevance import stands_at
from rostra.search.queries.tokens import CHARACTERS, Span, is_unspaced, spans

LEAD = 80  # characters shown before the first hit of a text that is cut

Fragment = tuple[str, bool]  # text, whether it was found


def highlight(text: str, query: Query | str, *, length: int = 0) -> list[Fragment]:
    """The plain ``text`` in fragments, each with whether the query found it. Joined they are the text.

    With ``length`` the text is cut to about so many characters around the first hit, with an ellipsis where something was left out.
    Only the first 200,000 characters are searched.
    """
    phrases = _sought(parse(query) if isinstance(query, str) else query)
    hits = _merged(sorted(_hits(spans(text[:CHARACTERS]), phrases))) if phrases else []
    start, end = _window(text, hits, length)
    shown = [fragment for fragment in _fragments(text, hits, start, end) if fragment[0]]
    return [*_ellipsis(start > 0), *shown, *_ellipsis(end < len(text))]


def _sought(query: Query) -> list[Phrase]:
    return [Phrase(term.tokens, term.prefix) for term in query.terms if term.tokens and not term.excluded]


def _hits(found: list[Span], phrases: list[Phrase]) -> Iterator[tuple[int, int]]:
    words = [span.token for span in found]
    for phrase in phrases:
        for place in range(len(words) - len(phrase.tokens) + 1):
            if stands_at(words, place, phrase):
                yield found[place].start, _end(found[place + len(phrase.tokens) - 1], phrase)


def _end(last: Span, phrase: Phrase) -> int:
    """A single character of a script without spaces was found as a prefix: the one after it is not part of the hit."""
    if phrase.prefix and len(phrase.tokens[-1]) == 1 and is_unspaced(last.token):
        return last.end - (len(last.token) - 1)
    return last.end


def _merged(hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in hits:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, hits: list[tuple[int, int]], length: int) -> tuple[int, int]:
    if not length or len(text) <= length:
        return 0, len(text)
    lead = min(LEAD, length // 4)
    start = max(min((hits[0][0] if hits else 0) - lead, len(text) - length), 0)
    return start, start + length


def _fragments(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterator[Fragment]:
    place = start
    for hit in hits:
        first, last = max(hit[0], place), min(hit[1], end)
        if first < last:
            yield text[place:first], False
            yield text[first:last], True
            place = last
    yield text[place:end], False


def _ellipsis(needed: bool) -> list[Fragment]:
    return [("…", False)] if needed else []
