"""Where a text may name somebody: what begins with an ``@``, and web addresses. Who of them is a resident changes with the thread, so the
index keeps all such texts twice: without these places, and whole, under tokens that no query of everybody's reaches while residents are
masked. So the city's profile decides, and no index is made anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rostra.archive.queries.display import terms
from rostra.search.models import Phrase
from rostra.search.queries.tokens import FILLER, TOKENS, document_tokens

_WHOLE = "-"  # before each token of a text that may name somebody; no token of a text begins with it
_NAME = re.compile(r"(https?://\S+|@[^\W_](?:[\w.@-]*\w)?)", re.IGNORECASE)
_ROOM = 50_000  # characters of a document that are kept twice


def nameable_tokens(texts: Collection[str], official: Collection[str]) -> list[str]:
    """The tokens of a document's texts. ``official``: handles, in small letters, that stand where they are."""
    naming = [text for text in texts if _may_name(text, official)]
    if not naming:
        return document_tokens(texts)
    plain = document_tokens(piece for text in texts for piece in _pieces(text, official))
    whole = (token if token == FILLER else _WHOLE + token for token in document_tokens(text[:_ROOM] for text in naming))
    return [*plain, *whole][:TOKENS]


def _may_name(text: str, official: Collection[str]) -> bool:
    return ("@" in text or "://" in text) and any(_is_hidden(name, official) for name in _NAME.findall(text))


def _is_hidden(name: str, official: Collection[str]) -> bool:
    return name[1:].lower() not in official


def _pieces(text: str, official: Collection[str]) -> Iterator[str]:
    """The text cut at each name that is hidden."""
    piece = ""
    for place, part in enumerate(_NAME.split(text)):
        if place % 2 and _is_hidden(part, official):
            yield piece
            piece = ""
        else:
            piece += part
    yield piece


def everywhere(phrase: Phrase) -> tuple[Phrase, Phrase]:
    """The phrase as it stands in texts that name nobody, and in those that may."""
    return phrase, Phrase(tuple(_WHOLE + token for token in phrase.tokens), phrase.prefix)


def as_shown(phrase: Phrase) -> tuple[Phrase, ...]:
    """Where everybody may look for it."""
    return (phrase,) if terms().mask_handles else everywhere(phrase)
