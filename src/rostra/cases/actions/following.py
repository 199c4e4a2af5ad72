"""What follows the day in cases: evidence that nobody can ask for in an appeal any more is let go."""

from __future__ import annotations

from django.db import transaction

from rostra.cases.actions.holding import OFFICE, hold_evidence
from rostra.cases.actions.noting import locked
from rostra.cases.models import Case
from rostra.cases.queries.evidence import cases_to_follow
from rostra.people.queries import city_day


def follow_holds() -> int:
    """Let go of what nobody can appeal any more, and hold evidence that is not held; how many changed. Each in its own transaction."""
    return sum(_follow(case) for case in list(cases_to_follow(OFFICE.ref, city_day())))


@transaction.atomic
def _follow(case: Case) -> bool:
    return hold_evidence(locked(case))
