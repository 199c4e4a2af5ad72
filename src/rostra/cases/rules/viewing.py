"""What somebody is to a case, and so what of it they read. Nobody is told of a case of which they may not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Q, QuerySet, Value, When

from rostra.cases.models import Case, Participant
from rostra.cases.queries.register import cases, part_of
from rostra.cases.rules.chain import above, is_in_chain
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
from rostra.people.queries import user_of
from rostra.people.rules import may
from rostra.people.states import Function, Right, Role

FUNCTIONS = {Track.EMPLOYEE: Function.CASE_OF_EMPLOYEE, Track.OFFICIAL: Function.CASE_OF_OFFICIAL}
WITH_FILE = frozenset({Viewer.ASSIGNED, Viewer.ATTORNEY, Viewer.FACTS, Viewer.SAMPLING})
_BY_PART = {Part.ATTORNEY: Viewer.ATTORNEY, Part.SAMPLE: Viewer.SAMPLING, Part.FACTS: Viewer.FACTS}


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


FACTS = ("kind", "state", "outcome", "arbitration", "left", "jeopardises", "sources", "civil_action", "position__slug")


def facts_of(case: Case) -> CaseFacts:
    """What the classes of the parts of ``case`` depend on."""
    return facts_from([*(getattr(case, name) for name in FACTS[:-1]), case.position.slug if case.position else None])


def facts_from(columns: Sequence[Any]) -> CaseFacts:
    """The same from the columns ``FACTS`` of a row."""
    kind, state, outcome, arbitration, left, jeopardises, sources, civil_action, office = columns
    return CaseFacts(
        RespondentKind(kind), CaseState(state), Outcome(outcome), Arbitration(arbitration), left is not None, jeopardises, sources,
        civil_action, office or "",
    )  # fmt: skip


def sight_of(viewer: Viewer, case: Case) -> Sight:
    """What somebody who is ``viewer`` to ``case`` reads of it."""
    return _sight(viewer, facts_of(case), rules_in_force())


def opens_later(case: Case, part: CaseField) -> bool:
    """Whether everybody will read ``part``, and does not yet, if it comes to discipline that is final."""
    final = replace(facts_of(case), state=CaseState.FINAL_DISPOSITION, outcome=Outcome.DISCIPLINE, arbitration=Arbitration.NONE)
    later = _sight(Viewer.PUBLIC, final, rules_in_force())
    return later.reads(part) and not sight_of(Viewer.PUBLIC, case).reads(part)


def remembered_sight(viewer: Viewer) -> Callable[[CaseFacts], Sight]:
    """What somebody who is ``viewer`` to many cases reads of each, asked once for those that are alike.

    An office counts where a rule names it.
    """
    found, rules = dict[CaseFacts, Sight](), rules_in_force()
    named = {office for rule in rules for office in rule.offices}

    def look(facts: CaseFacts) -> Sight:
        if facts.office not in named:
            facts = replace(facts, office="")
        if facts not in found:
            found[facts] = _sight(viewer, facts, rules)
        return found[facts]

    return look


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


def openable_cases(actor: Actor, *, exact: bool = False) -> QuerySet[Case]:
    """The cases whose file ``actor`` may open: what ``may_open_file`` says of each, in one question to the database.

    ``exact``: only those of which they read where it stands; each has ``exact``.
    """
    user = user_of(actor)
    if user is None:
        return cases().none()
    added = Participant.objects.filter(case=OuterRef("pk"), person=user.person, ended__isnull=True)
    decided, whole = Q(track__in=_decided_by(actor)), Q(Exists(added.exclude(part=Part.FACTS)), track__in=_open_to(actor))
    found = (
        cases().filter(decided | Q(Exists(added), track__in=_open_to(actor))).exclude(respondent=user.person).exclude(above(user.person))
    )
    found = found.annotate(exact=Choice(When(decided | whole, then=Value(True)), default=Value(False)))
    return found.filter(exact=True) if exact else found


def may_know_of(actor: Actor, case: Case) -> Permission:
    """Whether they may be told that there is such a case."""
    return ALLOWED if sight_of(viewer_of(actor, case), case).reads(CaseField.EXISTENCE) else Permission("There is no such case.")


def may_open_file(actor: Actor, case: Case) -> Permission:
    """Whether they read the file as staff: who was added to it, and the office that decides it."""
    told = viewer_of(actor, case)
    if told in WITH_FILE:
        return ALLOWED
    if told is Viewer.RESPONDENT:
        return Permission("It is about you: what you may see of it is sent to you.")
    return Permission("Nobody added you to this case.")


def _sight(viewer: Viewer, facts: CaseFacts, rules: tuple[Rule, ...]) -> Sight:
    return Sight(viewer, {part: classify_case_field(facts, part, rules) for part in CaseField})


def _of_staff(actor: Actor, person: Person, case: Case) -> Viewer:
    if Track(case.track) in _decided_by(actor):
        return Viewer.ATTORNEY if actor.has_role(Role.CITY_ATTORNEY) else Viewer.ASSIGNED
    added = part_of(case, person)
    if added is not None and Track(case.track) in _open_to(actor):
        return _BY_PART.get(Part(added.part), Viewer.ASSIGNED)
    if actor.has_role(Role.ADMINISTRATOR):
        return Viewer.ADMINISTRATOR
    return Viewer.AUDITOR if actor.has_role(Role.AUDITOR) else Viewer.UNASSIGNED


def reads_when_added(actor: Actor, function: Function) -> Permission:
    """Whether they read cases of a kind once they are added to one."""
    return may(actor, Right.READ, function, also=actor.relations, assigned=True)


def decides_cases(actor: Actor) -> bool:
    """Whether cases of some kind are theirs without being added to one: once it is known whose a case is, they may see it."""
    return bool(_decided_by(actor))


def _open_to(actor: Actor) -> list[Track]:
    """The tracks on which who is added reads the file. Before triage nobody is added."""
    return [track for track, function in FUNCTIONS.items() if reads_when_added(actor, function)]


def _decided_by(actor: Actor) -> list[Track]:
    """Before triage nobody knows whom it is about: HR must not have the mayor's case. Only who may read both kinds has it."""
    tracks = [track for track, function in FUNCTIONS.items() if may(actor, Right.READ, function)]
    return [*tracks, Track.UNDECIDED] if len(tracks) == len(FUNCTIONS) else tracks
