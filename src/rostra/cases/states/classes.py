"""What of a case may be seen by whom: the class of each part, its legal basis, and who gets to read a thing of that class.

Pure, and the one place where this is decided: every page, file, search, feed, log entry, mail and report asks here. The table is data
(``classes.toml``: Minnesota's); a city's attorney puts rules before it, with a reason. What no rule can change stands in the code below.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from rostra.cases.states.life import Arbitration, CaseState, Outcome
from rostra.core.errors import Misconfigured


class DataClass(StrEnum):
    """The five classes of government data (Minn. Stat. 13.02): whether it is about an individual, and whether its subject may see it."""

    PUBLIC = "public"
    PRIVATE = "private"  # about an individual, who may see it
    NONPUBLIC = "nonpublic"  # not about an individual; its subject may see it
    CONFIDENTIAL = "confidential"  # about an individual, who may not see it
    PROTECTED = "protected-nonpublic"  # not about an individual; not even its subject sees it


class RespondentKind(StrEnum):
    """What the person complained of was, before the law, on the day of the act."""

    EMPLOYEE = "employee"
    PUBLIC_OFFICIAL = "public-official"  # an employee whose position counsel has so marked: Minn. Stat. 13.43 subd. 2(e)
    ELECTED = "elected"
    APPOINTEE = "appointee"  # to a public body
    VOLUNTEER = "volunteer"
    CONTRACTOR = "contractor"
    NOBODY = "nobody"  # a thing, an account, or somebody who is not the city's


class CaseField(StrEnum):
    """The parts of a case."""

    EXISTENCE = "existence"
    STATUS = "status"
    RESPONDENT = "respondent"  # who it is
    ALLEGATION = "allegation"
    CLAUSE = "clause"
    EVIDENCE = "evidence"
    RESPONSE = "response"  # what the respondent says
    FINDINGS = "findings"
    REPORT = "report"  # of the investigation
    DISPOSITION = "disposition"
    REASONS = "reasons"  # for the disposition
    DOCUMENTS = "documents"  # on which it rests
    DISCIPLINE = "discipline"  # a reference to the file where it is kept
    ARBITRATION = "arbitration"
    REMEDIES = "remedies"
    WORKSHEET = "worksheet"  # in which capacity it was said
    NOTES = "notes"
    PARTICIPANTS = "participants"
    COMPLAINANT = "complainant"  # who it is
    STATEMENT = "statement"  # the complainant's own
    MESSAGES = "messages"  # with the complainant
    ADVICE = "advice"  # the attorney's section


class Subject(StrEnum):
    """Whom a part of a case is about: who may see it although the public may not."""

    RESPONDENT = "respondent"
    COMPLAINANT = "complainant"
    NOBODY = "nobody"


OF_COMPLAINANT = frozenset({CaseField.COMPLAINANT, CaseField.STATEMENT, CaseField.MESSAGES})
OF_NOBODY = frozenset({CaseField.PARTICIPANTS, CaseField.ADVICE})  # how the city works on it
ALWAYS_TOLD = frozenset({CaseField.EXISTENCE, CaseField.STATUS})
WHAT_WAS_POSTED = frozenset({CaseField.CLAUSE, CaseField.EVIDENCE, CaseField.REMEDIES})  # and nothing about a person


class Viewer(StrEnum):
    """What somebody is to a case."""

    PUBLIC = "public"
    RESPONDENT = "respondent"
    COMPLAINANT = "complainant"
    UNASSIGNED = "unassigned"  # staff who were not added to it
    ASSIGNED = "assigned"
    FACTS = "facts"  # added to tell what was posted where: communications
    ATTORNEY = "attorney"  # added to it
    AUDITOR = "auditor"
    SAMPLING = "sampling-auditor"  # an auditor to whom this one was drawn
    ADMINISTRATOR = "administrator"  # of the system


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the class of a part of a case depends on."""

    respondent: RespondentKind
    state: CaseState
    outcome: Outcome = Outcome.NONE
    arbitration: Arbitration = Arbitration.NONE
    left: bool = False  # resigned, or was dismissed, while it was open
    jeopardises: bool = False  # an active investigation would suffer: counsel's word
    sources: bool = False  # it would reveal a confidential source: counsel's word
    civil_action: bool = False  # one is pending or anticipated: the chief attorney's word
    office: str = ""  # the position's name in addresses, where counsel has set a rule for it


@dataclass(frozen=True, slots=True)
class Classified:
    """The class of a part of a case. ``subject``: whom it is about; ``basis``: the law, or the attorney's reason."""

    held_as: DataClass
    basis: str
    subject: Subject


class Stage(StrEnum):
    """How far a case has come, as the law counts."""

    ALWAYS = "always"
    COMPLETED = "completed"  # the investigation is over, or the respondent left before that
    DISCIPLINED = "disciplined"  # the disposition is final, and discipline has survived


@dataclass(frozen=True, slots=True)
class Rule:
    """Parts of cases of a kind that have a class from a stage on. Nothing named: all of them."""

    held_as: DataClass
    basis: str
    stage: Stage = Stage.ALWAYS
    fields: frozenset[CaseField] = frozenset(CaseField)
    respondents: frozenset[RespondentKind] = frozenset(RespondentKind)
    offices: frozenset[str] = frozenset()
    unless_jeopardised: bool = False


