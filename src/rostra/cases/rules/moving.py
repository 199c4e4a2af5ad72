"""Which step may be taken next, by whom, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from rostra.cases.models import Case, Step
from rostra.cases.queries.register import written_parts
from rostra.cases.rules.deciding import may_triage, may_write
from rostra.cases.rules.viewing import viewer_of
from rostra.cases.states.classes import CaseField, RespondentKind, Viewer
from rostra.cases.states.life import CASE_LIFE, CaseState
from rostra.cases.states.titles import STATES, step_title
from rostra.cases.states.words import Side, Track
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, IllegalMove
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.queries import city_day, city_day_of

NEEDS_ENTRY = {
    "hand-in-findings": (CaseField.FINDINGS,),
    "decide-no-discipline": (CaseField.REASONS,),
    "decide-discipline": (CaseField.DISPOSITION, CaseField.REASONS),
}
OWN_PAGE = frozenset({"triage", "join", "appeal"})  # steps that say more than a reason
COUNSELS = frozenset({"triage", "triage-again", "find-no-jurisdiction"})
NEEDS_REASON = frozenset(CASE_LIFE.moves) - {"investigate", "hand-in-findings"}
GRIEVABLE = frozenset({RespondentKind.EMPLOYEE, RespondentKind.PUBLIC_OFFICIAL})  # who has a collective agreement
DECIDES_NOTHING = ("triage", "triage-again", "counsel")  # steps after which one may still decide an appeal


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody may do in a case, asked once. ``stepped``: they took a step that decides, so no appeal is theirs to decide."""

    writes: Permission
    triages: Permission
    stepped: bool


def hand_of(actor: Actor, case: Case) -> Hand:
    """What ``actor`` may do in ``case``."""
    stepped = decided_since_it_was_opened(case.steps.filter(by_ref=actor.ref)).exists()
    return Hand(may_write(actor, case), may_triage(actor, case), stepped)


def decided_since_it_was_opened(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Of ``steps`` those that decided something since their case was opened, or opened again: what an appeal is against."""
    opened = Step.objects.filter(case=OuterRef("case"), move="reopen").order_by("-pk").values("pk")[:1]
    return steps.exclude(move__in=DECIDES_NOTHING).filter(pk__gt=Coalesce(Subquery(opened), 0))


def steps_for(case: Case, hand: Hand) -> list[tuple[str, Permission]]:
    """Every step that the state allows, with whether it may be taken by who has this hand, or why not."""
    written = written_parts(case)
    names = [move.name for move in CASE_LIFE.moves_from(CaseState(case.state))]
    return [(name, _theirs(hand, case, name) and not_now(_obstacle(case, name, written))) for name in names]


def may_move(actor: Actor, case: Case, move: str) -> Permission:
    """Whether the state allows it, ``actor`` may take the step, and nothing stands in its way."""
    return may_take_step(actor, case, move) and can_follow(case, move) and not_now(obstacle(case, move))


def can_follow(case: Case, move: str) -> Permission:
    """Whether ``move`` can come next; where not, how it stands, and what can instead. An appeal is asked for by the sides too."""
    state = CaseState(case.state)
    possible = [each.name for each in CASE_LIFE.moves_from(state)]
    if move in possible:
        return ALLOWED
    if move == "appeal":
        return not_now(
            _("It was appealed already: somebody decides about that.") if state is CaseState.APPEALED else _("It is not closed.")
        )
    others = ", ".join(f"“{step_title(each)}”" for each in possible)
    return not_now(f"“{step_title(move)}” cannot come next. How it stands now: {STATES[state]}. Possible now: {others}.")


def require_follows(case: Case, move: str) -> CaseState:
    """Where ``move`` leads. Raises IllegalMove where it cannot come next."""
    if not (follows := can_follow(case, move)):
        raise IllegalMove(follows.reason)
    return CASE_LIFE.moves[move].target


def may_take_step(actor: Actor, case: Case, move: str) -> Permission:
    """Whose step it is. Who decides an appeal did not decide what it is against."""
    return _theirs(hand_of(actor, case), case, move)


def _theirs(hand: Hand, case: Case, move: str) -> Permission:
    allowed = hand.triages if move in COUNSELS else hand.writes
    if allowed and hand.stepped and case.state == CaseState.APPEALED:
        return Permission("Somebody decides about the appeal who did not decide the case.")
    return allowed


def may_appeal(actor: Actor, case: Case, side: Side, key: str = "") -> Permission:
    """The two sides: the complainant by the return key, the respondent who signed in; and who works on it enters what came on paper."""
    if may_write(actor, case):
        return ALLOWED
    if side is Side.COMPLAINANT:
        given = bool(case.key and key) and constant_time_compare(digest_of_key(key), case.key)
        return ALLOWED if given else Permission("Whoever holds the return key appeals as the complainant.")
    return ALLOWED if viewer_of(actor, case) is Viewer.RESPONDENT else Permission("The case is not about you.")


def obstacle(case: Case, move: str) -> str:
    """What has to be done before ``move``; "" where nothing has."""
    return _obstacle(case, move, written_parts(case))


def _obstacle(case: Case, move: str, written: frozenset[CaseField]) -> str:
    if case.state == CaseState.TRIAGED and case.track == Track.UNDECIDED and move != "triage-again":
        return "It was never triaged: take triage back first."
    missing = set(NEEDS_ENTRY.get(move, ())) - written
    if missing:
        return f"Nothing is written yet under {' and '.join(sorted(missing))} since it was opened: write it, then take the step."
    if move == "decide-discipline" and case.screened is None:
        return "Counsel has not said that it was screened for protected speech."
    if move in {"grieve", "finish"} and case.state == CaseState.DISCIPLINE_DECIDED:
        return _grievance_obstacle(case, move)
    return _appeal_obstacle(case) if move == "appeal" else ""


def _grievance_obstacle(case: Case, move: str) -> str:
    """Discipline that can be grieved is final once nobody elected to within the time of the agreement (Minn. Stat. 13.43 subd. 2(b))."""
    if case.kind not in GRIEVABLE:
        return "Only discipline of an employee is grieved." if move == "grieve" else ""
    days = settings.PROFILE.cases.grievance_days
    last = city_day_of(case.since) + dt.timedelta(days=days)
    waits = move == "finish" and days and city_day() <= last
    return f"It can be grieved until {in_words(last)}, and is not final before." if waits else ""


def _appeal_obstacle(case: Case) -> str:
    if case.steps.filter(move__in=("uphold", "reopen")).order_by("at", "pk").values_list("move", flat=True).last() == "uphold":
        return _("An appeal was decided already.")
    return _("The last day for an appeal was %(day)s.") % {"day": in_words(case.due)} if city_day() > case.due else ""


def require_move(actor: Actor, case: Case, move: str) -> CaseState:
    """Where ``move`` leads. Raises IllegalMove, Forbidden, Conflict where something has to be done first."""
    target = require_follows(case, move)
    may_take_step(actor, case, move).require()
    if stands := obstacle(case, move):
        raise Conflict(stands)
    return target


def digest_of_key(key: str) -> str:
    """What is kept of a return key: with a secret that is not in the database, for a key is short."""
    return salted_hmac("rostra.cases.case", key, secret=settings.FACTOR_KEY, algorithm="sha256").hexdigest()
