"""Closed comments are judged again when a reply from before them is captured late: then they were closed in the middle of a thread."""

from __future__ import annotations

from rostra.core import clock
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.moderation.actions import explaining
from rostra.moderation.models import Restriction
from rostra.moderation.queries.acts import act_for, had_comments
from rostra.moderation.queries.observed import closings_answered_late
from rostra.moderation.queries.register import exception_for
from rostra.moderation.queries.rule import rule_cited
from rostra.moderation.rules.judging import Grounds, due_on, standing_of
from rostra.moderation.states.standing import STANDINGS, Standing
from rostra.people.queries import city_day, city_day_of

ACTOR = system("moderation")


def judge_again(first: int, last: int) -> list[Restriction]:
    """Judge anew what entries ``first`` to ``last`` of the log show to have been closed in the middle of a thread. Those judged.

    Must be called inside a transaction. Read once more, the same entries change nothing.
    """
    found = [row for row in closings_answered_late(first, last).select_for_update(of=("self",)) if had_comments(row.subject, row.begun)]
    for row in found:
        _judge(row)
    return found


def _judge(row: Restriction) -> None:
    grounds = Grounds(
        exception=exception_for(row.account, row.act, row.subject, city_day()),
        recorded=act_for(row.account, row.act, row.subject),
        mid_thread=True,
    )
    row.mid_thread = True
    if row.standing == Standing.TOLERATED and standing_of(row.act, grounds) != Standing.TOLERATED:
        row.due = due_on(city_day())
        _move(row, "judge-again")
    row.save()
    facts = {"account": row.account.slug, "act": row.act, "standing": row.standing, "clause": rule_cited(city_day_of(row.begun))}
    record_event(actor=ACTOR, action="moderation.restriction.judged-again", subject=f"restriction:{row.pk}", facts=facts)
    _allow(row, grounds)


def _allow(row: Restriction, grounds: Grounds) -> None:
    """What speaks for it holds as if it had been judged so at first."""
    if row.standing != Standing.OPEN:
        return
    if grounds.exception is not None:
        row.exception = grounds.exception
        _move(row, "except")
        row.save()
    elif grounds.recorded is not None:
        explaining.apply_if_shown(grounds.recorded, actor=ACTOR)


def _move(row: Restriction, name: str) -> None:
    row.standing, row.since = STANDINGS.target(name, Standing(row.standing)), clock.now()
