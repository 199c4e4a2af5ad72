"""The one tokenizer: index, query and highlighting see the same words, and both engines take them verbatim.

Text is folded (NFKD, case, diacritics) and cut into words of letters and digits; everything else separates, so that ``#budget`` and
``budget`` are the same word and a handle or address is a phrase of its parts. Scripts that do not put spaces between words (Chinese,
Japanese, Thai and their kin, and Korean, whose particles cling) become one token per character: it with the one after it, or alone at
the end. So a word of them is a phrase, and a single character is a prefix.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

CHARACTERS = 200_000  # of one document: at 4 bytes each they fit into a tsvector's 1 MB
TOKENS = 16_000  # of one document: places in a tsvector end at 16,383
REPEATS = 256  # places of one lexeme in a tsvector
FILLER = "_"  # keeps a place without being a word: between texts, and where a word was repeated too often

_DROPPED = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"  # accents; points of Hebrew and Arabic
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})  # parts of letters
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_ASCII_WORD = re.compile(r"[a-z0-9]{1,64}")
_WORD = re.compile(rf"[\w{_MARKS}]{{1,64}}")
_PIECE = re.compile(rf"(?P<run>(?:(?=[\w{_MARKS}])[{_UNSPACED}])+)|(?:(?![{_UNSPACED}])[\w{_MARKS}]){{1,64}}")
_SYMBOLS = re.compile("[\u2010-\u2029\u2030-\u205e\u2190-\u23ff\u2500-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]+")
_DROP = re.compile(f"[{_DROPPED}]+")
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_CLUSTER = re.compile(rf".[{_DROPPED}{_MARKS}\u3099\u309a]*", re.DOTALL)


class Span(NamedTuple):
    """A token and where it stands in the text: a half-open range of code points."""

    token: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text without differences of case, accent and width."""
    if not text.isascii():
        text = _SYMBOLS.sub(" ", text)  # quotation marks, dashes, emoji: most texts are ASCII without them
    if text.isascii():
        return text.lower().replace("_", " ")
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _DROP.sub("", decomposed)).replace("_", " ")


_fold_cluster = lru_cache(maxsize=4096)(fold)  # a text has few different letters


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return _split(fold(text))


def _split(folded: str) -> list[str]:
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    if not _HAS_UNSPACED.search(folded):
        return _WORD.findall(folded)
    return [span.token for span in _pieces(folded)]


def spans(text: str) -> list[Span]:
    """The same tokens, with the places in ``text`` that they come from."""
    if text.isascii():
        return [Span(word[0], *word.span()) for word in _ASCII_WORD.finditer(fold(text))]
    clusters = list(_CLUSTER.finditer(text))
    folded = [_fold_cluster(cluster[0]) for cluster in clusters]
    origin = [cluster for cluster, letters in zip(clusters, folded, strict=True) for _ in letters]
    return [Span(token, origin[start].start(), origin[end - 1].end()) for token, start, end in _pieces("".join(folded))]


def _pieces(folded: str) -> Iterator[Span]:
    for piece in _PIECE.finditer(folded):
        start, end = piece.span()
        if piece["run"]:
            yield from (Span(folded[at : min(at + 2, end)], at, min(at + 2, end)) for at in range(start, end))
        else:
            yield Span(piece[0], start, end)


def is_unspaced(token: str) -> bool:
    """Whether a token comes from a script without spaces: a pair of characters, or the last one of its run."""
    return bool(_HAS_UNSPACED.match(token))


def document_tokens(texts: Iterable[str]) -> list[str]:
    """The tokens of a document's texts, with a filler after each, so that no phrase runs from one into the next; cut to the limits."""
    found: list[str] = []
    room = CHARACTERS
    for text in texts:
        if room <= 0:
            break
        found += _split(fold(text[:room])[:room])
        found.append(FILLER)
        room -= len(text)
    return found if len(found) <= REPEATS else _within_limits(found[:TOKENS])


def _within_limits(found: list[str]) -> list[str]:
    counts = Counter(found)
    if max(counts.values()) <= REPEATS:
        return found
    seen: Counter[str] = Counter()
    return [FILLER if _is_one_more(seen, token) > REPEATS else token for token in found]


def _is_one_more(seen: Counter[str], token: str) -> int:
    seen[token] += 1
    return seen[token]


def searched(text: str) -> tuple[tuple[str, ...], bool]:
    """What to look for when somebody types ``text``: the tokens of a phrase, and whether its last token is open at the end.

    The last character of a run without spaces is alone only at the end of a run, so it is left out, or is a prefix if there is no other.
    """
    found = tuple(tokens(text))
    if not found or not (len(found[-1]) == 1 and is_unspaced(found[-1])):
        return found, False
    in_run = len(found) > 1 and is_unspaced(found[-2]) and found[-2][1:] == found[-1]
    return (found[:-1], False) if in_run else (found, True)
