"""Who takes part in a conversation, as far as the law asks; and what follows of that for what they write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from rostra.core.data_class import DataClass
from rostra.core.profile import MessageRule


class PartyKind(StrEnum):
    """What somebody is to the city."""

    RESIDENT = "resident"  # any member of the public
    OFFICIAL_ACCOUNT = "official-account"  # of an office or a department
    ELECTED_OFFICIAL = "elected-official"
    EMPLOYEE = "employee"
    VENDOR = "vendor"
    UNKNOWN = "unknown"


STRICTEST: Final = (DataClass.CONFIDENTIAL, DataClass.PROTECTED, DataClass.PRIVATE, DataClass.NONPUBLIC, DataClass.PUBLIC)


@dataclass(frozen=True, slots=True)
class Decided:
    """How messages are held, and on which known law (its key; of public ones none)."""

    held_as: DataClass
    basis: str


def held_between(kinds: Sequence[PartyKind], rules: Iterable[MessageRule], unclassified: str) -> Decided:
    """How what these wrote to each other is held: of all pairs of them the strictest, each by the first rule that is about it.

    Where somebody is unknown, no rule is about a pair, or nobody else takes part: private, on the law with the key ``unclassified``.
    """
    until_known = Decided(DataClass.PRIVATE, unclassified)
    if len(kinds) < 2 or PartyKind.UNKNOWN in kinds:
        return until_known
    by_pair: Mapping[frozenset[str], Decided] = {
        frozenset(rule.between): Decided(DataClass(rule.held_as), rule.basis) for rule in reversed(list(rules))
    }
    pairs = {frozenset(map(str, pair)) for pair in combinations(kinds, 2)}
    return min((by_pair.get(pair, until_known) for pair in pairs), key=lambda held: STRICTEST.index(held.held_as))
