"""How long the evidence of a case is held, and what is told of a case for which a hold stands."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from rostra.cases.models import Case
from rostra.cases.queries.register import cases, subject_of
from rostra.cases.rules.returning import may_be_appealed
from rostra.cases.rules.viewing import openable_cases, sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import CaseState, Outcome
from rostra.core.actor import Actor
from rostra.people.queries import user_of
from rostra.retention.rules.matters import Matter, matter_teller


def needs_hold(case: Case) -> bool:
    """Whether its evidence is held: until it is closed and cannot be appealed. Not where it is none of the city's, or goes on elsewhere."""
    if case.outcome == Outcome.NO_JURISDICTION or case.joined_id is not None:
        return False
    return case.state != CaseState.CLOSED or bool(may_be_appealed(case))


@matter_teller("case")
def tell_of_cases(actor: Actor, references: Collection[str]) -> dict[str, Matter]:
    """The cases of which ``actor`` may know, each with the address of its file where they may open it."""
    numbers = [reference.partition(":")[2] for reference in references]
    openable = set(openable_cases(actor).filter(number__in=numbers).values_list("pk", flat=True))
    found: dict[str, Matter] = {}
    for case in cases().filter(number__in=numbers):
        address = reverse("cases:case", args=[case.number]) if case.pk in openable else ""
        if address or _may_know_of(actor, case):
            found[subject_of(case)] = Matter(f"Case {case.number}", address)
    return found


def _may_know_of(actor: Actor, case: Case) -> bool:
    """Of a case whose file they may not open."""
    user = user_of(actor)
    own = user is not None and user.person.pk == case.respondent_id
    return sight_of(Viewer.RESPONDENT if own else Viewer.UNASSIGNED, case).reads(CaseField.EXISTENCE)
