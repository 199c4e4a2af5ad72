"""How something is judged that was seen, and by when it must be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.moderation.models import BlockException, FilterTerm, ModerationAct
from rostra.moderation.states.standing import Standing


@dataclass(frozen=True, slots=True)
class Grounds:
    """What speaks for something that is seen. ``mid_thread``: comments were closed when there were some; None: about no such thing."""

    exception: BlockException | None = None
    recorded: ModerationAct | None = None
    filter_term: FilterTerm | None = None
    mid_thread: bool | None = None


def standing_of(act: str, grounds: Grounds) -> Standing:
    """The standing of an act that is seen now."""
    terms = settings.PROFILE.moderation
    if act in terms.tolerated:
        return Standing.TOLERATED
    if grounds.exception is not None:
        return Standing.EXCEPTED
    if grounds.recorded is not None or grounds.filter_term is not None:
        return Standing.EXPLAINED
    chosen_before = terms.tolerate_settings_before_comments and grounds.mid_thread is False
    return Standing.TOLERATED if chosen_before else Standing.OPEN


def due_on(day: dt.date) -> dt.date:
    """The last day for undoing what is found on ``day``: business days of the profile, or the amnesty's day where that is later."""
    terms = settings.PROFILE.moderation
    usual = add_business_days(day, terms.lift_within, settings.PROFILE.holidays_of(range(day.year, day.year + 2)))
    if terms.amnesty is not None and day <= terms.amnesty.found_until:
        return max(usual, terms.amnesty.lift_by)
    return usual


def exception_problems(*, act: str, ground: str, until: dt.date, day: dt.date, facts: str, alternatives: str) -> dict[str, str]:
    """What is wrong with a request for an exception, by field."""
    terms = settings.PROFILE.moderation
    allowed = {each.key for each in terms.grounds_for(act)}
    latest = day + dt.timedelta(days=terms.longest_exception)
    problems = {
        "ground": "" if ground in allowed else f"It is no ground for this act. The list is closed: {', '.join(sorted(allowed)) or 'none'}.",
        "until": ""
        if day <= until <= latest
        else f"The last day lies between today and {in_words(latest)}: an exception is never for ever.",
        "facts": "" if facts.strip() else "Say what was done, so that the ground’s test can be checked.",
        "alternatives": "" if alternatives.strip() else "Say what milder was considered: to ignore, to mute for yourself, to answer.",
    }
    return {field: problem for field, problem in problems.items() if problem}
