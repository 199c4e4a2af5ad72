"""Measures: what the city's own records say today about a clause of its policy, in the manner of findings.

Each app registers its own in its ``rules``. The profile ties them to clauses (``[[evidence]]``); what is tied to none is shown nowhere.
The policy's page, the list behind a number, JSON and CSV all show the same ``Figure``, so that they cannot differ.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from rostra.core import clock
from rostra.core.errors import Misconfigured
from rostra.core.profile import Evidence
from rostra.core.small_numbers import Part, tells_apart, untold


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list behind a measure: a thing of the city's, or, of people, a group of them with its own numbers and no names."""

    name: str
    told: str = ""
    path: str = ""  # of its public page, without the first slash
    count: int | None = None
    of: int | None = None
    is_group: bool = False  # it has numbers of its own, told or not


def group(name: str, path: str, count: int, of: int) -> Row:
    """A line that stands for a group: how many of it, of how many."""
    return Row(name, "", path, count, of, is_group=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """How many of how many, now; and the list behind it."""

    count: int
    of: int
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted (``counts``), among what (``among``), and how. ``of_people``: small numbers are not told."""

    name: str
    counts: str
    among: str
    read: Callable[[], Reading]
    of_people: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What is published of a measure. ``count`` and ``of`` are None where so few people are counted that they could be told apart."""

    measure: Measure
    clauses: tuple[str, ...]  # "document/key"
    at: dt.datetime
    count: int | None
    of: int | None
    rows: tuple[Row, ...]

    @property
    def path(self) -> str:
        """Its list, below the address of the portal."""
        return f"evidence/{self.measure.name}"


_measures: dict[str, Measure] = {}


def measure(name: str, *, counts: str, among: str, of_people: bool = False) -> Callable[[Callable[[], Reading]], Callable[[], Reading]]:
    """Register a function as the measure ``name``. Used as a decorator in an app's ``rules``. Raises ValueError where there is one."""

    def register(read: Callable[[], Reading]) -> Callable[[], Reading]:
        if name in _measures:
            raise ValueError(f"there are two measures {name!r}")
        _measures[name] = Measure(name, counts, among, read, of_people)
        return read

    return register


def all_measures() -> Mapping[str, Measure]:
    """Every measure by its name."""
    return dict(sorted(_measures.items()))


def require_known(evidence: Iterable[Evidence]) -> None:
    """Raises Misconfigured (``core.E005``) where the profile names a measure that there is not, or says a thing twice."""
    seen: set[Evidence] = set()
    for each in evidence:
        if each.measure not in _measures:
            raise _wrong(each, "there is no such measure", f"there are: {', '.join(all_measures())}")
        if each in seen:
            raise _wrong(each, "it stands there twice", "strike one of the two")
        seen.add(each)


def _wrong(evidence: Evidence, what: str, hint: str) -> Misconfigured:
    return Misconfigured(f"[[evidence]] ties {evidence.measure!r} to {evidence.clause!r}: {what}", id="core.E005", hint=hint)


def figure(name: str) -> Figure | None:
    """What a measure says now; None unless the profile ties it to a clause."""
    clauses = tuple(each.clause for each in settings.PROFILE.evidence if each.measure == name)
    return _published(_measures[name], clauses) if clauses else None


def figures() -> list[Figure]:
    """What every measure says now that the profile ties to a clause, in the profile's order."""
    names = dict.fromkeys(each.measure for each in settings.PROFILE.evidence)
    return [found for name in names if (found := figure(name))]


def figures_about(document: str) -> dict[str, list[Figure]]:
    """By the key of the clause, what is measured of a document's clauses. Each measure is read once."""
    wanted = [each for each in settings.PROFILE.evidence if each.document == document]
    read = {name: figure(name) for name in dict.fromkeys(each.measure for each in wanted)}
    found: defaultdict[str, list[Figure]] = defaultdict(list)
    for each in wanted:
        if (one := read[each.measure]) is not None:
            found[each.key].append(one)
    return dict(found)


def _published(of: Measure, clauses: tuple[str, ...]) -> Figure:
    told = of.read()
    if of.of_people:
        return _discreet(of, clauses, told)
    return Figure(of, clauses, clock.now(), told.count, told.of, told.rows)


def _discreet(of: Measure, clauses: tuple[str, ...], told: Reading) -> Figure:
    """The figure of a measure of people: neither the whole nor a group is told where single persons could be told apart."""
    smallest = settings.PROFILE.figures.smallest
    hidden = untold([Part(row.count or 0, row.of or 0) for row in told.rows], smallest)
    rows = tuple(replace(row, count=None, of=None) if place in hidden else row for place, row in enumerate(told.rows))
    if told.of and tells_apart(Part(told.count, told.of), smallest):
        return Figure(of, clauses, clock.now(), None, None, rows)
    return Figure(of, clauses, clock.now(), told.count, told.of, rows)
