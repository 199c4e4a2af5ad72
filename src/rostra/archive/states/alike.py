"""When two routes say the same of a post: what may differ between a network's interface and its export, though nobody wrote anything else.

Nothing is asked of anybody: an address that one of them shortens is another one. What counts as the same is listed here, and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rostra.platforms.base import Kind

_LINK_BELOW = re.compile(r"\s*https?://\S+\Z")


def plain(text: str) -> str:
    """A text as it is compared: composed characters (NFC), and one blank for any white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same, but for the address below a text, which an export keeps apart from it."""
    one, other = plain(one), plain(other)
    return one == other or (bool(one and other) and (_bare(one) == other or one == _bare(other)))


def is_cut_off(text: str, whole: str) -> bool:
    """Whether a text is the beginning of another one, and says by its last sign that it was cut off there, as X writes long ones."""
    beginning = _bare(plain(text)).removesuffix("…")
    return bool(beginning) and _bare(plain(text)) != beginning and plain(whole).startswith(beginning.rstrip())


def says_the_same(told: Iterable[str], kind: str, said: Iterable[str]) -> bool:
    """Whether one of the texts that an export tells is one that its network said of a post of this kind.

    The words of a repost are the network's own, on which no export agrees: one that tells no words of its own says the same.
    """
    told = list(told)
    if kind == Kind.REPOST:
        return any(not _bare(plain(text)) for text in told)
    said = list(said)
    return any(same_words(one, other) for one in told for other in said)


def _bare(text: str) -> str:
    return _LINK_BELOW.sub("", text)
