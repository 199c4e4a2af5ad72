"""Who tells a speaker, who decides an appeal, by when; and what a notice says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings

from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.core.permission import ALLOWED, Permission
from rostra.moderation.models import Appeal, BlockException, ModerationAct
from rostra.moderation.rules.acts import may_carry_out
from rostra.moderation.states.exceptions import ExceptionState
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right


def appeal_due(day: dt.date) -> dt.date:
    """By when an appeal of ``day`` is decided: business days of the profile."""
    within = settings.PROFILE.moderation.appeal_decided_within
    return add_business_days(day, within, settings.PROFILE.holidays_of(range(day.year, day.year + 2)))


def appeal_until(day: dt.date) -> dt.date:
    """The last day on which somebody may appeal who was told on ``day``."""
    return day + dt.timedelta(days=settings.PROFILE.moderation.appeal_open_days)


def took_part(thing: ModerationAct | BlockException) -> frozenset[str]:
    """Everybody who did it, looked at it or allowed it."""
    if isinstance(thing, ModerationAct):
        return frozenset({thing.moderator, thing.reviewer} - {""})
    return frozenset({thing.by_ref, thing.recommended_by, thing.decided_by} - {""})


def may_give_notice(actor: Actor, thing: ModerationAct | BlockException, *, also: Collection[Relation] = ()) -> Permission:
    """Whoever may carry the act out; of an exception, whoever may undo it, and counsel."""
    if isinstance(thing, ModerationAct):
        return may_carry_out(actor, thing, also=also)
    if thing.state in {ExceptionState.REQUESTED, ExceptionState.PENDING_COUNSEL, ExceptionState.REFUSED}:
        return Permission("Nothing is in force that somebody could be told of.")
    return may(actor, Right.WRITE, Function.BLOCK_EXCEPTION, also=also) or may(actor, Right.APPROVE, Function.BLOCK_EXCEPTION)


def may_enter_appeal(actor: Actor) -> Permission:
    """An appeal that came on paper or was said: staff who see the acts and do not only audit them."""
    return may(actor, Right.WRITE, Function.MODERATION_ACT) or may(actor, Right.APPROVE, Function.MODERATION_ACT)


def may_see_appeals(actor: Actor) -> Permission:
    """Those who see the acts."""
    return may(actor, Right.READ, Function.MODERATION_ACT)


def may_decide_appeal(actor: Actor, appeal: Appeal) -> Permission:
    """Communications or counsel; nobody who took part in what is appealed, or who entered the appeal."""
    thing = appeal.act or appeal.exception
    if thing is not None and actor.ref in took_part(thing):
        return Permission("An appeal is decided by somebody who took no part in what was done.")
    if actor.ref == appeal.entered_by:
        return Permission("Whoever entered an appeal does not decide it.")
    return may(actor, Right.APPROVE, Function.MODERATION_ACT)


def may_appeal(thing: ModerationAct | BlockException, told_until: dt.date | None, day: dt.date) -> Permission:
    """Whether the speaker can appeal on ``day``: they were told, the time is not over, and they have not appealed before."""
    if Appeal.objects.filter(**{"act" if isinstance(thing, ModerationAct) else "exception": thing}).exists():
        return Permission("There is an appeal already.")
    if told_until is None:
        return Permission("No notice has been given yet.")
    return ALLOWED if day <= told_until else Permission(f"The time for an appeal was over on {in_words(told_until)}.")
