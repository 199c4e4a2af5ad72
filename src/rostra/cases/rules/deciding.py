"""Who may do what in a case, and what is wrong with what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.accounts.models import Account
from rostra.archive.models import Version
from rostra.cases.models import Case
from rostra.cases.queries.notices import respondent_was_told
from rostra.cases.queries.register import part_of, written_parts
from rostra.cases.rules.chain import is_in_chain
from rostra.cases.rules.viewing import FUNCTIONS, WITH_FILE, reads_when_added, viewer_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import DECIDED, Outcome
from rostra.cases.states.words import Channel, Part, Track
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.models import Person, Position
from rostra.people.queries import city_day, city_day_of, user_of
from rostra.people.rules import matrix, may
from rostra.people.states import Function, Right, Role

LONGEST = 20_000  # characters of one entry
NEITHER = Permission("Nobody added you to this case.")
READS_ONLY = Permission("You were added to this case to read in it: in your part you read, and do not write.")
COUNSEL_ALONE = Permission("Only the city attorney may do this.")
NOTHING_IS_KEPT = gettext_lazy("It is none of the city’s: nothing of it is kept but the decision.")
SPOKEN = frozenset({Channel.PHONE, Channel.WARD, Channel.STAFF})  # by which somebody is spoken with
FOR_A_CALLER = (Channel.PHONE, Channel.PAPER, Channel.MEDIA, Channel.WARD, Channel.STAFF, Channel.FINDING)
FIXED_ONCE_DECIDED = frozenset(
    {CaseField.ALLEGATION, CaseField.FINDINGS, CaseField.REPORT, CaseField.DISPOSITION, CaseField.REASONS, CaseField.DOCUMENTS}
)
BY_ITSELF = {
    CaseField.EXISTENCE: "It follows from the case.",
    CaseField.STATUS: "It follows from the case.",
    CaseField.RESPONDENT: "Triage says who it is.",
    CaseField.CLAUSE: "Triage says which.",
    CaseField.EVIDENCE: "Evidence is linked from the archive.",
    CaseField.PARTICIPANTS: "They are added one by one.",
    CaseField.COMPLAINANT: "Who hands it in says who they are, or not.",
    CaseField.STATEMENT: "The complainant's words are theirs.",
    CaseField.WORKSHEET: "Counsel fills in the worksheet.",
}  # parts that nobody writes as an entry


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is handed in. Little is asked: what happened, and nothing about who says so unless they want to."""

    channel: Channel
    statement: str
    complainant: str = ""
    contact: str = ""
    language: str = ""  # of the page: its tag
    answer_in: str = ""
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


def may_see_cases(actor: Actor) -> Permission:
    """The list of those that they may open: who decides cases of a kind, or can be added to one."""
    reads = [reads_when_added(actor, function) for function in FUNCTIONS.values()]
    return next((ALLOWED for each in reads if each), reads[0])


def may_enter_case(actor: Actor) -> Permission:
    """For somebody who calls, writes, or speaks to a council member: staff who may hand one in."""
    allowed = matrix().roles_with(Right.WRITE, Function.CASE_INTAKE)
    return ALLOWED if actor.has_role(*allowed) else Permission("Only staff who take in cases enter what somebody else says.")


def may_triage(actor: Actor, case: Case) -> Permission:
    """Counsel: until it is known whom it is about, no other office may have it."""
    told = _works_on(actor, case)
    return told if not told or actor.has_role(Role.CITY_ATTORNEY) else COUNSEL_ALONE


def may_write(actor: Actor, case: Case) -> Permission:
    """Who has the file and may write in cases of its kind."""
    told = _works_on(actor, case)
    if not told:
        return told
    user = user_of(actor)
    added = user is not None and part_of(case, user.person) is not None
    functions = [FUNCTIONS[Track(case.track)]] if case.track != Track.UNDECIDED else [*FUNCTIONS.values()]
    answers = (may(actor, Right.WRITE, function, also=actor.relations, assigned=added) for function in functions)
    return next((denied for denied in answers if not denied), ALLOWED)


def may_advise(actor: Actor, case: Case) -> Permission:
    """The attorney's section, the worksheet, and counsel's word."""
    told = _works_on(actor, case)
    return told and may(actor, Right.WRITE, Function.ATTORNEY_SECTION)


def may_write_part(actor: Actor, case: Case, part: CaseField) -> Permission:
    """One part of the file."""
    if part in BY_ITSELF:
        return Permission(BY_ITSELF[part])
    allowed = may_advise(actor, case) if part is CaseField.ADVICE else may_write(actor, case)
    return allowed and not_now("" if part is CaseField.MESSAGES else keeps_nothing(case) or _not_yet(case, part) or fixed(case, part))


def fixed(case: Case, part: CaseField) -> str:
    """Why what stands in a part is not written anew; "" where it may be. What is missing may still be written."""
    stands = part in FIXED_ONCE_DECIDED and part in fixed_parts(case, written_parts(case))
    return "It was decided on these words. They can be changed once the case is opened again." if stands else ""


