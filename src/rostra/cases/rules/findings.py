"""What is out of order among cases: clocks that have run out. Counted, never named: findings are read by many."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from rostra.cases.queries.register import overdue_cases
from rostra.cases.states.words import Track
from rostra.core.findings import Finding, Level, finding_source
from rostra.people.queries import city_day


@finding_source
def findings() -> Iterable[Finding]:
    """W001: triage is overdue. W002, W003: the next step of cases that the personnel office, the ethics officer decides is overdue."""
    terms, late = settings.PROFILE.cases, overdue_cases(city_day())
    if late["untriaged"]:
        text = f"Cases that nobody has triaged within {terms.triage_within} business days: {late['untriaged']}."
        yield Finding("cases.W001", Level.WARNING, text, "Counsel triages them: Cases, on the desk.")
    for number, track, office in (("cases.W002", Track.EMPLOYEE, "personnel office"), ("cases.W003", Track.OFFICIAL, "ethics officer")):
        if late[track.value]:
            text = f"Cases of the {office} whose next step is overdue: {late[track.value]}."
            yield Finding(number, Level.WARNING, text, "Who works on one sees on My work what is to be done.")
