"""Cases: their clocks, and what the city's attorney has set about what may be seen of them."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from rostra.core.profile.sections import Section, Slug, Tag

Class = Literal["public", "private", "nonpublic", "confidential", "protected-nonpublic"]
Stage = Literal["always", "completed", "disciplined"]


class CaseRule(Section):
    """Parts of cases that have a class from a stage on. Read before the delivered table, ``cases.states.classes``, which checks them."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True)

    held_as: Class = Field(alias="class")
    basis: str = Field(min_length=1)  # the law, or the attorney's reason with its date
    stage: Stage = Field(default="always", alias="from")
    fields_: list[Slug] = Field(default=[], alias="fields")  # none: all
    respondents: list[Slug] = []
    offices: list[Slug] = []  # positions, by their names in addresses
    unless_jeopardised: bool = False


class Measure(Section):
    """What discipline can come to."""

    key: Slug
    name: str = Field(min_length=1, max_length=100)


DELIVERED_MEASURES = [
    Measure(key="warning", name="Warning"),
    Measure(key="reprimand", name="Written reprimand"),
    Measure(key="suspension", name="Suspension"),
    Measure(key="demotion", name="Demotion"),
    Measure(key="dismissal", name="Dismissal"),
    Measure(key="censure", name="Censure"),
    Measure(key="ended", name="Service or contract ended"),
]


class NoticeWords(Section):
    """What one side is told before it is asked about itself: instead of the delivered words, which ``cases.rules.notices`` has."""

    to: Literal["complainant", "respondent"]
    language: Tag
    lines: list[str] = Field(min_length=1, max_length=20)


class CaseTerms(Section):
    """How long each step may take, what it may come to, and what counsel has set."""

    triage_within: int = Field(default=5, ge=1, le=60)  # business days
    step_within: int = Field(default=30, ge=1, le=366)  # business days for each step after that
    filing_limit_days: int = Field(default=365, ge=0, le=3660)  # after the act; 0: none. Later is taken in too, and marked
    grievance_days: int = Field(default=14, ge=0, le=366)  # in which an employee's discipline can be grieved; before that it is not final
    appeal_open_days: int = Field(default=30, ge=1, le=366)  # days after the case was closed
    most_files: int = Field(default=40, ge=1, le=1000)  # of who handed it in, with one case
    measure: list[Measure] = []  # what discipline can come to; none: the delivered ones
    chief_attorney: Slug | Literal[""] = ""  # the position that says whether a civil action is pending; none named: every attorney
    smallest_number: int = Field(default=5, ge=2, le=100)  # of cases that a public table tells by outcome; below it nobody is told
    rule: list[CaseRule] = []
    notice: list[NoticeWords] = []  # before they are asked about themselves; none: the delivered words

    @property
    def measures(self) -> list[Measure]:
        """What discipline can come to: the city's, or those that are delivered."""
        return self.measure or DELIVERED_MEASURES

    def measure_name(self, key: str) -> str:
        """What a measure is called; its key where the profile does not list it any more."""
        return next((each.name for each in self.measures if each.key == key), key)
