"""What a case rests on, and whether it is held."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from rostra.archive.models import Record
from rostra.cases.models import Case, Evidence
from rostra.cases.states.life import CaseState, Outcome
from rostra.retention.queries.holds import held_matters


def evidence_records(case: Case) -> list[Record]:
    """The records that are evidence in a case, or in one that goes on in it."""
    found, fresh = {case.pk}, {case.pk}
    while fresh:
        fresh = set(Case.objects.filter(joined__in=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return list(Record.objects.filter(all_versions__cases__case__in=found).distinct())


def cases_to_follow(keeper: str, day: dt.date) -> QuerySet[Case]:
    """Cases whose hold has to be looked at: with evidence and none, or that nobody can appeal any more and with one."""
    linked = Exists(Evidence.objects.filter(case=OuterRef("pk"), version__isnull=False))
    over = Q(state=CaseState.CLOSED, due__lt=day) | Q(outcome=Outcome.NO_JURISDICTION) | Q(joined__isnull=False)
    held = Q(matter__in=held_matters(keeper))
    cases = Case.objects.annotate(matter=Concat(Value("case:"), "number"))
    return cases.filter((held & over) | (~held & ~over & linked)).order_by("pk")
