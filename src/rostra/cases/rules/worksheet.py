"""In which capacity something was said (Lindke v. Freed, 601 U.S. 187): what the worksheet asks, and what an outcome needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rostra.accounts.models import Authority
from rostra.accounts.queries import authority_of
from rostra.cases.models import Case, Evidence
from rostra.cases.states.words import Capacity
from rostra.core import dates


class Used(StrEnum):
    """Whether the authority was used in what was said."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What counsel found. ``authority``: to speak for the city on this matter, on that day, as the register has it; None: there is none."""

    used: Used
    outcome: Capacity
    facts: str
    reasons: str
    authority: Authority | None = None
    trappings: str = ""
    disclaimer: str = ""  # that stood on the account then
    custom: str = ""  # of those who held the office before
    about: Evidence | None = None  # one post; None: the account, and all that is evidence

    @property
    def has_authority(self) -> bool:
        """The first part: by an instrument, or by what those before did."""
        return self.authority is not None or bool(self.custom.strip())


def authorities_for(case: Case) -> list[Authority]:
    """On what the respondent could speak for the city on the day of the act."""
    return list(authority_of(case.respondent, case.act_day)) if case.respondent and case.act_day else []


def worksheet_problems(found: Worksheet, case: Case) -> dict[str, str]:
    """What is wrong, by field. Official needs both parts; personal needs one of them to be missing, whatever a disclaimer says."""
    both = found.has_authority and found.used is Used.YES
    problems = {
        "facts": "" if found.facts.strip() else "Say what was said, and how. A disclaimer alone never decides.",
        "reasons": "" if found.reasons.strip() else "Give the reasons.",
        "authority": "It was not in force for this person on that day."
        if found.authority is not None and found.authority not in authorities_for(case)
        else "",
        "about": "It is no evidence in this case." if found.about is not None and found.about.case_id != case.pk else "",
        "outcome": _outcome_problem(found, both=both),
    }
    return {field: problem for field, problem in problems.items() if problem}


def _outcome_problem(found: Worksheet, *, both: bool) -> str:
    if found.outcome in {Capacity.OFFICIAL, Capacity.MIXED} and not both:
        return "Both parts are needed: authority on this matter, and that it was used here."
    if found.outcome is Capacity.PERSONAL and both:
        return "Both parts are there. A disclaimer alone does not make it personal."
    if found.outcome is Capacity.PERSONAL and found.has_authority and found.used is Used.UNCLEAR:
        return "Whether the authority was used here is unclear: then it is undecided. A disclaimer alone never decides."
    return ""


def in_words(found: Worksheet) -> str:
    """The worksheet as it is kept in the file: one answer after the other."""
    return "\n\n".join(f"{question}\n{answer}" for question, answer in _answers(found))


def _answers(found: Worksheet) -> Iterator[tuple[str, str]]:
    yield "About", _about(found.about)
    yield "Authority to speak for the city on this matter, on that day", _authority(found.authority)
    yield "Custom of those who held the office before", found.custom.strip() or "Nothing is known."
    yield "Used here", found.used.value.capitalize()
    yield "What was said, and how", found.facts.strip()
    yield "Trappings of the office", found.trappings.strip() or "None."
    yield "Disclaimer that stood there then", found.disclaimer.strip() or "None."
    yield "Outcome", found.outcome.value.capitalize()
    yield "Reasons", found.reasons.strip()


def _about(row: Evidence | None) -> str:
    return (
        f"Record {row.version.record_id}, copy {row.version.number}." if row and row.version else "The account, and all that is evidence."
    )


def _authority(row: Authority | None) -> str:
    if row is None:
        return "None is in the register."
    ground = f"{row.instrument}, {row.section}" if row.instrument else f"custom: {row.evidence}"
    return f"{row} ({ground}), since {dates.in_words(row.begins)}"
