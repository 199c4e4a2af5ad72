"""What cases about the same clause came to, without a name, a number or a day: at hand so that alike is treated alike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from rostra.cases.models import Case
from rostra.cases.queries.register import closed_under
from rostra.cases.rules.chain import above
from rostra.cases.rules.viewing import facts_of, remembered_sight
from rostra.cases.states.classes import CaseField, RespondentKind, Viewer
from rostra.cases.states.life import Arbitration, Outcome
from rostra.core.actor import Actor
from rostra.people.queries import city_day_of, user_of

GROUPS = {
    RespondentKind.EMPLOYEE: "employee",
    RespondentKind.PUBLIC_OFFICIAL: "employee",
    RespondentKind.ELECTED: "official",
    RespondentKind.APPOINTEE: "official",
    RespondentKind.VOLUNTEER: "volunteer",
    RespondentKind.CONTRACTOR: "contractor",
    RespondentKind.NOBODY: "nobody",
}  # coarser than the law's kinds: the only mayor would have a name


@dataclass(frozen=True, slots=True, order=True)
class Precedent:
    """Cases that came to the same. ``measure``: a key of the city's profile; ``remedies``: kinds, each once."""

    group: str
    outcome: Outcome
    measure: str
    arbitration: Arbitration
    remedies: tuple[str, ...]
    count: int
    first_year: int
    last_year: int


def precedents_of(case: Case, actor: Actor) -> list[Precedent]:
    """Earlier outcomes under the clause of ``case``, whatever its version, for ``actor``, who works on it. Four queries, or five.

    Only of cases that the same office decides, whose status everybody may know, of none about which a civil action is pending, and of
    none about ``actor`` or somebody who works under them.
    """
    user = user_of(actor)
    if not case.clause or user is None:
        return []
    look, years = remembered_sight(Viewer.PUBLIC), defaultdict(list)
    walled = Q(pk=case.pk) | Q(respondent=user.person) | above(user.person)
    for each in closed_under(case.clause).filter(track=case.track).exclude(walled):
        if look(facts_of(each)).reads(CaseField.STATUS) and not each.civil_action:
            remedies = tuple(sorted({remedy.kind for remedy in each.remedies.all()}))
            came_to = GROUPS[RespondentKind(each.kind)], Outcome(each.outcome), each.measure, Arbitration(each.arbitration), remedies
            years[came_to].append(city_day_of(each.since).year)
    return sorted(Precedent(*came_to, len(found), min(found), max(found)) for came_to, found in years.items())
