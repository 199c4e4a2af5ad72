"""When two handles look alike to a person: pure, for texts of any script.

A short table of our own, after the idea of Unicode TS 39 (skeletons of confusable strings): the letters that handles of the known
networks can hold, and those of Cyrillic and Greek that are drawn like Latin ones. Two handles are compared in steps, each step
forgetting more; the first step at which they become the same says in what they differ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, groupby

SHORTEST_FOR_ONE_EDIT = 5  # below that, one letter more or less makes another name: "epd" and "efd" are two offices
_CYRILLIC = dict(zip("авекмнорстухіјѕԁԛԝһӏьгпц", "abekmhopctyxijsdqwhlbrnu", strict=True))
_GREEK = dict(zip("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj", strict=True))
_LATIN = {"ı": "i", "ɡ": "g", "ɑ": "a", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe"}
_SCRIPTS = str.maketrans(_CYRILLIC | _GREEK | _LATIN)
_SHAPES = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "3": "e", "4": "a", "5": "s", "8": "b", "6": "b", "9": "g"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SEPARATORS = str.maketrans("", "", "._-~·")


class Likeness(StrEnum):
    """In what two handles differ, the closest first."""

    SAME = "it is the same handle"
    SCRIPT = "letters of another script that look the same"
    SHAPE = "digits or letters that look alike"
    SEPARATORS = "dots, hyphens or underscores"
    DOUBLED = "doubled letters"
    ONE_EDIT = "one letter more, less, changed or swapped"


DECEPTIVE = frozenset({Likeness.SCRIPT, Likeness.SHAPE})  # chosen to be mistaken: matters on any network


@dataclass(frozen=True, slots=True)
class Difference:
    """Two handles that look alike: in what way they differ, and where, in words."""

    likeness: Likeness
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.likeness}: {self.detail}" if self.detail else str(self.likeness)


def fold(handle: str) -> str:
    """The handle as networks compare it: no leading @, no case, no compatibility forms."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", handle.strip().removeprefix("@")).casefold())


def _same_script(text: str) -> str:
    bare = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch) and ch.isprintable())
    return bare.translate(_SCRIPTS)


def _same_shape(text: str) -> str:
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text.translate(_SHAPES)


def _without_separators(text: str) -> str:
    return text.translate(_SEPARATORS)


def _without_doubles(text: str) -> str:
    return "".join(letter for letter, _ in groupby(text))


_STEPS: tuple[tuple[Likeness, Callable[[str], str]], ...] = (
    (Likeness.SAME, fold),
    (Likeness.SCRIPT, _same_script),
    (Likeness.SHAPE, _same_shape),
    (Likeness.SEPARATORS, _without_separators),
    (Likeness.DOUBLED, _without_doubles),
)


@lru_cache(maxsize=8192)  # a question is compared with every handle of the register
def _forms(handle: str) -> tuple[str, ...]:
    """What is left of a handle after each step."""
    return tuple(accumulate(_STEPS, lambda text, step: step[1](text), initial=handle))[1:]


def skeleton(handle: str) -> str:
    """What is left when script and shape of the letters are forgotten: equal for handles that were chosen to be mistaken."""
    return _same_shape(_same_script(fold(handle)))


def difference(handle: str, other: str) -> Difference | None:
    """In what ``handle`` differs from ``other``, if a person may take one for the other; else None. Symmetric in its likeness."""
    for (likeness, _), mine, theirs in zip(_STEPS, _forms(handle), _forms(other), strict=True):
        if mine == theirs:
            return Difference(likeness, _told(fold(handle), fold(other))) if mine else None
    mine, theirs = _forms(handle)[-1], _forms(other)[-1]
    if max(len(mine), len(theirs)) >= SHORTEST_FOR_ONE_EDIT and is_one_edit(mine, theirs):
        return Difference(Likeness.ONE_EDIT, _told(fold(handle), fold(other)))
    return None


def is_one_edit(a: str, b: str) -> bool:
    """Whether one letter put in, taken out, changed, or two neighbours swapped makes ``a`` into ``b``."""
    if abs(len(a) - len(b)) > 1:
        return False
    start, end = _edges(a, b)
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    return max(len(left), len(right)) == 1 or (len(left) == 2 and left == right[::-1])


def _edges(a: str, b: str) -> tuple[int, int]:
    """How many letters are equal from the front, and then from the back."""
    shorter = min(len(a), len(b))
    start = next((n for n in range(shorter) if a[n] != b[n]), shorter)
    end = next((n for n in range(shorter - start) if a[-1 - n] != b[-1 - n]), shorter - start)
    return start, end


def _told(a: str, b: str) -> str:
    """Where two folded handles differ, in words: “о” (CYRILLIC SMALL LETTER O) instead of “o”."""
    start, end = _edges(a, b)
    mine, theirs = a[start : len(a) - end], b[start : len(b) - end]
    if not mine:
        return f"without {_named(theirs)}" if theirs else ""
    return f"{_named(mine)} instead of {_named(theirs)}" if theirs else f"with {_named(mine)} more"


def _named(part: str) -> str:
    foreign = [unicodedata.name(ch, f"U+{ord(ch):04X}") for ch in part if not ch.isascii()]
    return f"“{part}”" + (f" ({', '.join(foreign[:3])})" if foreign else "")
