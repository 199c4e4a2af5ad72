"""What in a text looks as if it should be withheld: proposed to a person, and withheld by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from phonenumbers import PhoneNumberMatcher

from rostra.archive.queries.bases import patterns
from rostra.archive.states.spans import Span, whole_characters

CHARACTERS: Final = 20_000  # of a text that are looked at: patterns are a city's own, texts are anybody's
MOST: Final = 50
TELEPHONE: Final = "Telephone number"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Some characters of a text, what they look like, and the law that is proposed, if any."""

    name: str
    start: int
    end: int
    words: str
    basis: str


def suggestions_in(text: str, withheld: Iterable[Span] = ()) -> list[Suggestion]:
    """What nobody has withheld yet, in the order of the text; of two that overlap the longer one."""
    taken = list(withheld)
    found = sorted(_matches(text[:CHARACTERS]), key=lambda each: (each.start, -each.end))
    kept: list[Suggestion] = []
    for each in found:
        if any(span.start <= each.start and each.end <= span.end for span in taken):
            continue
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept[:MOST]


def _matches(text: str) -> Iterator[Suggestion]:
    for number in PhoneNumberMatcher(text, settings.PROFILE.classification.region):
        yield Suggestion(TELEPHONE, number.start, number.end, number.raw_string, "")
    for pattern in patterns():
        for match in re.finditer(pattern.expression, text):
            if match[0].strip():
                start, end = whole_characters(text, *match.span())
                yield Suggestion(pattern.name, start, end, text[start:end], pattern.basis)
