"""Relevance, the same on every engine because no engine computes it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.db.models.functions import Left

from rostra.archive.models import Version
from rostra.archive.queries.withheld import as_staff, withholding_of
from rostra.search.models import Phrase
from rostra.search.queries.language import Query
from rostra.search.queries.tokens import CHARACTERS, tokens


def ranked(ids: Sequence[int], query: Query) -> list[int]:
    """The same records, best first; of equals the newest first.

    Each word or phrase of the query that stands ``f`` times in the current text of a record adds ``f / (f + 1/2 + length / mean length)``:
    more is better but ever less so, and short texts need less. All words side by side in the query's order count as one phrase more.
    A record that has the words in an earlier version or an image description only, comes last.
    """
    phrases = _counted(query)
    if not phrases:
        return list(ids)
    texts = _texts(ids)
    found = {id_: tokens(text) for id_, text in texts.items()}
    mean = sum(map(len, found.values())) / len(found) if found else 1
    scores = {id_: sum(_weight(words, phrase, mean) for phrase in phrases) for id_, words in found.items()}
    return sorted(ids, key=lambda id_: (-round(scores.get(id_, 0), 9), -id_))


def _texts(ids: Sequence[int]) -> dict[int, str]:
    """The current text of each of these records, as everybody gets it. Two queries, and two more where something is withheld."""
    current = Version.objects.filter(record_id__in=ids, number=F("record__current"))
    texts = dict(current.values_list("record_id", Left("text", CHARACTERS)))
    if withheld := withholding_of(ids):
        shown = as_staff(list(current.filter(record_id__in=withheld).select_related("record")))
        texts |= {version.record_id: version.text[:CHARACTERS] for version in shown}
    return texts


def _counted(query: Query) -> list[Phrase]:
    terms = [term for term in query.terms if term.tokens and not term.excluded]
    phrases = [Phrase(term.tokens, term.prefix) for term in terms]
    if len(phrases) > 1:
        phrases.append(Phrase(tuple(token for term in terms for token in term.tokens), terms[-1].prefix))
    return phrases


def _weight(words: list[str], phrase: Phrase, mean: float) -> float:
    times = occurrences(words, phrase)
    return times / (times + 0.5 + len(words) / (mean or 1)) if times else 0


def occurrences(words: Sequence[str], phrase: Phrase) -> int:
    """How often a phrase stands in a text's tokens."""
    if len(phrase.tokens) == 1 and not phrase.prefix:
        return words.count(phrase.tokens[0])
    return sum(stands_at(words, place, phrase) for place in range(len(words) - len(phrase.tokens) + 1))


def stands_at(words: Sequence[str], place: int, phrase: Phrase) -> bool:
    """Whether the phrase begins at this token."""
    *whole, last = phrase.tokens
    if whole and tuple(words[place : place + len(whole)]) != tuple(whole):
        return False
    word = words[place + len(whole)]
    return word.startswith(last) if phrase.prefix else word == last
