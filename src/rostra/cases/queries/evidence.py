"""What a case rests on, and whether it is held."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from rostra.archive.models import Record
from rostra.cases.models import Case, Evidence, SubmittedFile
from rostra.cases.states.life import CaseState, Outcome
from rostra.retention.queries.holds import held_matters


def evidence_records(case: Case) -> list[Record]:
    """The records that are evidence in a case, or in one that goes on in it."""
    return list(Record.objects.filter(all_versions__cases__case__in=_with_joined(case)).distinct())


def posts_of(case: Case) -> QuerySet[Evidence]:
    """The copies that are evidence in a case."""
    return case.evidence.filter(version__isnull=False).select_related("version")


def has_files(case: Case) -> bool:
    """Whether something was handed in with it, or with one that goes on in it, and is still there."""
    return SubmittedFile.objects.filter(case__in=_with_joined(case), emptied__isnull=True).exists()


def cases_to_follow(keeper: str, day: dt.date) -> QuerySet[Case]:
    """Cases whose hold has to be looked at: with evidence or files and none, or that nobody can appeal any more and with one."""
    linked = Exists(Evidence.objects.filter(case=OuterRef("pk"), version__isnull=False))
    handed_in = Exists(SubmittedFile.objects.filter(case=OuterRef("pk"), emptied__isnull=True))
    over = Q(state=CaseState.CLOSED, due__lt=day) | Q(outcome=Outcome.NO_JURISDICTION) | Q(joined__isnull=False)
    held = Q(matter__in=held_matters(keeper))
    cases = Case.objects.annotate(matter=Concat(Value("case:"), "number"))
    return cases.filter((held & over) | (~held & ~over & (linked | handed_in))).order_by("pk")


def _with_joined(case: Case) -> set[int]:
    found, fresh = {case.pk}, {case.pk}
    while fresh:
        fresh = set(Case.objects.filter(joined__in=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return found
