"""Exceptions from the rule: asked for, recommended, decided by counsel, ended. Each runs in one transaction and writes one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.archive.models import Record
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.core.permission import Permission
from rostra.moderation.models import BlockException, Restriction
from rostra.moderation.rules.judging import due_on, exception_problems
from rostra.moderation.rules.rights import (
    may_decide_exception,
    may_end_exception,
    may_recommend_exception,
    may_request_exception,
)
from rostra.moderation.states.exceptions import EXCEPTION_LIFE, ExceptionState
from rostra.moderation.states.standing import STANDINGS, Standing
from rostra.people.queries import city_day
from rostra.platforms.base import Act

ACTOR = system("moderation")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: against whom, on which ground, until when, after what else was tried."""

    account: Account
    act: Act
    subject: str
    ground: str
    facts: str
    alternatives: str
    until: dt.date
    relied_on: Sequence[Record] = ()


@transaction.atomic
def request_exception(wanted: Wanted, *, actor: Actor) -> BlockException:
    """Ask counsel that somebody may be blocked for a time. Raises Forbidden, Invalid by field."""
    may_request_exception(actor, also=relations(actor, wanted.account)).require()
    problems = exception_problems(
        act=wanted.act, ground=wanted.ground, until=wanted.until, day=city_day(), facts=wanted.facts, alternatives=wanted.alternatives
    )
    if not wanted.subject.strip():
        problems["subject"] = "Say whom it is about: the network’s own name of the account."
    if not wanted.relied_on:
        problems["relied_on"] = "Name at least one captured post: an exception rests on what the archive holds."
    if problems:
        raise Invalid(problems)
    told = {name: getattr(wanted, name) for name in ("account", "act", "ground", "until")}
    texts = {name: getattr(wanted, name).strip() for name in ("subject", "facts", "alternatives")}
    made = BlockException.objects.create(**told, **texts, by_ref=actor.ref, by_name=actor.name)
    made.relied_on.set(wanted.relied_on)
    _note(made, {"ground": made.ground, "until": f"{made.until:%Y-%m-%d}"}, actor)
    return made


@transaction.atomic
def move_exception(exception: BlockException, move: str, *, actor: Actor, reason: str = "") -> BlockException:
    """Recommend, allow, refuse, end. Raises Forbidden, IllegalMove, Invalid without a reason, Conflict where it is too late to allow it."""
    row = BlockException.objects.select_for_update(of=("self",)).select_related("account").get(pk=exception.pk)
    EXCEPTION_LIFE.target(move, ExceptionState(row.state))
    permission(actor, row, move).require()
    if not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    if move == "allow":
        _require_possible(row)
    return _moved(row, move, reason.strip(), actor)


@transaction.atomic
def expire_exceptions() -> int:
    """End those whose last day is over; what they allowed is to be undone again. How many."""
    over = list(BlockException.objects.select_for_update(of=("self",)).filter(state=ExceptionState.IN_FORCE, until__lt=city_day()))
    for row in over:
        _moved(row, "expire", row.reason, ACTOR)
    return len(over)


def overturn(exception: BlockException, *, actor: Actor, reason: str) -> BlockException:
    """An appeal was granted: what it allowed is to be undone. Must be called inside a transaction; the appeal's own rule was asked."""
    row = BlockException.objects.select_for_update(of=("self",)).select_related("account").get(pk=exception.pk)
    row.appeal_by = actor.ref
    if row.state == ExceptionState.IN_FORCE:
        return _moved(row, "overturn", reason, actor)
    row.save()
    return row


def permission(actor: Actor, row: BlockException, move: str) -> Permission:
    """Whether the actor may make this move; the graph says whether it can be made at all."""
    if move == "recommend":
        return may_recommend_exception(actor, row)
    if move == "overturn":
        return Permission("An exception is overturned on appeal alone.")
    if move == "end":
        return may_end_exception(actor, row, also=relations(actor, row.account))
    return may_decide_exception(actor, row)


def _require_possible(row: BlockException) -> None:
    problems = exception_problems(
        act=row.act, ground=row.ground, until=row.until, day=city_day(), facts=row.facts, alternatives=row.alternatives
    )
    if problems:
        raise Conflict(" ".join(problems.values()), hint="refuse it, and let it be asked for anew")


def _moved(row: BlockException, move: str, reason: str, actor: Actor) -> BlockException:
    row.state, row.since, row.reason = EXCEPTION_LIFE.target(move, ExceptionState(row.state)), clock.now(), reason
    if move == "recommend":
        row.recommended_by = actor.ref
    elif move in {"allow", "refuse"}:
        row.decided_by, row.decided_name = actor.ref, actor.name
    row.save()
    _note(row, {}, actor)
    _judge_again(row)
    return row


def _judge_again(row: BlockException) -> None:
    """What stands of this act against this person is allowed from now on, or is to be undone again."""
    standing = Restriction.objects.select_for_update().filter(account=row.account, act=row.act, subject=row.subject, ended__isnull=True)
    allowed = row.state == ExceptionState.IN_FORCE
    wanted = standing.filter(standing=Standing.OPEN) if allowed else standing.filter(standing=Standing.EXCEPTED, exception=row)
    for each in wanted:
        each.standing = STANDINGS.target("except" if allowed else "end-exception", Standing(each.standing))
        each.since, each.exception = clock.now(), row
        each.due = each.due if allowed else due_on(city_day())
        each.save()


def _note(row: BlockException, facts: dict[str, str], actor: Actor) -> None:
    told = {"account": row.account.slug, "act": row.act, "rule": settings.PROFILE.moderation.blocking, **facts}
    record_event(actor=actor, action=f"moderation.exception.{row.state}", subject=f"exception:{row.pk}", facts=told)
