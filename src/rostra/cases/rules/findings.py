"""What is out of order among cases: clocks that have run out. Counted, never named: findings are read by many."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from rostra.cases.queries.register import overdue_cases
from rostra.cases.states.words import Track
from rostra.core.findings import Finding, Level, finding_source
from rostra.people.queries import appointments_on, city_day


@finding_source
def findings() -> Iterable[Finding]:
    """W001: triage is overdue. W002, W003: the next step of cases that the personnel office, the ethics officer decides is overdue.

    W004: nobody holds the chief attorney's position.
    """
    terms, late = settings.PROFILE.cases, overdue_cases(city_day())
    if late["untriaged"]:
        text = f"Cases that nobody has triaged within {terms.triage_within} business days: {late['untriaged']}."
        yield Finding("cases.W001", Level.WARNING, text, "Counsel triages them: Cases, on the desk.")
    for number, track, office in (("cases.W002", Track.EMPLOYEE, "personnel office"), ("cases.W003", Track.OFFICIAL, "ethics officer")):
        if late[track.value]:
            text = f"Cases of the {office} whose next step is overdue: {late[track.value]}."
            yield Finding(number, Level.WARNING, text, "Who works on one sees on My work what is to be done.")
    if terms.chief_attorney and not appointments_on(city_day()).filter(position__slug=terms.chief_attorney).exists():
        text = f"Nobody holds the position {terms.chief_attorney}, so nobody can say whether a civil action is pending."
        hint = "Appoint somebody: Roster, on the desk; or name another in the profile: chief_attorney in [cases]."
        yield Finding("cases.W004", Level.WARNING, text, hint)
