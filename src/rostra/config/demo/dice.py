"""Chance that falls the same way every time."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
_SLOT = re.compile(r"\{(\w+)\}")


class Dice:
    """Dice that show the same for the same seed, on every machine. Each day and each account throws dice of its own."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random("/".join(map(str, seed)))  # noqa: S311 -- an invented city guards nothing

    def pick(self, of: Sequence[T]) -> T:
        """One of these."""
        return of[self._random.randrange(len(of))]

    def some(self, of: Sequence[T], count: int) -> list[T]:
        """So many different ones of these, at most all."""
        return self._random.sample(of, min(count, len(of)))

    def chance(self, probability: float) -> bool:
        """Whether something that has this probability happens."""
        return self._random.random() < probability

    def number(self, lowest: int, highest: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(lowest, highest)

    def fill(self, template: str, words: Mapping[str, Sequence[str]], fixed: Mapping[str, str] | None = None) -> str:
        """The template with one of ``words`` in each ``{slot}``; what is ``fixed`` is not thrown for. Words may hold slots themselves."""
        known = fixed or {}

        def word(slot: re.Match[str]) -> str:
            name = slot[1]
            if name in known:
                return known[name]
            if name == "n":
                return str(self.number(2, 28))
            return self.fill(self.pick(words[name]), words, known)

        return _SLOT.sub(word, template).replace("m..", "m.")
