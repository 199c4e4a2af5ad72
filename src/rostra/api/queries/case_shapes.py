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
