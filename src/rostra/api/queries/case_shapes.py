"""The shapes of cases: that there is one, how it stands, and what the law has opened of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.shapes import Moment, told


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What everybody learns of a case."""

    number: Annotated[str, told("As in 2026-0012; never changes.")]
    url: Annotated[str, told("Its page here.")]
    received: Annotated[dt.date, told("The day it came in, in the city.")]
    status: Annotated[str | None, told("open, under-review or closed; null where the law tells only that there is such a case.")]


@dataclass(frozen=True, slots=True)
class CaseRegister:
    """The cases of which everybody may know, the newest first, a page at a time."""

    government: str
    cases: list[CaseLine]
    next: Annotated[str | None, told("The next page; null at the end.")]


@dataclass(frozen=True, slots=True)
class CaseText:
    """One text of a part."""

    at: Moment
    text: Annotated[str, told("Empty where what was said is deleted.")]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that somebody handed in: no record of the archive. The records office gives out copies."""

    number: Annotated[int, told("Of the files of the case.")]
    media_type: Annotated[str, told("Empty where it is deleted.")]
    size: Annotated[int, told("Bytes.")]
    at: Moment


@dataclass(frozen=True, slots=True)
class CasePart:
    """One part that is open to everybody now. A case that is opened again closes it."""

    part: Annotated[
        str,
        told("As respondent, allegation, clause, evidence, response, findings, report, disposition, reasons, documents, arbitration."),
    ]
    basis: Annotated[str, told("The law that opens it.")]
    lines: Annotated[list[str], told("What stands in it in a few words.")]
    texts: Annotated[list[CaseText], told("What was written; of parts that are written anew, the newest text.")]
    records: Annotated[list[str], told("The copies of the archive that are evidence: their addresses here.")]
    files: Annotated[list[CaseFile], told("Submitted evidence: that it is there.")]


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case, with what is open of it: nothing, as long as the law opens nothing."""

    case: CaseLine
    parts: list[CasePart]


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases of one kind."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class CaseYear:
    """The cases that came in in one year."""

    year: int
    received: Annotated[int, told("How many came in, of which everybody may know.")]
    quarters: Annotated[list[int], told("How many in each quarter.")]
    open: int
    under_review: int
    closed: int
    outcomes: Annotated[
        list[CaseCount] | None,
        told("What they came to; null where the year is not over, one of them is not closed, or a count is too small to be told."),
    ]
    offices: Annotated[
        list[CaseCount] | None, told("Who decided: employee, the personnel office; official, the ethics officer. Null likewise.")
    ]


@dataclass(frozen=True, slots=True)
class CaseYears:
    """Every year, the last first."""

    government: str
    smallest_number: Annotated[int, told("A count between 0 and this one is not told.")]
    years: list[CaseYear]
