"""Who works on a breach, who decides whether it was one, and what the law asks of each step (Minn. Stat. 13.055)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from rostra.archive.models import Breach, Record
from rostra.archive.queries.breaches import open_breaches
from rostra.archive.rules.classification import may_classify, may_decide_classification
from rostra.archive.states.breach import BREACH_LIFE, BreachState
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.core.permission import Permission
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.queries import city_day
from rostra.people.rules import may
from rostra.people.states import Function, Right

DECIDING = frozenset({"find-breach", "find-none"})
TO_DO = {
    BreachState.DISCOVERED: "Assess it: which data, whose, how many people.",
    BreachState.ASSESSED: "Decide whether it was a breach.",
    BreachState.BREACH: "Tell those whom it is about.",
    BreachState.NOTIFIED: "Report, once what follows from it is final.",
}
REPORT = "A report is made when the inquiry is over. You may ask for it."


@dataclass(frozen=True, slots=True)
class Discovery:
    """What somebody found: on which day, what happened and how it came to light, and about which record, if about one."""

    day: dt.date
    happened: str = field(repr=False)
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Which data, how many people, who they are as far as that is known, and what letters to all of them would cost in dollars."""

    data: str = field(repr=False)
    people: int
    affected: str = field(default="", repr=False)
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """How those were told whom it is about. ``published``: by a notice to everybody instead of letters; ``agencies``: told too."""

    published: bool = False
    agencies: bool = False


def may_see_breaches(actor: Actor) -> Permission:
    """That there is one, and how it stands; not what it is about."""
    return may(actor, Right.READ, Function.REDACTION)


def may_work_on_breach(actor: Actor) -> Permission:
    """Enter one, assess it, tell people, report; and read it, once they have said what for."""
    return may_classify(actor)


def may_decide_breach(actor: Actor) -> Permission:
    """Decide whether it was a breach."""
    return may_decide_classification(actor)


def may_move_breach(actor: Actor, breach: Breach, move: str) -> Permission:
    """Whether the state allows it, and it is theirs."""
    theirs = may_decide_breach(actor) if move in DECIDING else may_work_on_breach(actor)
    return theirs and BREACH_LIFE.may_follow(move, BreachState(breach.state), f"It stands as {breach.state.replace('-', ' ')}")


def discovery_problems(told: Discovery) -> dict[str, str]:
    """What is wrong, by field."""
    problems = {} if told.happened.strip() else {"happened": "Say what happened, and how it came to light."}
    return problems | ({"day": "This day lies in the future."} if told.day > city_day() else {})


def assessment_problems(told: Assessment) -> dict[str, str]:
    """What is wrong, by field."""
    return {} if told.data.strip() else {"data": "Say which data: those whom it is about are told so."}


def telling_problems(breach: Breach, told: Telling) -> dict[str, str]:
    """What the law asks of the notice, by field."""
    problems = {}
    if told.published and not allows_publishing(breach):
        problems["published"] = "The law asks for letters: there are not so many people, and letters do not cost so much."
    if tells_agencies(breach) and not told.agencies:
        limit = settings.PROFILE.breach.agencies_over
        problems["agencies"] = f"More than {limit:,} people: the law has consumer reporting agencies told too."
    return problems


def allows_publishing(breach: Breach) -> bool:
    """Whether the notice may be published instead of sent."""
    terms = settings.PROFILE.breach
    return (breach.people or 0) > terms.substitute_over_people or (breach.cost or 0) > terms.substitute_over_cost


def tells_agencies(breach: Breach) -> bool:
    """Whether consumer reporting agencies must be told."""
    return (breach.people or 0) > settings.PROFILE.breach.agencies_over


def notice_text(breach: Breach) -> str:
    """What those are written whom it is about, in the city's words."""
    contact = settings.PROFILE.contact
    return settings.PROFILE.breach.notice.format(
        government=settings.PROFILE.city.government,
        happened=breach.happened,
        data=breach.data,
        discovered=in_words(breach.discovered),
        report=REPORT,
        contact="\n".join(each for each in (contact.records_office, contact.address, contact.email, contact.telephone) if each),
    )


def due_after(breach: Breach, state: BreachState) -> dt.date:
    """The day by which the next step is taken from ``state``."""
    terms = settings.PROFILE.breach
    if state is BreachState.NOTIFIED:
        return _business_days(city_day(), terms.report_within)
    within = terms.notice_within if state is BreachState.BREACH else terms.decide_within
    return _business_days(breach.discovered, within)


def _business_days(day: dt.date, count: int) -> dt.date:
    return add_business_days(day, count, settings.PROFILE.holidays_of(range(day.year, day.year + 3)))


@waiting
def breaches_waiting(actor: Actor) -> Iterable[Queue]:
    """Breaches about which something is to be done, for who does it."""
    if may_decide_breach(actor):
        yield queue("breaches", reverse("breaches:list"), open_breaches(), _to_do)
    elif may_work_on_breach(actor):
        yield queue("breaches", reverse("breaches:list"), open_breaches().exclude(state=BreachState.ASSESSED), _to_do)


def _to_do(breach: Breach) -> Waiting:
    title, address = f"Breach of data, number {breach.pk}", reverse("breaches:breach", args=[breach.pk])
    return Waiting(title, address, TO_DO[BreachState(breach.state)], breach.opened, breach.due)
