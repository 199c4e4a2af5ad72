"""What is out of order among acts of moderation, notices and appeals. Nobody is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.rules.register import subject
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.moderation.models import Appeal, ModerationAct
from rostra.moderation.queries.acts import (
    Questioned,
    acts_in_question,
    exceptions_without_notice,
    open_appeals,
)
from rostra.moderation.rules.acts import notice_due
from rostra.people.queries import city_day, city_day_of

SOON = dt.timedelta(days=7)


@finding_source
def act_findings() -> Iterable[Finding]:
    """W003: an emergency that nobody reviewed. W004: a speaker who was not told. W006: reversed, and nothing shows that it is undone;
    E004: it should have been by now (what the network shows is W002 and E002). W007: an act that lapses within days. Two queries.
    """
    today = city_day()
    for asked in acts_in_question(today + SOON):
        yield from _of_act(asked, today)
    for exception in exceptions_without_notice():
        text = f"{exception.account}: exception {exception.pk} is in force, and the person has not been told."
        yield _told("moderation.W004", text, "Give notice on the exception’s page.", exception.account)


def _of_act(asked: Questioned, today: dt.date) -> Iterator[Finding]:
    act = asked.act
    if asked.emergency:
        yield _finding("moderation.W003", act, "without a copy, as an emergency, and no second person has looked at it.", "Look at it: {}")
    if asked.untold and act.applied and notice_due(city_day_of(act.applied)) < today:
        yield _finding("moderation.W004", act, "and the speaker has not been told.", "Give notice: {}")
    if asked.unrestored:
        late = act.restore_due is not None and act.restore_due < today
        number, level = ("moderation.E004", Level.ERROR) if late else ("moderation.W006", Level.WARNING)
        yield _finding(number, act, f"and it is to be undone by {in_words(act.restore_due)}.", "Undo it, and say so: {}", level)
    if asked.lapsing:
        yield _finding("moderation.W007", act, f"and it lapses after {in_words(act.review_on)}.", "Keep it or take it back: {}", Level.INFO)


@finding_source
def appeal_findings() -> Iterable[Finding]:
    """W005: an appeal waits. E003: it should have been decided by now. One query."""
    for appeal in open_appeals():
        late = appeal.due < city_day()
        number, level = ("moderation.E003", Level.ERROR) if late else ("moderation.W005", Level.WARNING)
        text = f"Appeal {appeal.pk} {'should have been' if late else 'is to be'} decided by {in_words(appeal.due)}."
        yield _told(number, text, "Decide it: Appeals, on the desk. Whoever took part in the act cannot.", _account(appeal), level)


def _finding(number: str, act: ModerationAct, what: str, hint: str, level: Level = Level.WARNING) -> Finding:
    text = f"{act.account}: act {act.pk} ({act.get_act_display()}), {act.get_state_display()}, {what}"
    return _told(number, text, hint.format(f"act {act.pk}, on the desk."), act.account, level)


def _told(number: str, text: str, hint: str, account: Account, level: Level = Level.WARNING) -> Finding:
    return Finding(number, level, text, hint, subject(account), settings.PROFILE.moderation.clause)


def _account(appeal: Appeal) -> Account:
    thing = appeal.act or appeal.exception
    if thing is None:
        raise AssertionError("an appeal is about one thing")  # the database says so
    return thing.account
