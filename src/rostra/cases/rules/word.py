"""Counsel's word on a case: what it says, what is wrong with it, and what it changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from rostra.cases.models import Case
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.people.queries import city_day, positions_of, user_of

TICKS = {
    "jeopardises": "telling more would harm an active investigation",
    "sources": "telling who complained would reveal a confidential source",
    "civil_action": "a civil action is pending or expected",
}
DAYS = {"left": "the respondent left on {day}", "screened": "screened for protected speech on {day}"}


@dataclass(frozen=True, slots=True)
class CounselsWord:
    """What counsel says of a case. Each changes what may be seen of it, or what may be done."""

    jeopardises: bool = False
    sources: bool = False
    civil_action: bool = False
    left: dt.date | None = None
    screened: dt.date | None = None


def word_of(case: Case) -> CounselsWord:
    """What counts now."""
    return CounselsWord(case.jeopardises, case.sources, case.civil_action, case.left, case.screened)


def in_plain_words(word: CounselsWord) -> list[str]:
    """What it says, each by itself."""
    days = {name: getattr(word, name) for name in DAYS}
    return [said for name, said in TICKS.items() if getattr(word, name)] + [
        DAYS[name].format(day=in_words(day)) for name, day in days.items() if day
    ]


def changed_words(before: CounselsWord, after: CounselsWord) -> str:
    """What is said that was not, and what is taken back: lines for the file."""
    was, now = in_plain_words(before), in_plain_words(after)
    lines = [f"Said: {each}." for each in now if each not in was] + [f"Taken back: {each}." for each in was if each not in now]
    return "\n".join(lines) or "Nothing is changed."


def word_problems(word: CounselsWord, case: Case, actor: Actor) -> dict[str, str]:
    """What is wrong with counsel's word, by field. A civil action is the chief attorney's to say, where the city names one (13.39)."""
    days = {"left": word.left, "screened": word.screened}
    problems = {field: "The day lies in the future." for field, day in days.items() if day and day > city_day()}
    if word.left and "left" not in problems:
        problems |= _left_problem(word.left, case)
    if word.civil_action != case.civil_action and not _is_chief(actor):
        problems["civil_action"] = "The chief attorney alone says whether a civil action is pending or expected."
    return problems


def _left_problem(left: dt.date, case: Case) -> dict[str, str]:
    """Who goes on in any position the day after did not leave; the last day of an appointment is still theirs."""
    if case.respondent is None:
        return {"left": "Nobody is complained of."}
    if held := positions_of(case.respondent, left + dt.timedelta(days=1)):
        return {"left": f"By the roster they go on after that day: {held[0]}. Where they left, the appointment is ended first."}
    return {}


def _is_chief(actor: Actor) -> bool:
    chief, user = settings.PROFILE.cases.chief_attorney, user_of(actor)
    return not chief or (user is not None and any(held.slug == chief for held in positions_of(user.person, city_day())))
