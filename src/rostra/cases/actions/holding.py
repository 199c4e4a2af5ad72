"""The evidence of a case is held, and its term counted, by the case itself. The caller writes the case's own event."""

from __future__ import annotations

from django.conf import settings

from rostra.cases.models import Case
from rostra.cases.queries.evidence import evidence_records, has_files
from rostra.cases.queries.register import subject_of
from rostra.cases.rules.deciding import keeps_nothing
from rostra.cases.rules.holding import needs_hold
from rostra.cases.states.life import CaseState
from rostra.core.actor import system
from rostra.people.queries import city_day
from rostra.retention.actions.matters import forget_things, hold_matter, release_matter, start_term, withdraw_term
from rostra.retention.rules.holding import Things
from rostra.retention.states import TriggerKind

OFFICE = system("cases")  # who acted stands in the file: who works on a case, or has handed one in, is not for everybody


def hold_evidence(row: Case) -> bool:
    """Hold what it rests on, or let it go, as it stands now; whether anything changed. Must be called inside a transaction."""
    matter = subject_of(row)
    if needs_hold(row):
        records = evidence_records(row)
        return bool(records or has_files(row)) and hold_matter(matter, Things(records), reason="It is evidence in a case.", actor=OFFICE)
    released = release_matter(matter, reason="The case is over, or goes on in another.", actor=OFFICE)
    return bool(keeps_nothing(row) and forget_things(matter, actor=OFFICE)) or released


def count_term(row: Case) -> None:
    """From the day on which it is closed a term is counted, as long as it stays closed. Must be called inside a transaction."""
    if row.state == CaseState.CLOSED:
        kind, series = TriggerKind.FINAL_DISPOSITION, settings.PROFILE.retention.cases
        start_term(subject_of(row), kind, city_day(), series=series, actor=OFFICE)
    else:
        withdraw_term(subject_of(row), actor=OFFICE)
