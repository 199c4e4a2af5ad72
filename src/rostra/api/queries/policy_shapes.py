"""The shapes of the written policy as the public interface answers it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.evidence_shapes import EvidenceFigure
from rostra.api.queries.shapes import told


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A published version of a policy or of procedures."""

    document: Annotated[str, told("The slug of the document.")]
    number: int
    url: Annotated[str, told("Its permanent address here.")]
    sha256: Annotated[str, told("SHA-256 of the text as .md gives it, hexadecimal.")]
    approved: Annotated[dt.date | None, told("When the council adopted it, or, for procedures, when they were approved.")]
    signed: dt.date | None
    published: dt.date | None
    effective: Annotated[dt.date | None, told("The first day on which it is in force.")]
    superseded: Annotated[dt.date | None, told("The first day on which it is no longer in force; null while none is known.")]
    body: Annotated[str, told("Who adopted it; empty for procedures.")]
    file_number: str
    vote: str
    repealed: Annotated[list[str], told("What fell by its adoption.")]


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy, or the procedures of one."""

    slug: Annotated[str, told("Its name in addresses; never changes.")]
    title: str
    kind: Annotated[str, told("policy or procedures.")]
    policy: Annotated[str | None, told("The slug of the policy that these procedures carry out; null for a policy.")]
    unit: Annotated[str, told("The slug of the unit that administers it.")]
    url: Annotated[str, told("Its page here.")]
    in_force: Annotated[int | None, told("The number of the version in force on the day asked about; null if none was.")]
    versions: Annotated[list[PolicyVersion], told("Its published versions, the newest first.")]


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy and its procedures, as far as they are published."""

    government: str
    documents: list[PolicyDocument]


@dataclass(frozen=True, slots=True)
class PolicyClause:
    """A clause."""

    key: Annotated[str, told("Its lasting key, the same in every version: the address of the clause ends in # and this.")]
    label: Annotated[str, told("Its number as it is written; may be empty.")]
    title: Annotated[str, told("May be empty.")]
    text: Annotated[str, told("As Markdown.")]
    html: Annotated[str, told("As safe HTML.")]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A document with the text in force on a day."""

    document: PolicyDocument
    on: Annotated[dt.date, told("The day: that of the question, or today.")]
    clauses: Annotated[list[PolicyClause], told("The text in force on that day; empty if none was.")]
    evidence: Annotated[list[EvidenceFigure], told("What the city's records say about its clauses today; empty for other days.")]


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One version with its text."""

    document: Annotated[str, told("The slug of the document.")]
    version: PolicyVersion
    clauses: list[PolicyClause]


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """A piece of a paragraph of two texts."""

    change: Annotated[str, told("kept, removed or added.")]
    text: str


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """What differs between two versions. Kept and removed pieces together are the one text, kept and added ones the other."""

    document: Annotated[str, told("The slug of the document.")]
    since: Annotated[int, told("The number of the one version.")]
    number: Annotated[int, told("The number of the other one.")]
    paragraphs: list[list[PolicyPart]]
