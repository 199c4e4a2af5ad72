"""Some characters of a text: where words stand in it, whole characters as people see them, and the text without them.

Places are code points, as Python counts them: no surrogates. A range is half-open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_JOINER = "\u200d"
_MARKS = {"Mn", "Mc", "Me"}


class Span(NamedTuple):
    """A range, and what stands in its place."""

    start: int
    end: int
    label: str


Link = tuple[int, int, str]  # as in ``queries.render``


def label_of(law: str) -> str:
    """What stands in the place of what is withheld."""
    return f"[withheld: {law}]"


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Where exactly these words stand, without overlapping, widened to whole characters."""
    found: list[tuple[int, int]] = []
    place = text.find(words) if words else -1
    while place >= 0:
        start, end = whole_characters(text, place, place + len(words))
        found.append((start, end))
        place = text.find(words, end)
    return found


def whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    """The range, widened so that it cuts no character from its accents, nor a joined sign into its parts."""
    while start > 0 and _clings(text, start):
        start -= 1
    while end < len(text) and _clings(text, end):
        end += 1
    return start, end


def _clings(text: str, place: int) -> bool:
    """Whether the code point at ``place`` belongs to the one before it."""
    here = text[place]
    if unicodedata.category(here) in _MARKS or here == _JOINER or text[place - 1] == _JOINER:
        return True
    if "\U0001f3fb" <= here <= "\U0001f3ff":  # a colour of skin
        return True
    return _is_flag(here) and _is_flag(text[place - 1])


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """The spans in order, without overlapping, and none beyond ``length``; where two overlap both labels stand, each once."""
    found: list[Span] = []
    for span in sorted(spans):
        start, end = span.start, min(span.end, length)
        if start >= end:
            continue
        if found and start < found[-1].end:
            last = found[-1]
            label = last.label if span.label in last.label else f"{last.label} {span.label}"
            found[-1] = Span(last.start, max(last.end, end), label)
        else:
            found.append(Span(start, end, span.label))
    return found


def blacked(text: str, spans: Sequence[Span]) -> str:
    """The text with each of these ranges (``merged``) replaced by its label."""
    pieces: list[str] = []
    place = 0
    for start, end, label in spans:
        pieces += (text[place:start], label)
        place = end
    return "".join([*pieces, text[place:]])


def moved(links: Iterable[Link], spans: Sequence[Span]) -> list[Link]:
    """The links as they stand in the blacked text; one that touches a range is no link any more: its address could tell."""
    kept = [link for link in links if not any(link[0] < span.end and span.start < link[1] for span in spans)]
    return [(_shifted(start, spans), _shifted(stop, spans), href) for start, stop, href in kept]


def _shifted(place: int, spans: Sequence[Span]) -> int:
    return place + sum(len(label) - (end - start) for start, end, label in spans if end <= place)
