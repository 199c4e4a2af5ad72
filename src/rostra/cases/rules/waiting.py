"""What waits in cases for somebody to act. Only who may open a file is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from rostra.cases.models import Case, Remedy, Step
from rostra.cases.queries.register import last_word_by, remedies_open
from rostra.cases.rules.moving import decided_since_it_was_opened
from rostra.cases.rules.viewing import FUNCTIONS, openable_cases
from rostra.cases.states.life import CaseState
from rostra.cases.states.words import COMPLAINANT, REMEDIES, RemedyKind, Track
from rostra.core.actor import Actor
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.queries import user_of
from rostra.people.rules import may
from rostra.people.states import Right, Role

S = CaseState
NEXT = {
    S.RECEIVED: "Triage it: whose act, on which day, against which clause.",
    S.TRIAGED: "Investigate, refer or settle it.",
    S.NO_JURISDICTION: "Tell both sides, and close it.",
    S.REFERRED: "Close it once the other office has it.",
    S.DUPLICATE: "Close it: it goes on in the other case.",
    S.RESOLVED_INFORMALLY: "Close it once what was agreed is done.",
    S.INVESTIGATING: "Hand in the findings.",
    S.FINDINGS: "Judge the findings.",
    S.NOT_SUSTAINED: "Tell both sides, and close it.",
    S.DISPOSITION_PENDING: "Decide what follows.",
    S.NO_DISCIPLINE: "Tell both sides, and close it.",
    S.DISCIPLINE_DECIDED: "Say that it is grieved, or final once its time has passed.",
    S.GRIEVED: "Say that it goes to arbitration, or what was settled.",
    S.ARBITRATION: "Say what the arbitrator decided.",
    S.FINAL_DISPOSITION: "Tell both sides, and close it.",
    S.APPEALED: "Decide about the appeal.",
}
COUNSELS_NEXT = {**NEXT, S.TRIAGED: "Investigate, refer, settle, or say that it is none of the city’s."}
SCREEN = "Screen it for protected speech: without that there is no discipline."


@waiting
def cases_waiting(actor: Actor) -> Iterable[Queue]:
    """Cases whose next step is this actor's: the office that decides, who was added to write, counsel for triage, screening and appeals."""
    found = _theirs(actor)
    if found is not None:
        yield queue(
            "cases", reverse("cases:cases"), found.order_by("due", "pk"), partial(_case, is_counsel=actor.has_role(Role.CITY_ATTORNEY))
        )
    if (written := _written_by(actor)) is not None:
        yield queue("remedies", reverse("cases:cases"), remedies_open().filter(case__in=written), _remedy)


def _written_by(actor: Actor) -> QuerySet[Case] | None:
    """The cases whose steps this actor takes: of counsel only those to which they were added."""
    tracks = _tracks(actor)
    user = user_of(actor) if tracks else None
    if user is None:
        return None
    found = openable_cases(actor, exact=True).filter(track__in=tracks)
    return found.filter(participants__person=user.person, participants__ended__isnull=True) if actor.has_role(Role.CITY_ATTORNEY) else found


def _tracks(actor: Actor) -> list[Track]:
    return [track for track, function in FUNCTIONS.items() if may(actor, Right.WRITE, function, also=actor.relations, assigned=True)]


def _theirs(actor: Actor) -> QuerySet[Case] | None:
    tracks = _tracks(actor)
    user = user_of(actor) if tracks else None
    if user is None:
        return None
    stepped = decided_since_it_was_opened(Step.objects.filter(case=OuterRef("pk"), by_ref=actor.ref))
    found = (
        openable_cases(actor, exact=True)
        .annotate(word_by=last_word_by())
        .exclude(state=S.CLOSED)
        .exclude(Q(state=S.APPEALED) & Exists(stepped))
    )
    if not actor.has_role(Role.CITY_ATTORNEY):
        return found.filter(track__in=tracks)
    added = Q(participants__person=user.person, participants__ended__isnull=True)
    unscreened = Q(state=S.DISPOSITION_PENDING, screened__isnull=True)
    return found.filter(Q(state__in=[S.RECEIVED, S.APPEALED]) | unscreened | added).distinct()


def _case(row: Case, *, is_counsel: bool) -> Waiting:
    what = (COUNSELS_NEXT if is_counsel else NEXT)[CaseState(row.state)]
    if is_counsel and row.state == S.DISPOSITION_PENDING and row.screened is None:
        what = SCREEN
    if row.word_by == COMPLAINANT and row.state != S.APPEALED:  # type: ignore[attr-defined] # of ``_theirs``
        what = f"Who handed it in has written. {what}"
    return Waiting(f"Case {row.number}", reverse("cases:case", args=[row.number]), what, row.since, row.due)


def _remedy(row: Remedy) -> Waiting:
    what = f"{REMEDIES[RemedyKind(row.kind)]}, and note when it is done."
    return Waiting(f"Case {row.case.number}", reverse("cases:case", args=[row.case.number]), what, row.at, row.due)
