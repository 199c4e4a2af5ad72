"""Filter words: asked for, decided by counsel after the hits were counted, in force for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.models import FilterTerm, Restriction
from rostra.moderation.queries.filters import hits_of
from rostra.moderation.rules.filters import filter_problems, may_move_filter, may_request_filter, term_problem
from rostra.moderation.rules.judging import due_on
from rostra.moderation.states.filters import FILTER_LIFE, FilterState
from rostra.moderation.states.standing import STANDINGS, Standing
from rostra.people.queries import city_day
from rostra.platforms.base import Act

ACTOR = system("moderation")


@dataclass(frozen=True, slots=True)
class WantedFilter:
    """What is asked for."""

    account: Account
    term: str
    purpose: str
    until: dt.date


@transaction.atomic
def request_filter(wanted: WantedFilter, *, actor: Actor) -> FilterTerm:
    """Ask counsel for a filter word. Raises Forbidden, Invalid by field: also where the word names somebody or an opinion."""
    may_request_filter(actor, also=relations(actor, wanted.account)).require()
    problems = filter_problems(term=wanted.term, purpose=wanted.purpose, until=wanted.until, day=city_day())
    if problems:
        raise Invalid(problems)
    made = FilterTerm.objects.create(
        account=wanted.account, term=wanted.term.strip(), purpose=wanted.purpose.strip(), until=wanted.until,
        by_ref=actor.ref, by_name=actor.name,
    )  # fmt: skip
    _note(made, {"until": f"{made.until:%Y-%m-%d}"}, actor)
    return made


@transaction.atomic
def move_filter(term: FilterTerm, move: str, *, actor: Actor, reason: str) -> FilterTerm:
    """Allow, refuse, end. Raises Forbidden, IllegalMove, Invalid without reasons, Conflict where it names somebody by now, or is over."""
    row = FilterTerm.objects.select_for_update(of=("self",)).select_related("account").get(pk=term.pk)
    FILTER_LIFE.target(move, FilterState(row.state))
    may_move_filter(actor, row, move, also=relations(actor, row.account)).require()
    if not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept."})
    if move == "allow":
        _require_possible(row)
    return _moved(row, move, actor, reason.strip())


@transaction.atomic
def expire_filters() -> int:
    """End those whose last day is over; what they allowed is to be undone. How many."""
    over = FilterTerm.objects.select_for_update(of=("self",)).select_related("account").filter(state=FilterState.IN_FORCE)
    found = list(over.filter(until__lt=city_day()))
    for row in found:
        _moved(row, "expire", ACTOR, row.reason)
    return len(found)


def _require_possible(row: FilterTerm) -> None:
    problem = term_problem(row.term) or ("" if row.until >= city_day() else "Its last day is over.")
    if problem:
        raise Conflict(problem, hint="refuse it")


def _moved(row: FilterTerm, move: str, actor: Actor, reason: str) -> FilterTerm:
    row.state, row.since, row.reason = FILTER_LIFE.target(move, FilterState(row.state)), clock.now(), reason
    if move in {"allow", "refuse"}:
        row.decided_by, row.decided_name, row.hits = actor.ref, actor.name, hits_of(row.term, row.account).count
    if move == "allow":
        row.begins = city_day()
    row.save()
    _note(row, {} if row.hits is None else {"hits": str(row.hits)}, actor)
    _judge_again(row)
    return row


def _judge_again(row: FilterTerm) -> None:
    """What the network shows of this word is explained from now on, or is to be undone."""
    shown = Restriction.objects.select_for_update().filter(account=row.account, act=Act.FILTER, subject=row.term, ended__isnull=True)
    allowed = row.state == FilterState.IN_FORCE
    wanted = shown.filter(standing=Standing.OPEN) if allowed else shown.filter(standing=Standing.EXPLAINED, filter_term=row)
    for each in wanted:
        each.standing = STANDINGS.target("explain" if allowed else "end-explanation", Standing(each.standing))
        each.since, each.filter_term = clock.now(), row
        each.due = each.due if allowed else due_on(city_day())
        each.save()


def _note(row: FilterTerm, facts: dict[str, str], actor: Actor) -> None:
    told = {"account": row.account.slug, "term": row.term, **facts}
    record_event(actor=actor, action=f"moderation.filter.{row.state}", subject=f"filter:{row.pk}", facts=told)
