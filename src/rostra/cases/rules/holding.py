"""How long the evidence of a case is held, and what is told of a case for which a hold stands."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from rostra.cases.models import Case
from rostra.cases.queries.register import subject_of
from rostra.cases.rules.returning import may_be_appealed
from rostra.cases.rules.viewing import openable_cases
from rostra.cases.states.life import CaseState, Outcome
from rostra.core.actor import Actor
from rostra.retention.rules.matters import Matter, matter_teller


def needs_hold(case: Case) -> bool:
    """Whether its evidence is held: until it is closed and cannot be appealed. Not where it is none of the city's, or goes on elsewhere."""
    if case.outcome == Outcome.NO_JURISDICTION or case.joined_id is not None:
        return False
    return case.state != CaseState.CLOSED or bool(may_be_appealed(case))


@matter_teller("case")
def tell_of_cases(actor: Actor, references: Collection[str]) -> dict[str, Matter]:
    """The cases whose file ``actor`` may open, each with its address.

    No others: a number in today's list, and the day on which its hold ends in a later one, would tell what became of the case.
    """
    numbers = [reference.partition(":")[2] for reference in references]
    found = openable_cases(actor).filter(number__in=numbers)
    return {subject_of(case): Matter(f"Case {case.number}", reverse("cases:case", args=[case.number])) for case in found}
