"""Cases as they are found: by number, by who works on them, by what they repeat."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from rostra.archive.models import Version
from rostra.cases.models import Case, Entry, Participant
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CaseState
from rostra.cases.states.words import Track
from rostra.people.models import Person


def cases() -> QuerySet[Case]:
    """Every case, the newest first, with what its line shows."""
    return Case.objects.select_related("respondent", "position__unit", "account")


def case_numbered(number: str) -> Case | None:
    """The case of this number."""
    return cases().filter(number=number).first()


def cases_of(person: Person) -> QuerySet[Case]:
    """The cases to which ``person`` is added now."""
    return cases().filter(participants__person=person, participants__ended__isnull=True)


def cases_on(*tracks: Track) -> QuerySet[Case]:
    """The cases that these offices decide."""
    return cases().filter(track__in=tracks)


def open_cases() -> QuerySet[Case]:
    """What is not closed."""
    return cases().exclude(state=CaseState.CLOSED)


def part_of(case: Case, person: Person) -> Participant | None:
    """As what ``person`` was added to ``case``; None where they were not, or are no more."""
    return case.participants.filter(person=person, ended__isnull=True).first()


def newest_entries(case: Case) -> dict[CaseField, Entry]:
    """By part of the case what was written last. One query."""
    return {CaseField(entry.part): entry for entry in case.entries.all()}


def may_repeat(case: Case, version: Version | None) -> QuerySet[Case]:
    """Earlier cases about the same thing, account and person."""
    same = Q(evidence__version__record=version.record) if version else Q(pk__in=())
    if case.respondent_id and case.act_day:
        same |= Q(respondent=case.respondent_id, act_day=case.act_day)
    return cases().filter(same).exclude(pk=case.pk).distinct()


def next_number(day: dt.date) -> str:
    """The number after the year's last: ``2026-0012``. Asked in the transaction that takes it."""
    last = Case.objects.filter(number__startswith=f"{day.year}-").order_by("-number").values_list("number", flat=True).first()
    return f"{day.year}-{int(last.partition('-')[2]) + 1 if last else 1:04}"
