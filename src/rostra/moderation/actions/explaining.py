"""What staff recorded, and what the network shows: one explains the other, whichever came first."""

from __future__ import annotations

from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.audit import record_event
from rostra.moderation.models import ModerationAct, Restriction
from rostra.moderation.queries.acts import standing_of_subject
from rostra.moderation.rules.judging import due_on
from rostra.moderation.states.acts import ACT_LIFE, DECIDED, ActState
from rostra.moderation.states.standing import STANDINGS, Standing
from rostra.people.queries import city_day

ACTOR = system("moderation")


def move(act: ModerationAct, name: str, *, actor: Actor, reason: str = "", facts: dict[str, str] | None = None) -> ModerationAct:
    """Move an act and write it down. Must be called inside a transaction, with the row locked; asks no rule. Raises IllegalMove."""
    act.state, act.since = ACT_LIFE.target(name, ActState(act.state)), clock.now()
    act.reason = reason or act.reason
    if act.state in DECIDED:
        act.decided = act.decided or act.since
    if act.state == ActState.REVERSED:
        act.restore_due = due_on(city_day())
    if act.state == ActState.RESTORED:
        act.restored = act.since
    act.save()
    note(act, act.state, {"move": name, **(facts or {})}, actor)
    return act


def note(act: ModerationAct, what: str, facts: dict[str, str], actor: Actor) -> None:
    """An event of an act. Nobody is named, and no word of what was said."""
    told = {"account": act.account.slug, "act": act.act, "ground": act.ground, **facts}
    record_event(actor=actor, action=f"moderation.act.{what}", subject=reference(act), facts=told)


def reference(act: ModerationAct) -> str:
    """An act as the subject of its events."""
    return f"act:{act.pk}"


def apply_if_shown(act: ModerationAct, *, actor: Actor) -> None:
    """The network shows it already: it is applied, and explains what is shown."""
    shown = list(standing_of_subject(act.account, act.act, act.subject).select_for_update())
    if shown and act.state == ActState.APPROVED:
        act.applied = clock.now()
        move(act, "apply", actor=actor, facts={"seen": "on the network"})
    if act.state != ActState.APPROVED:
        explain(act, shown, actor=actor)


def explain(act: ModerationAct, shown: list[Restriction], *, actor: Actor) -> None:
    """What is shown and was open has its explanation now."""
    for row in shown:
        if row.standing == Standing.OPEN:
            row.explained_by = act
            _restand(row, "explain", actor)


def seen(row: Restriction) -> None:
    """The network shows what was recorded: an act that was approved has been applied."""
    act = row.explained_by
    if act is not None and act.state == ActState.APPROVED:
        act.applied = max(row.begun, act.since)
        move(act, "apply", actor=ACTOR, facts={"seen": "on the network"})


def take_back_explanation(act: ModerationAct, *, actor: Actor) -> None:
    """It is to be undone: what is shown is open again, with a new day. If the network shows that it is gone, it is restored."""
    for row in standing_of_subject(act.account, act.act, act.subject).select_for_update():
        if row.standing == Standing.EXPLAINED and row.explained_by_id == act.pk:
            row.due = act.restore_due or row.due
            _restand(row, "end-explanation", actor)
    if act.restrictions.exists():
        restore_if_gone(act)


def restore_if_gone(act: ModerationAct) -> None:
    """A reversed act is restored once the network shows nothing of it."""
    if act.state == ActState.REVERSED and not standing_of_subject(act.account, act.act, act.subject).exists():
        move(act, "restore", actor=ACTOR, facts={"seen": "on the network"})


def gone(row: Restriction) -> None:
    """The network does not show it any more."""
    reversed_ = ModerationAct.objects.select_for_update(of=("self",)).select_related("account")
    for act in reversed_.filter(account=row.account, act=row.act, subject=row.subject, state=ActState.REVERSED):
        restore_if_gone(act)


def _restand(row: Restriction, name: str, actor: Actor) -> None:
    row.standing, row.since = STANDINGS.target(name, Standing(row.standing)), clock.now()
    row.save()
    facts = {"account": row.account.slug, "act": row.act, "standing": row.standing}
    record_event(actor=actor, action=f"moderation.restriction.{row.standing}", subject=f"restriction:{row.pk}", facts=facts)
