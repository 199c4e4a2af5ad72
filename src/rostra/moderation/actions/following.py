"""Follow the archive: what its records begin and cease to restrict becomes a row of the register at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from rostra.archive.actions.cursors import advance, last_within, position
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.moderation.actions import explaining
from rostra.moderation.actions.letters import tell_of
from rostra.moderation.actions.rejudging import judge_again
from rostra.moderation.models import Restriction
from rostra.moderation.queries.acts import act_for, filter_for, had_comments
from rostra.moderation.queries.observed import Change, changes_between
from rostra.moderation.queries.register import exception_for, open_among, standing_now, was_standing
from rostra.moderation.queries.rule import rule_cited
from rostra.moderation.queries.settings import NAMES, was_open_to_comments
from rostra.moderation.rules.filters import Names
from rostra.moderation.rules.judging import Grounds, due_on, standing_of
from rostra.moderation.states.standing import STANDINGS, Standing
from rostra.people.queries import city_day_of
from rostra.platforms.base import Act, Kind
from rostra.platforms.base import Restriction as Shown

CURSOR = "moderation"
BATCH = 2_000  # entries in one transaction: the database is not written by others meanwhile
ACTOR = system("moderation")
LONGEST = 600  # characters of a subject: no address of a network is longer


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for everything that begins with one change."""

    day: dt.date
    rule: str
    names: Names


def follow(limit: int = BATCH) -> int:
    """Read up to ``limit`` entries on from the cursor in the log's order; how many were read, 0 at the end.

    Register and cursor change in one transaction. If somebody else followed at the same time, nothing is written. Read from the beginning
    once more, as after a rebuild, the log changes nothing that is there.
    """
    start = position(CURSOR)
    last = last_within(start, limit)
    if last is None:
        return 0
    changes = list(changes_between(start, last))
    with transaction.atomic():
        if position(CURSOR, lock=True) != start:
            return 0
        names = Names()
        begun = [row for change in changes for row in _enter(change, names)]
        begun += judge_again(start, last)
        tell_of(open_among(row.pk for row in begun))
        advance(CURSOR, last + 1)
    return last + 1 - start


def _enter(change: Change, names: Names) -> list[Restriction]:
    """Begin what the record shows and we do not have; end what we have and it does not show. What began."""
    held = {(row.act, row.subject): row for row in standing_now(change.record.pk)}
    shown = {(each.act.value, each.subject[:LONGEST]): each for each in change.restricts}
    for key in held.keys() - shown.keys():
        if held[key].begun <= change.at:  # else the log is being read again, and this is about the time before
            _end(held[key], change)
    fresh = [key for key in sorted(shown.keys() - held.keys()) if not was_standing(change.record.pk, *key, change.at)]
    day = city_day_of(change.at)
    rule = rule_cited(day) if fresh else ""
    return [_begin(shown[key], change, _Terms(day, rule, names)) for key in fresh]


def _begin(shown: Shown, change: Change, terms: _Terms) -> Restriction:
    day, subject = terms.day, shown.subject[:LONGEST]
    grounds = _grounds(shown.act, subject, change, day)
    row = Restriction.objects.create(
        account=change.record.account, record=change.record, act=shown.act, subject=subject, standing=standing_of(shown.act, grounds),
        since=clock.now(), begun=change.at, found=clock.now(), due=due_on(day), exception=grounds.exception,
        explained_by=grounds.recorded, filter_term=grounds.filter_term, mid_thread=grounds.mid_thread,
    )  # fmt: skip
    facts = {"account": row.account.slug, "act": row.act, "standing": row.standing}
    if row.standing == Standing.OPEN:
        facts |= {"due": f"{row.due:%Y-%m-%d}", "clause": terms.rule}
    if shown.act is Act.FILTER:
        facts[NAMES] = terms.names.named_by(subject) or ""
    record_event(actor=ACTOR, action="moderation.restriction.found", subject=subject_of(row), facts=facts)
    explaining.seen(row)
    return row


def _grounds(act: Act, subject: str, change: Change, day: dt.date) -> Grounds:
    account = change.record.account
    return Grounds(
        exception=exception_for(account, act, subject, day),
        recorded=act_for(account, act, subject),
        filter_term=filter_for(account, subject, day) if act is Act.FILTER else None,
        mid_thread=_mid_thread(subject, change) if act is Act.CLOSE_COMMENTS else None,
    )


def _mid_thread(subject: str, change: Change) -> bool:
    """A setting bears on every thread of its account."""
    if change.record.kind == Kind.SETTING:
        return was_open_to_comments(change.record, change.at)
    return had_comments(subject, change.at)


def _end(row: Restriction, change: Change) -> None:
    row.standing = STANDINGS.target("lift", Standing(row.standing))
    row.since, row.ended = clock.now(), max(change.at, row.begun)
    row.save()
    record_event(
        actor=ACTOR, action="moderation.restriction.lifted", subject=subject_of(row), facts={"account": row.account.slug, "act": row.act}
    )
    explaining.gone(row)


def subject_of(row: Restriction) -> str:
    """A restriction as the subject of its events: no person is named."""
    return f"restriction:{row.pk}"
