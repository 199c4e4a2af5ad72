"""Figures about people without those by which single persons could be told apart.

A figure tells persons apart where fewer than ``smallest`` are counted, or are not, or are in the whole. None and all are told: they single
out nobody. What is left out must not follow from what is told either: not as the rest of a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """How many of how many."""

    count: int
    of: int


def tells_apart(part: Part, smallest: int) -> bool:
    """Whether so few are counted, or are not, or are there at all, that persons could be told apart."""
    return part.of < smallest or 0 < part.count < smallest or 0 < part.of - part.count < smallest


def untold(parts: Sequence[Part], smallest: int) -> frozenset[int]:
    """The places of the parts that cannot be told beside their sum: those that tell apart, and as many of the others, the smallest first,
    as it takes that what is left out together tells nobody apart.
    """
    hidden = {place for place, part in enumerate(parts) if tells_apart(part, smallest)}
    others = sorted((place for place in range(len(parts)) if place not in hidden), key=lambda place: parts[place].of, reverse=True)
    while others and _follows([parts[place] for place in hidden], smallest):
        hidden.add(others.pop())
    return frozenset(hidden)


def _follows(left_out: Sequence[Part], smallest: int) -> bool:
    """Whether the sum of what is left out, which anybody can work out, tells about single persons."""
    if not left_out:
        return False
    rest = Part(sum(part.count for part in left_out), sum(part.of for part in left_out))
    return len(left_out) == 1 or tells_apart(rest, smallest)
