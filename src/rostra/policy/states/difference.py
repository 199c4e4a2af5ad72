"""What differs between two texts: paragraph first, then word, in a bounded time however the texts are made.

The blocks hold everything: their kept and removed parts are the one text, their kept and added parts the other.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

Part = tuple[str, str]  # KEPT, REMOVED or ADDED; the text
Block = list[Part]

KEPT, REMOVED, ADDED = "=", "-", "+"
ALIKE = 0.4  # share of common words from which a paragraph counts as the changed form of another
AHEAD = 8  # how many new paragraphs are looked at for the changed form of an old one
MOST_PAIRS = 250_000  # words by words of one paragraph; above that it is compared sentence by sentence
_PARAGRAPH = re.compile(r".+?(?:\n{2,}|\Z)", re.DOTALL)
_SENTENCE = re.compile(r".+?(?:[.;:!?]\s+|\n|\Z)", re.DOTALL)
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


def compare(before: str, after: str) -> list[Block]:
    """The blocks of both texts, in order."""
    old, new = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    blocks: list[Block] = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            blocks += [[(KEPT, paragraph)] for paragraph in old[i1:i2]]
        else:
            blocks += _aligned(old[i1:i2], new[j1:j2])
    return blocks


def text_of(blocks: Sequence[Sequence[Part]], side: Literal["-", "+"]) -> str:
    """One of the two texts that the blocks were made of: REMOVED gives the earlier one, ADDED the later one."""
    return "".join(text for block in blocks for kind, text in block if kind in {KEPT, side})


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of common words of two texts, from 0 to 1 (Dice's coefficient)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def words_of(text: str) -> Counter[str]:
    """The words of a text, in small letters, with their numbers."""
    return Counter(re.findall(r"\w+", text.casefold()))


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Paragraphs that changed, each beside its changed form; what has none was removed or added as a whole."""
    counted, place = [words_of(paragraph) for paragraph in new], 0
    for paragraph in old:
        words = words_of(paragraph)
        ahead = range(place, min(place + AHEAD, len(new)))
        best = max(ahead, key=lambda number: likeness(words, counted[number]), default=None)
        if best is None or likeness(words, counted[best]) < ALIKE:
            yield [(REMOVED, paragraph)]
            continue
        yield from ([(ADDED, skipped)] for skipped in new[place:best])
        yield _by_words(paragraph, new[best])
        place = best + 1
    yield from ([(ADDED, left)] for left in new[place:])


def _by_words(old: str, new: str) -> Block:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) <= MOST_PAIRS:
        return _matched(before, after)
    block: Block = []
    sentences, others = _SENTENCE.findall(old), _SENTENCE.findall(new)
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, sentences, others).get_opcodes():
        if kind == "equal":
            block.append((KEPT, "".join(sentences[i1:i2])))
        else:
            block += _bounded("".join(sentences[i1:i2]), "".join(others[j1:j2]))
    return block


def _bounded(old: str, new: str) -> Block:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) <= MOST_PAIRS:
        return _matched(before, after)
    return [(REMOVED, old), (ADDED, new)]


def _matched(before: list[str], after: list[str]) -> Block:
    block: Block = []
    matcher = difflib.SequenceMatcher(str.isspace, before, after)  # a space alone is no match
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            block.append((KEPT, "".join(before[i1:i2])))
            continue
        block += [part for part in ((REMOVED, "".join(before[i1:i2])), (ADDED, "".join(after[j1:j2]))) if part[1]]
    return block
