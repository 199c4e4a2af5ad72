"""Who may do what with acts of moderation, what an act must say, and which moves are whose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from rostra.accounts.models import Account
from rostra.archive.models import Record, Version
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.core.permission import ALLOWED, Permission
from rostra.core.profile import Ground
from rostra.moderation.models import ModerationAct
from rostra.moderation.queries.observed import restrictions_in
from rostra.moderation.states.acts import ACT_LIFE, ActState
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right, Role
from rostra.platforms.base import Act, Kind

_NOT_OWN = Permission("Whoever did it does not review it: that is another person’s.")
_BY_ITSELF = Permission("This happens by itself, or on its own page.")


@dataclass(frozen=True, slots=True)
class NewAct:
    """What is said of an act. ``version``: the copy that was captured before; without one only ``emergency`` says why, and on whom."""

    act: Act
    ground: str
    met: str
    neutral: bool
    review_on: dt.date
    version: Version | None = None
    account: Account | None = None  # of an emergency
    subject: str = ""  # of an emergency
    emergency: str = ""


def ground_of(key: str) -> Ground | None:
    """The ground with this key, as the profile has it today."""
    return next((each for each in settings.PROFILE.moderation.ground if each.key == key), None)


def subject_of_act(act: Act, version: Version) -> str:
    """What the network names when this is done about a copy: who said it, the record itself, or what a setting keeps out."""
    record = version.record
    if record.kind == Kind.SETTING:
        return next((shown.subject for shown in restrictions_in(version) if shown.act is act), record.uri)
    return record.author_id if act is Act.RESTRICT else record.uri


def fits(act: Act, record: Record) -> bool:
    """Comments are closed on the city's own posts; everything else is done to what the public says."""
    return record.official == (act is Act.CLOSE_COMMENTS)


def latest_review(day: dt.date) -> dt.date:
    """The last day that an act of ``day`` may have without another look."""
    return day + dt.timedelta(days=settings.PROFILE.moderation.review_within)


def notice_due(day: dt.date) -> dt.date:
    """By when the speaker must have been told of an act that was applied on ``day``."""
    within = settings.PROFILE.moderation.notice_within
    return add_business_days(day, within, settings.PROFILE.holidays_of(range(day.year, day.year + 2)))


def act_problems(new: NewAct, day: dt.date, *, leave_up: bool) -> dict[str, str]:
    """What is wrong with what is said of an act, by field. What is left up needs no proof that it had to go."""
    ground = ground_of(new.ground)
    allowed = settings.PROFILE.moderation.grounds_for(new.act.value)
    known = ", ".join(each.name for each in allowed) or "none"
    problems = {
        "ground": "" if ground in allowed else f"It is no ground for this act. The list is closed: {known}.",
        "met": "" if new.met.strip() else "Say how the ground’s test is met, or why it is not.",
        "neutral": ""
        if new.neutral or leave_up
        else "Where the opposite opinion in the same words would stay, this stays too. Leave it up.",
        "review_on": ""
        if day <= new.review_on <= latest_review(day)
        else f"The day of the next look lies between today and {in_words(latest_review(day))}.",
        "act": "" if new.version is None or fits(new.act, new.version.record) else "This act is not done to such a record.",
    }
    return {field: problem for field, problem in (problems | _emergency_problems(new)).items() if problem}


def _emergency_problems(new: NewAct) -> dict[str, str]:
    if new.version is not None:
        needless = "The archive holds a copy: nothing is an emergency for want of one."
        return {"emergency": needless if new.emergency.strip() else ""}
    return {
        "account": "" if new.account else "Choose the account.",
        "subject": "" if new.subject.strip() else "Give the network’s own address of what it is about.",
    }


def may_see_acts(actor: Actor) -> Permission:
    """The register of acts."""
    return may(actor, Right.READ, Function.MODERATION_ACT)


def may_see_act(actor: Actor, *, also: Collection[Relation] = ()) -> Permission:
    """One of them: also who looks after the account."""
    return may_see_acts(actor) or may(actor, Right.WRITE, Function.MODERATION_ACT, also=also)


def may_record_act(actor: Actor, *, alone: bool, also: Collection[Relation] = ()) -> Permission:
    """Moderators on every ground; who looks after the account only on those that need no second reviewer: spam and malware."""
    if may(actor, Right.WRITE, Function.MODERATION_ACT):
        return ALLOWED
    allowed = may(actor, Right.WRITE, Function.MODERATION_ACT, also=also)
    return Permission("Stewards act on spam and malware alone. Ask a moderator.") if allowed and not alone else allowed


def may_review_act(actor: Actor, act: ModerationAct) -> Permission:
    """A second person: another moderator, or communications. Counsel only where there was an emergency: that is the exception."""
    if actor.ref == act.moderator:
        return _NOT_OWN
    return _may_write_or_approve(actor, without=[] if act.emergency else [Role.CITY_ATTORNEY])


def may_carry_out(actor: Actor, act: ModerationAct, *, also: Collection[Relation] = ()) -> Permission:
    """Apply it, tell the speaker, say that it is undone: whoever could have recorded it, and who could have reviewed it."""
    return may_record_act(actor, alone=act.alone, also=also) or may(actor, Right.APPROVE, Function.MODERATION_ACT)


def may_give_back(actor: Actor, act: ModerationAct, *, also: Collection[Relation] = ()) -> Permission:
    """Leave it up, take it back: also who did it, for it only gives speech back."""
    return may_carry_out(actor, act, also=also)


def may_keep_act(actor: Actor, act: ModerationAct) -> Permission:
    """Another look, by another person than the one who did it."""
    if act.state not in {ActState.APPLIED, ActState.NOTICED, ActState.UPHELD}:
        return Permission(f"It is {act.state.replace('-', ' ')}.")
    return _NOT_OWN if actor.ref == act.moderator else _may_write_or_approve(actor)


def may_move_act(actor: Actor, act: ModerationAct, move: str, *, also: Collection[Relation] = ()) -> Permission:
    """Whether the state allows ``move`` and ``actor`` may take it on the act's page."""
    if move not in {each.name for each in ACT_LIFE.moves_from(ActState(act.state))}:
        return Permission(f"The act is {act.state.replace('-', ' ')}.")
    if move == "approve":
        return may_review_act(actor, act)
    if move in {"leave-up", "take-back"}:
        return may_give_back(actor, act, also=also)
    return may_carry_out(actor, act, also=also) if move in {"apply", "restore"} else _BY_ITSELF


def _may_write_or_approve(actor: Actor, without: Collection[Role] = ()) -> Permission:
    writes = may(actor, Right.WRITE, Function.MODERATION_ACT, without=without)
    return writes or may(actor, Right.APPROVE, Function.MODERATION_ACT, without=without)
