"""Who may take which step in a case, and what each step needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from rostra.accounts.models import Account
from rostra.cases.models import Case
from rostra.cases.rules.viewing import FUNCTIONS, viewer_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import CASE_LIFE, CaseState
from rostra.cases.states.words import Channel, Part, Track
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.permission import ALLOWED, Permission
from rostra.people.models import Person, Position
from rostra.people.queries import city_day, user_of
from rostra.people.rules import may
from rostra.people.states import Function, Right, Role

LONGEST = 20_000  # characters of one entry
NEEDS_REASON = frozenset(CASE_LIFE.moves) - {"investigate", "hand-in-findings"}
NEEDS_ENTRY = {
    "hand-in-findings": CaseField.FINDINGS,
    "decide-no-discipline": CaseField.REASONS,
    "decide-discipline": CaseField.DISPOSITION,
}
BY_COMPLAINANT = frozenset({"appeal"})


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is handed in. Little is asked: what happened, and nothing about who says so unless they want to."""

    channel: Channel
    statement: str
    complainant: str = ""
    contact: str = ""
    language: str = ""
    account: Account | None = None
    act_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """What triage found: whose act it was, in which position, on which day, against which clause ("document/key")."""

    act_day: dt.date
    respondent: Person | None = None
    position: Position | None = None
    clause: str = ""
    account: Account | None = None


def may_open_case(actor: Actor) -> Permission:
    """Everybody, the public too."""
    return may(actor, Right.WRITE, Function.CASE_INTAKE, also=actor.relations)


def may_triage(actor: Actor, case: Case) -> Permission:
    """Counsel: until it is known whom it is about, no other office may have it."""
    told = _works_on(actor, case)
    return told if not told or actor.has_role(Role.CITY_ATTORNEY) else Permission("Only the city attorney may do this.")


def may_move(actor: Actor, case: Case, move: str) -> Permission:
    """Whether the state allows it, and ``actor`` may take the step; who decides an appeal took no step before it."""
    stands = f"The case is {case.state.replace('-', ' ')}"
    allowed = may_triage(actor, case) if move == "triage" else may_write(actor, case)
    if allowed and case.state == CaseState.APPEALED and case.steps.filter(by_ref=actor.ref).exclude(move="triage").exists():
        return Permission("Somebody who took no step in this case decides about the appeal.")
    return allowed and CASE_LIFE.may_follow(move, CaseState(case.state), stands)


def may_write(actor: Actor, case: Case) -> Permission:
    """Who has the file and may write in cases of its kind."""
    told = _works_on(actor, case)
    if not told:
        return told
    functions = [FUNCTIONS[Track(case.track)]] if case.track != Track.UNDECIDED else [*FUNCTIONS.values()]
    return next((denied for function in functions if not (denied := may(actor, Right.WRITE, function))), ALLOWED)


def may_advise(actor: Actor, case: Case) -> Permission:
    """The attorney's section."""
    return _works_on(actor, case) and may(actor, Right.WRITE, Function.ATTORNEY_SECTION)


def _works_on(actor: Actor, case: Case) -> Permission:
    if viewer_of(actor, case) in {Viewer.ASSIGNED, Viewer.ATTORNEY}:
        return ALLOWED
    return Permission("Nobody added you to this case.")


def new_case_problems(new: NewCase) -> dict[str, str]:
    """What is wrong, by field."""
    problems = {
        "statement": "" if new.statement.strip() else "Say what happened.",
        "act_day": "The day lies in the future." if new.act_day and new.act_day > city_day() else "",
    }
    if len(new.statement) > LONGEST:
        problems["statement"] = f"Say it in {LONGEST:,} characters at most."
    return {field: problem for field, problem in problems.items() if problem}


def triage_problems(found: Triage) -> dict[str, str]:
    """What is wrong, by field."""
    if found.act_day > city_day():
        return {"act_day": "The day lies in the future."}
    if found.position and found.respondent and not _held(found.respondent, found.position, found.act_day):
        return {"position": f"{found.respondent} did not hold this position on that day."}
    return {"position": "Say in which position."} if found.respondent and found.position is None else {}


def participant_problem(person: Person, part: Part, case: Case) -> str:
    """Why ``person`` cannot be added as ``part``; "" where they can."""
    user = getattr(person, "user", None)
    if case.track == Track.UNDECIDED:
        return "Triage it first: until then nobody knows who must not see it."
    if user is None:
        return "Only somebody who can sign in can be added."
    actor = user.as_actor()
    if viewer_of(actor, case) is Viewer.RESPONDENT:
        return "The case is about this person."
    function = FUNCTIONS[Track(case.track)]
    if not may(actor, Right.READ, function, also=actor.relations, assigned=True):
        return "In their role they never see cases of this kind."
    return "Only an attorney is added to the attorney's section." if part is Part.ATTORNEY and Role.CITY_ATTORNEY not in actor.roles else ""


def is_late(case: Case) -> bool:
    """Whether it was handed in after the city's limit. It is taken in all the same, and triage sees it."""
    limit = settings.PROFILE.cases.filing_limit_days
    return bool(limit and case.act_day and (case.received.date() - case.act_day).days > limit)


def due_from(day: dt.date, *, triage: bool = False) -> dt.date:
    """The last day for the next step, counted in business days from ``day``."""
    terms = settings.PROFILE.cases
    holidays = settings.PROFILE.holidays_of(range(day.year, day.year + 3))
    return add_business_days(day, terms.triage_within if triage else terms.step_within, holidays)


def works_for(actor: Actor) -> Person | None:
    """The person behind ``actor``."""
    user = user_of(actor)
    return user.person if user else None


def _held(person: Person, position: Position, day: dt.date) -> bool:
    held = person.appointments.filter(position=position, begins__lte=day)
    return any(each.ends is None or each.ends >= day for each in held)
