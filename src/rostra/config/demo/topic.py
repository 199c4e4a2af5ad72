"""A topic: what one or several accounts say again and again, in many words, in its season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WINTER, SPRING, SUMMER, AUTUMN = (12, 1, 2, 3), (3, 4, 5), (6, 7, 8), (9, 10, 11)
ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Topic:
    """``texts`` hold ``{slots}`` for ``words``. ``weight``: how often, against the account's other topics of the month."""

    accounts: tuple[str, ...]
    texts: Sequence[str]
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    months: tuple[int, ...] = ALL_YEAR
    weight: int = 3
    picture: str = ""  # the kind of picture that often goes with it
    alt: str = ""  # its description, with slots; empty: the city forgot, as cities do
    languages: tuple[str, ...] = ("en",)
    answers: tuple[str, ...] = ()  # what residents say to it, with slots
    replies: tuple[str, ...] = ()  # and what the account says to that
    repeats: int = 1  # how often an account may say the very same: a joke once, a notice more often
