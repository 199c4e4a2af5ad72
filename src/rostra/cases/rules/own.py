"""What whoever is complained of reads of their own case, and when; and what waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from rostra.cases.models import Case
from rostra.cases.queries.notices import respondent_was_told
from rostra.cases.queries.register import cases
from rostra.cases.rules.moving import can_follow, obstacle
from rostra.cases.rules.telling import Told, ToldPart
from rostra.cases.rules.viewing import sight_of, viewer_of
from rostra.cases.states.classes import ALWAYS_TOLD, CaseField, Viewer
from rostra.cases.states.life import CaseState, Outcome
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.queries import city_day, user_of

ASKED_ABOUT = frozenset({CaseField.RESPONDENT, CaseField.CLAUSE, CaseField.ALLEGATION, CaseField.EVIDENCE, CaseField.RESPONSE})
WORKED_WITH = frozenset({CaseField.NOTES, CaseField.WORKSHEET})
JUDGED = (Outcome.NOT_SUSTAINED, Outcome.NO_DISCIPLINE, Outcome.DISCIPLINE)


def may_read_own(actor: Actor, case: Case) -> Permission:
    """Whether ``actor`` is complained of, and knows: they were told so, it was closed once, or the law has opened it to everybody.

    Who looks before that would learn that somebody looks into it. Not while counsel says that an active investigation would suffer.
    """
    if viewer_of(actor, case) is not Viewer.RESPONDENT:
        return Permission("The case is not about you.")
    if case.jeopardises:
        return Permission("What you may see of it is sent to you.")
    knows = respondent_was_told(case) or case.steps.filter(move="close").exists() or bool(_public_of(case))
    return ALLOWED if knows else Permission("What you may see of it is sent to you.")


def own_parts(case: Case, told: Told) -> list[ToldPart]:
    """What they read by themselves: until it is decided what they are asked about, and never how the city works on it.

    The rest of what the law lets them read is handed over by the office that decides, who looks at it first (Minn. Stat. 13.04 subd. 3).
    """
    reads = ASKED_ABOUT | _public_of(case)
    if case.state in {CaseState.CLOSED, CaseState.APPEALED}:
        reads |= frozenset(CaseField) - WORKED_WITH
    return [each for each in told.parts if not each.is_empty and each.part in reads]


def appeal_stands_open(case: Case) -> Permission:
    """Whether they may still appeal; where not, whether it was appealed already, is not closed, or it is too late.

    Who complains is told no more than that it is not closed: whether the other side appealed is not for them.
    """
    return can_follow(case, "appeal") and not_now(obstacle(case, "appeal"))


def _public_of(case: Case) -> frozenset[CaseField]:
    """What everybody reads of it beside that there is one: they read it no later."""
    return sight_of(Viewer.PUBLIC, case).parts - ALWAYS_TOLD


@waiting
def own_cases(actor: Actor) -> Iterable[Queue]:
    """Cases about themselves that were judged, and that they can still appeal."""
    if (user := user_of(actor)) is None:
        return
    judged = cases().filter(respondent=user.person, state=CaseState.CLOSED, outcome__in=JUDGED, jeopardises=False, due__gte=city_day())
    yield queue("own cases", reverse("desk:work"), judged.exclude(steps__move="uphold").order_by("due", "pk"), _own)


def _own(row: Case) -> Waiting:
    what = "It was about you, and is closed. Read what it came to; you can appeal."
    return Waiting(f"Case {row.number}", reverse("cases:own", args=[row.number]), what, row.since, row.due)
