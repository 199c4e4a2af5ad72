"""The shapes of what the city's records say about clauses of its policy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.shapes import told

_HIDDEN = "null where so few people are counted that they could be told apart."


@dataclass(frozen=True, slots=True)
class EvidenceFigure:
    """A number that stands beside a clause."""

    measure: Annotated[str, told("Its name; never changes.")]
    counts: Annotated[str, told("What is counted.")]
    among: Annotated[str, told("Out of what.")]
    count: Annotated[int | None, told(f"How many; {_HIDDEN}")]
    of: Annotated[int | None, told(f"Out of how many; {_HIDDEN}")]
    of_people: Annotated[bool, told("Whether people are counted: then small numbers are not told.")]
    at: Annotated[dt.datetime, told("When it was counted: now.")]
    clauses: Annotated[list[str], told("The addresses of the clauses that it stands beside.")]
    url: Annotated[str, told("The list behind it.")]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every number that stands beside a clause."""

    government: str
    figures: list[EvidenceFigure]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A line of the list behind a number."""

    name: Annotated[str, told("An account, a document; of people a unit, never a person.")]
    on_record: Annotated[str, told("What is on record about it; may be empty.")]
    count: Annotated[int | None, told(f"Where it is a group: how many of it; {_HIDDEN}")]
    of: Annotated[int | None, told(f"Where it is a group: out of how many; {_HIDDEN}")]
    url: Annotated[str, told("Its page here; may be empty.")]


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """A number with the list behind it."""

    figure: EvidenceFigure
    rows: list[EvidenceRow]
