"""What the sides were told before they were asked about themselves."""

from __future__ import annotations

from django.db.models import Subquery

from rostra.cases.models import Case, Notice
from rostra.cases.states.words import Side


def notices_by_side(case: Case) -> dict[Side, list[Notice]]:
    """Everything that each side was told, the newest first. One query."""
    found: dict[Side, list[Notice]] = {}
    for notice in case.notices.select_related("words").order_by("-told", "-pk"):
        found.setdefault(Side(notice.side), []).append(notice)
    return found


def respondent_was_told(case: Case) -> bool:
    """Whether who is complained of was, since triage said who that is and what it is about. One query."""
    triaged = case.steps.filter(move="triage").order_by("-at", "-pk").values("at")[:1]
    return case.notices.filter(side=Side.RESPONDENT, at__gte=Subquery(triaged)).exists()
