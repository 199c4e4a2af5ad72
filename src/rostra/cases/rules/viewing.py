"""What somebody is to a case, and so what of it they read. Nobody is told of a case of which they may not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from rostra.cases.models import Case
from rostra.cases.queries.register import part_of
from rostra.cases.states.classes import (
    CaseFacts,
    CaseField,
    Classified,
    RespondentKind,
    Rule,
    Viewer,
    classify_case_field,
    delivered_rules,
    read_rules,
    sees,
)
from rostra.cases.states.life import Arbitration, CaseState, Outcome
from rostra.cases.states.words import Part, Track
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission
from rostra.people.models import Person
from rostra.people.queries import appointments_on, city_day, units_headed_by, user_of
from rostra.people.rules import may
from rostra.people.states import Function, Right, Role

FUNCTIONS = {Track.EMPLOYEE: Function.CASE_OF_EMPLOYEE, Track.OFFICIAL: Function.CASE_OF_OFFICIAL}
_BY_PART = {Part.ATTORNEY: Viewer.ATTORNEY, Part.SAMPLE: Viewer.SAMPLING}


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody is to a case, and of each part whether they read it and why it is classed so."""

    viewer: Viewer
    classes: dict[CaseField, Classified]

    def reads(self, part: CaseField) -> bool:
        """Whether they read this part."""
        return sees(self.viewer, part, self.classes[part])

    @property
    def parts(self) -> frozenset[CaseField]:
        """Everything that they read."""
        return frozenset(part for part in CaseField if self.reads(part))


def rules_in_force() -> tuple[Rule, ...]:
    """The table of the law, behind what the city's attorney has set."""
    return (*read_rules(rule.model_dump(by_alias=True) for rule in settings.PROFILE.cases.rule), *delivered_rules())


def facts_of(case: Case) -> CaseFacts:
    """What the classes of the parts of ``case`` depend on."""
    return CaseFacts(
        RespondentKind(case.kind), CaseState(case.state), Outcome(case.outcome), Arbitration(case.arbitration), case.left is not None,
        case.jeopardises, case.sources, case.civil_action, case.position.slug if case.position else "",
    )  # fmt: skip


def sight_of(viewer: Viewer, case: Case) -> Sight:
    """What somebody who is ``viewer`` to ``case`` reads of it."""
    facts, rules = facts_of(case), rules_in_force()
    return Sight(viewer, {part: classify_case_field(facts, part, rules) for part in CaseField})


def viewer_of(actor: Actor, case: Case) -> Viewer:
    """What ``actor`` is to ``case``. The respondent and whoever stands above them never are staff to it, whatever they hold."""
    user = user_of(actor)
    if user is None:
        return Viewer.PUBLIC
    person = user.person
    if person.pk == case.respondent_id:
        return Viewer.RESPONDENT
    if is_in_chain(person, case):
        return Viewer.UNASSIGNED
    return _of_staff(actor, person, case)


def is_in_chain(person: Person, case: Case) -> bool:
    """Whether ``person`` is the respondent's supervisor, or heads a unit in which the respondent works: then, or today."""
    if case.respondent_id is None:
        return False
    days = {case.act_day or city_day(), city_day()}
    return any(_is_above(person, case.respondent_id, day) for day in days)


def may_know_of(actor: Actor, case: Case) -> Permission:
    """Whether they may be told that there is such a case."""
    return ALLOWED if sight_of(viewer_of(actor, case), case).reads(CaseField.EXISTENCE) else Permission("There is no such case.")


def may_open_file(actor: Actor, case: Case) -> Permission:
    """Whether they read the file as staff: who was added to it, and the office that decides it."""
    told = viewer_of(actor, case)
    if told in {Viewer.ASSIGNED, Viewer.ATTORNEY, Viewer.SAMPLING}:
        return ALLOWED
    if told is Viewer.RESPONDENT:
        return Permission("It is about you: what you may see of it is sent to you.")
    return Permission("Nobody added you to this case.")


def _is_above(person: Person, respondent: int, day: dt.date) -> bool:
    held = appointments_on(day).filter(person=respondent)
    return held.filter(supervisor=person).exists() or held.filter(position__unit__in=units_headed_by(person, day)).exists()


def _of_staff(actor: Actor, person: Person, case: Case) -> Viewer:
    added = part_of(case, person)
    if added is not None and _may_take_part(actor, case):
        return _BY_PART.get(Part(added.part), Viewer.ASSIGNED)
    if _decides(actor, case):
        return Viewer.ATTORNEY if actor.has_role(Role.CITY_ATTORNEY) else Viewer.ASSIGNED
    if actor.has_role(Role.ADMINISTRATOR):
        return Viewer.ADMINISTRATOR
    return Viewer.AUDITOR if actor.has_role(Role.AUDITOR) else Viewer.UNASSIGNED


def _may_take_part(actor: Actor, case: Case) -> bool:
    function = FUNCTIONS.get(Track(case.track))
    return function is not None and bool(may(actor, Right.READ, function, also=actor.relations, assigned=True))


def _decides(actor: Actor, case: Case) -> bool:
    """Before triage nobody knows whom it is about: HR must not have the mayor's case. Only who may read both kinds has it."""
    wanted = [FUNCTIONS[Track(case.track)]] if case.track != Track.UNDECIDED else [*FUNCTIONS.values()]
    return all(may(actor, Right.READ, function) for function in wanted)
