"""Acts of moderation: recorded, looked at by a second person, applied, taken back. Each runs in one transaction and writes its events."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.actions.explaining import apply_if_shown, move, note, take_back_explanation
from rostra.moderation.models import ModerationAct
from rostra.moderation.queries.acts import (
    ENDLESS,
    beyond_appeal,
    current_version,
    record_at,
    seen_to_be_gone,
    standing_of_subject,
    to_review,
)
from rostra.moderation.queries.rule import rule_cited
from rostra.moderation.rules.acts import (
    NewAct,
    act_problems,
    ground_of,
    latest_review,
    may_keep_act,
    may_move_act,
    may_record_act,
    may_review_act,
    subject_of_act,
)
from rostra.moderation.states.acts import ACT_LIFE, ActState
from rostra.people.queries import city_day

NOT_CAPTURED = "The archive holds no copy of it, and without one nothing is hidden or removed."


@transaction.atomic
def record_act(new: NewAct, *, actor: Actor, leave_up: bool = False) -> ModerationAct:
    """Propose an act, or put on record that it is left up. Approved at once where the ground needs no second reviewer, or in an emergency;
    applied at once where the network shows it already.

    Raises Forbidden, Invalid by field, Conflict where no copy was captured and no emergency is declared, where the copy is not the newest
    any more, or where the same is on record already.
    """
    account = _account_of(new)
    ground = ground_of(new.ground)
    may_record_act(actor, alone=ground is not None and ground.alone, also=relations(actor, account)).require()
    if problems := act_problems(new, city_day(), leave_up=leave_up):
        raise Invalid(problems)
    _require_captured(new)
    act = _created(new, account, alone=ground is not None and ground.alone, leave_up=leave_up, actor=actor)
    note(act, act.state, _facts(act) | {"rule": rule_cited(city_day())}, actor)
    if act.state == ActState.PROPOSED and (act.alone or act.emergency):
        move(act, "approve", actor=actor)
        apply_if_shown(act, actor=actor)
    return act


@transaction.atomic
def move_act(act: ModerationAct, name: str, *, actor: Actor, reason: str = "") -> ModerationAct:
    """Approve, leave up, apply, take back, or say that it is restored. Raises Forbidden, IllegalMove, Invalid without a reason where one is
    needed, Conflict where the network shows something else."""
    row = locked(act)
    ACT_LIFE.target(name, ActState(row.state))
    may_move_act(actor, row, name, also=relations(actor, row.account)).require()
    if name != "apply" and not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    if name == "restore":
        _require_not_shown(row)
    if name == "apply":
        row.applied = clock.now()
    if name == "approve":
        row.reviewer, row.reviewer_name = actor.ref, actor.name
    move(row, name, actor=actor, reason=reason.strip())
    _settle(row, actor)
    return row


@transaction.atomic
def review_emergency(act: ModerationAct, *, actor: Actor, reason: str) -> ModerationAct:
    """A second person looked at what was done without a copy, and it was right; the copy is added where the archive has one by now.

    Raises Forbidden, Invalid without reasons, Conflict where there was no emergency or somebody looked before.
    """
    row = locked(act)
    may_review_act(actor, row).require()
    if not row.emergency or row.reviewer:
        raise Conflict("There is no emergency here that waits for a second person")
    if not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    row.reviewer, row.reviewer_name = actor.ref, actor.name
    record = record_at(row.subject)
    row.version = current_version(record) if record is not None and record.account_id == row.account_id else None
    row.reason = reason.strip()
    row.save()
    note(row, "emergency-reviewed", {"captured": "since" if row.version else "never"}, actor)
    return row


@transaction.atomic
def keep_act(act: ModerationAct, *, until: dt.date, actor: Actor, reason: str) -> ModerationAct:
    """Somebody looked again, and it stays until another day. Raises Forbidden, Invalid."""
    row = locked(act)
    may_keep_act(actor, row).require()
    problems = {} if reason.strip() else {"reason": "Give the reasons: they are kept."}
    if not city_day() < until <= latest_review(city_day()):
        problems["until"] = f"The day of the next look lies after today and up to {in_words(latest_review(city_day()))}."
    if problems:
        raise Invalid(problems)
    row.review_on, row.reason = until, reason.strip()
    row.save()
    note(row, "kept", {"until": f"{until:%Y-%m-%d}"}, actor)
    return row


@transaction.atomic
def lapse_acts(*, actor: Actor) -> int:
    """Reverse what nobody looked at again by its day; what it explained is to be undone. How many."""
    over = list(to_review(city_day() - dt.timedelta(days=1)).select_for_update(of=("self",)))
    for row in over:
        move(row, "lapse", actor=actor, reason="Nobody looked at it again by its last day.")
        take_back_explanation(row, actor=actor)
    return len(over)


@transaction.atomic
def close_acts(*, actor: Actor) -> int:
    """Close what can neither be appealed nor undone any more: it is removed, is spam, or is seen to be gone. How many."""
    done = beyond_appeal(city_day()).filter(ENDLESS | seen_to_be_gone()).select_for_update(of=("self",)).select_related("account")
    found = [row for row in done if row.alone or not standing_of_subject(row.account, row.act, row.subject).exists()]
    for row in found:
        move(row, "close", actor=actor)
    return len(found)


def locked(act: ModerationAct) -> ModerationAct:
    """The row as it is now, held until the transaction ends."""
    return ModerationAct.objects.select_for_update(of=("self",)).select_related("account").get(pk=act.pk)


def _account_of(new: NewAct) -> Account:
    account = new.version.record.account if new.version is not None else new.account
    if account is None:
        raise Invalid({"account": "Choose the account."})
    return account


def _require_captured(new: NewAct) -> None:
    if new.version is None:
        held = record_at(new.subject.strip())
        if held is not None:
            raise Conflict("The archive holds a copy of this", hint=f"record the act on that copy: record/{held.pk}")
        if not new.emergency.strip():
            raise Conflict(NOT_CAPTURED, hint="let it be captured first, or declare an emergency with its reason")
    elif new.version.number != new.version.record.current:
        raise Conflict("It has been changed since you looked", hint="look at the newest copy, and decide again")


def _created(new: NewAct, account: Account, *, alone: bool, leave_up: bool, actor: Actor) -> ModerationAct:
    subject = subject_of_act(new.act, new.version) if new.version is not None else new.subject.strip()
    now = clock.now()
    try:
        with transaction.atomic():
            return ModerationAct.objects.create(
                account=account, act=new.act.value, subject=subject[:600], version=new.version, emergency=new.emergency.strip(),
                ground=new.ground, alone=alone, met=new.met.strip(), neutral=new.neutral, review_on=new.review_on,
                made=now, decided=now if leave_up else None,
                state=ActState.LEFT_UP if leave_up else ActState.PROPOSED, moderator=actor.ref, moderator_name=actor.name,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("This is on record already, and has not come to its end", hint="look at the list of acts") from None


def _facts(act: ModerationAct) -> dict[str, str]:
    copy = f"{act.version.record_id} v{act.version.number}" if act.version else "none: an emergency"
    return {"copy": copy, "review_on": f"{act.review_on:%Y-%m-%d}"}


def _require_not_shown(row: ModerationAct) -> None:
    if standing_of_subject(row.account, row.act, row.subject).exists():
        raise Conflict("The network still shows it", hint="undo it there: it counts as restored when the archive sees that it is gone")


def _settle(row: ModerationAct, actor: Actor) -> None:
    """What the network shows follows what was decided."""
    if row.state == ActState.REVERSED:
        take_back_explanation(row, actor=actor)
    elif row.state in {ActState.APPROVED, ActState.APPLIED}:
        apply_if_shown(row, actor=actor)
