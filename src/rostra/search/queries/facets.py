"""Facets: how the results spread over accounts, units, platforms, years and states, each value a filter to add or take out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rostra.search.models import Share
from rostra.search.queries.language import Query
from rostra.search.queries.register import Register
from rostra.search.states import Mark


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, how many results have it, and the query's text with its filter added or, if it is ``active``, taken out."""

    value: str
    label: str
    count: int
    active: bool
    toggled: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values, the most frequent first (years: the latest first)."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


Labels = dict[str, str]
Counts = Counter[str]
STATUS = {"gone": Mark.GONE, "edited": Mark.EDITED, "reply": Mark.REPLY}
STATUS_LABELS = {"gone": "Removed from the platform", "edited": "Edited", "reply": "Reply"}
AUTHOR_LABELS = {"official": "The city", "public": "The public"}
MEDIA_LABELS = {"media": "With pictures or video"}


class Tally:
    """Counts of results by account, year and mark."""

    def __init__(self, shares: Iterable[Share]) -> None:
        self.accounts: Counter[int] = Counter()
        self.years: Counter[int] = Counter()
        self.total = 0
        marks_of: Counter[int] = Counter()
        for account, year, marks, count in shares:
            self.total += count
            self.accounts[account] += count
            self.years[year] += count
            marks_of[marks] += count
        self.marks = {mark: sum(count for marks, count in marks_of.items() if marks & mark) for mark in Mark}


def facets_of(tally: Tally, query: Query, register: Register) -> tuple[Facet, ...]:
    """The facets of these results. A value that no hit has is listed only if the query asks for it."""
    public = tally.marks[Mark.PUBLIC]
    return (
        _facet("from", "Account", *_by_account(tally, register), query),
        _facet("unit", "Unit", *_by_unit(tally, register), query),
        _facet("platform", "Platform", _by_platform(tally, register), {}, query),
        _facet("year", "Year", Counter({str(year): count for year, count in tally.years.items()}), {}, query),
        _facet("is", "Status", Counter({value: tally.marks[mark] for value, mark in STATUS.items()}), STATUS_LABELS, query),
        _facet("by", "Said by", Counter({"official": tally.total - public, "public": public}), AUTHOR_LABELS, query),
        _facet("has", "Media", Counter({"media": tally.marks[Mark.MEDIA]}), MEDIA_LABELS, query),
    )


def _facet(name: str, label: str, counts: Counts, labels: Labels, query: Query) -> Facet:
    asked = {term.value: 0 for term in query.terms if term.name == name and not term.excluded}
    listed = asked | {value: count for value, count in counts.items() if count}
    values = [
        FacetValue(value, labels.get(value, value), count, query.has(name, value), query.toggled(name, value))
        for value, count in listed.items()
    ]
    if name == "year":
        return Facet(name, label, tuple(sorted(values, key=lambda value: value.value, reverse=True)))
    return Facet(name, label, tuple(sorted(values, key=lambda value: (-value.count, value.label.casefold(), value.value))))


def _by_account(tally: Tally, register: Register) -> tuple[Counts, Labels]:
    found = {register.accounts[id_]: count for id_, count in tally.accounts.items() if id_ in register.accounts}
    return Counter({account.slug: count for account, count in found.items()}), {account.slug: account.name for account in found}


def _by_unit(tally: Tally, register: Register) -> tuple[Counts, Labels]:
    counts: Counts = Counter()
    for id_, count in tally.accounts.items():
        if id_ in register.accounts:
            counts.update({unit.slug: count for unit in register.units_of(register.accounts[id_])})
    return counts, {unit.slug: unit.name for unit in register.units.values()}


def _by_platform(tally: Tally, register: Register) -> Counts:
    counts: Counts = Counter()
    for id_, count in tally.accounts.items():
        if id_ in register.accounts:
            counts[register.accounts[id_].network] += count
    return counts