def fixed_parts(case: Case, written: AbstractSet[CaseField]) -> frozenset[CaseField]:
    """Of the parts that are ``written`` those that it was decided on."""
    return FIXED_ONCE_DECIDED & written if case.state in DECIDED else frozenset()


def _not_yet(case: Case, part: CaseField) -> str:
    told = part is not CaseField.RESPONSE or respondent_was_told(case)
    return "" if told else "Tell the person first what for they are asked, and note that you did: on the page of the case."


def keeps_nothing(case: Case) -> str:
    """Why nothing goes into the file any more; "" where something may."""
    return str(NOTHING_IS_KEPT) if case.outcome == Outcome.NO_JURISDICTION else ""


def _works_on(actor: Actor, case: Case) -> Permission:
    told = viewer_of(actor, case)
    if told in {Viewer.ASSIGNED, Viewer.ATTORNEY}:
        return ALLOWED
    return READS_ONLY if told in WITH_FILE else NEITHER


def new_case_problems(new: NewCase) -> dict[str, str]:
    """What is wrong, by field."""
    problems = {
        "statement": "" if new.statement.strip() else _("Say what happened."),
        "act_day": _("The day lies in the future.") if new.act_day and new.act_day > city_day() else "",
    }
    if len(new.statement) > LONGEST:
        problems["statement"] = _("Say it in %(n)s characters at most.") % {"n": f"{LONGEST:,}"}
    return {field: problem for field, problem in problems.items() if problem}


def telling_problems(new: NewCase, *, told: bool) -> dict[str, str]:
    """Who is spoken with is told first what for they are asked who they are (Minn. Stat. 13.04 subd. 2); who wrote was not asked."""
    asked = new.channel in SPOKEN and bool(new.complainant.strip() or new.contact.strip())
    return {"told": "You give a name or an address: say the above to them, and tick that you did."} if asked and not told else {}


def triage_problems(found: Triage) -> dict[str, str]:
    """What is wrong, by field."""
    if found.act_day > city_day():
        return {"act_day": "The day lies in the future."}
    if found.position and found.respondent and not _held(found.respondent, found.position, found.act_day):
        return {"position": f"{found.respondent} did not hold this position on that day."}
    if found.position and found.respondent is None:
        return {"respondent": "Say who held this position."}
    return {"position": "Say in which position."} if found.respondent and found.position is None else {}


def entry_problems(text: str) -> dict[str, str]:
    """What is wrong with what is to be written, by field."""
    if not text.strip() or len(text) > LONGEST:
        return {"text": f"Say it in {LONGEST:,} characters at most." if text.strip() else "Write something."}
    return {}


def participant_problem(person: Person, part: Part, case: Case) -> str:
    """Why ``person`` cannot be added as ``part``; "" where they can."""
    user = getattr(person, "user", None)
    if case.track == Track.UNDECIDED:
        return "Triage it first: until then nobody knows who must not see it."
    if user is None or not user.is_active:
        return "Only somebody who can sign in can be added."
    actor: Actor = user.as_actor()
    if person.pk == case.respondent_id or is_in_chain(person, case):
        return "The case is about this person, or about somebody who works under them."
    if not may(actor, Right.READ, FUNCTIONS[Track(case.track)], also=actor.relations, assigned=True):
        return "In their role they never see cases of this kind."
    return _part_problem(actor, part)


def _part_problem(actor: Actor, part: Part) -> str:
    if (part is Part.ATTORNEY) != actor.has_role(Role.CITY_ATTORNEY):
        return "Only an attorney is added to the attorney's section, and as nothing else."
    if part is not Part.FACTS and actor.has_role(Role.SOCIAL_MEDIA_OFFICER):
        return "Communications tells what was posted where, and does not investigate."
    if (part is Part.SAMPLE) != actor.has_role(Role.AUDITOR):
        return "A case is drawn for an auditor, and an auditor takes no other part."
    return ""


def evidence_problem(version: Version | None) -> str:
    """Why this cannot be evidence; "" where it can. Only what the archive holds is linked, never a picture pasted in."""
    return "" if version is not None else "The archive holds no such copy. Give the address or the number of a captured record."


def is_late(case: Case) -> bool:
    """Whether it was handed in after the city's limit, by the day that triage found, or until then the one that who complains named.

    It is taken in all the same, and triage sees it.
    """
    limit, day = settings.PROFILE.cases.filing_limit_days, case.said_day if case.track == Track.UNDECIDED else case.act_day
    return bool(limit and day and (city_day_of(case.received) - day).days > limit)


def due_from(day: dt.date, *, triage: bool = False) -> dt.date:
    """The last day for the next step, counted in business days from ``day``."""
    terms = settings.PROFILE.cases
    holidays = settings.PROFILE.holidays_of(range(day.year, day.year + 3))
    return add_business_days(day, terms.triage_within if triage else terms.step_within, holidays)


def appeal_until(day: dt.date) -> dt.date:
    """The last day on which a case that was closed on ``day`` can be appealed."""
    return day + dt.timedelta(days=settings.PROFILE.cases.appeal_open_days)


def _held(person: Person, position: Position, day: dt.date) -> bool:
    held = person.appointments.filter(position=position, begins__lte=day)
    return any(each.ends is None or each.ends >= day for each in held)