_INVESTIGATED = frozenset({Outcome.NOT_SUSTAINED, Outcome.NO_DISCIPLINE, Outcome.DISCIPLINE})
_OVER = frozenset(
    {
        CaseState.NOT_SUSTAINED, CaseState.DISPOSITION_PENDING, CaseState.NO_DISCIPLINE, CaseState.DISCIPLINE_DECIDED, CaseState.GRIEVED,
        CaseState.ARBITRATION, CaseState.FINAL_DISPOSITION,
    }
)  # fmt: skip
_DECIDED = frozenset({CaseState.CLOSED, CaseState.APPEALED})  # an appeal is a later proceeding: what was decided stands until it is changed
_FINAL = frozenset({CaseState.FINAL_DISPOSITION, *_DECIDED})
_SURVIVED = frozenset({Arbitration.NONE, Arbitration.UPHELD, Arbitration.MODIFIED})
_WALLED = frozenset({CaseField.ADVICE})


def stages_of(facts: CaseFacts) -> frozenset[Stage]:
    """The stages that a case has reached. A case that is opened again is not completed any more.

    A disposition is final "regardless of the possibility of any later proceedings" (Minn. Stat. 13.43 subd. 2(b)): an appeal closes
    nothing.
    """
    reached = {Stage.ALWAYS}
    over = facts.state in _OVER or (facts.state in _DECIDED and facts.outcome in _INVESTIGATED)
    if over or facts.left:
        reached.add(Stage.COMPLETED)
    if facts.state in _FINAL and facts.outcome is Outcome.DISCIPLINE and facts.arbitration in _SURVIVED:
        reached.add(Stage.DISCIPLINED)
    return frozenset(reached)


def classify_case_field(facts: CaseFacts, part: CaseField, rules: Sequence[Rule]) -> Classified:
    """The class of ``part`` of a case, and on what it rests: the first of ``rules`` that fits; at the end of every table one fits all.

    Before any rule: the attorney's section is never public (Minn. Stat. 13.393); while a civil action is pending everything but
    existence and status is confidential (13.39). No rule opens what would reveal a confidential source.
    """
    subject = _subject_of(part)
    if part in _WALLED:
        return Classified(DataClass.PROTECTED, "Minn. Stat. 13.393", subject)
    if facts.civil_action and part not in ALWAYS_TOLD:
        held_as = DataClass.PROTECTED if facts.respondent is RespondentKind.NOBODY else DataClass.CONFIDENTIAL
        return Classified(held_as, "Minn. Stat. 13.39, subd. 2", subject)
    fits = next(rule for rule in rules if _fits(rule, facts, part))
    return Classified(fits.held_as, fits.basis, subject)


def sees(viewer: Viewer, part: CaseField, classified: Classified) -> bool:
    """Whether ``viewer`` gets to read ``part``. Public is for everyone; the subject sees what is private or nonpublic about them.

    The complainant always sees their own statement, also while a civil action is pending (Minn. Stat. 13.39 subd. 2(b)). Staff see what is
    not public only where they were added to the case, and communications only what was posted; the attorney's section is the attorney's
    alone; the administrator never.
    """
    if classified.held_as is DataClass.PUBLIC:
        return True
    if part in _WALLED:
        return viewer is Viewer.ATTORNEY
    if viewer in {Viewer.ASSIGNED, Viewer.ATTORNEY, Viewer.SAMPLING} or (viewer is Viewer.FACTS and part in WHAT_WAS_POSTED):
        return True
    if viewer is Viewer.COMPLAINANT and part in {CaseField.STATEMENT, CaseField.MESSAGES}:
        return True
    return classified.held_as in {DataClass.PRIVATE, DataClass.NONPUBLIC} and classified.subject.value == viewer.value


@cache
def delivered_rules() -> tuple[Rule, ...]:
    """The table as it is delivered."""
    return tuple(read_rules(tomllib.loads(Path(__file__).with_name("classes.toml").read_text(encoding="utf-8"))["rule"]))


def read_rules(rows: Iterable[Mapping[str, Any]]) -> Iterator[Rule]:
    """Rules as they are written in a table or a profile. Raises ValueError that names the word and what is allowed."""
    for row in rows:
        yield Rule(
            DataClass(row["class"]), row["basis"], Stage(row.get("from", Stage.ALWAYS)),
            frozenset(map(CaseField, row.get("fields") or CaseField)),
            frozenset(map(RespondentKind, row.get("respondents") or RespondentKind)),
            frozenset(row.get("offices", ())), row.get("unless_jeopardised", False),
        )  # fmt: skip


def require_known_words(rows: Iterable[Mapping[str, Any]]) -> None:
    """Nothing when a city's rules can be read. Raises Misconfigured (``cases.E001``) that names the rule, the word and what is allowed."""
    for number, row in enumerate(rows, 1):
        try:
            list(read_rules([row]))
        except ValueError as error:
            told = f"the city's profile, [[cases.rule]] number {number}: {error}"
            raise Misconfigured(told, id="cases.E001", hint=f"allowed: {_allowed()}") from None


def _allowed() -> str:
    words = {"class": DataClass, "from": Stage, "fields": CaseField, "respondents": RespondentKind}
    return "; ".join(f"{key}: {', '.join(values)}" for key, values in words.items())


def _subject_of(part: CaseField) -> Subject:
    if part in OF_COMPLAINANT:
        return Subject.COMPLAINANT
    return Subject.NOBODY if part in OF_NOBODY else Subject.RESPONDENT


def _fits(rule: Rule, facts: CaseFacts, part: CaseField) -> bool:
    if part not in rule.fields or facts.respondent not in rule.respondents or rule.stage not in stages_of(facts):
        return False
    if rule.offices and facts.office not in rule.offices:
        return False
    if rule.unless_jeopardised and facts.jeopardises:
        return False
    return not (rule.held_as is DataClass.PUBLIC and facts.sources and part in OF_COMPLAINANT)
