"""Entries that are no capture: coverage, changes in the register, and every other audit event.

They go the way of all material: into a segment, then into rows and a staged entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from rostra.accounts.models import Account
from rostra.archive.actions.rows import insert
from rostra.archive.actions.seal import seal
from rostra.archive.actions.segments import write_segments
from rostra.archive.actions.subjects import Counters, locked_counters
from rostra.archive.models import Cursor, Statement
from rostra.archive.queries.drafts import Draft, entry_line
from rostra.archive.queries.events import OWN, said_of
from rostra.archive.states.entries import EntryType
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.models import Event
from rostra.tlog.commitment import canonical

_AT_ONCE = 500
_OVERLAP = 2_000  # events that a slow transaction may have committed late, looked at again


@dataclass(frozen=True, slots=True)
class Saying:
    """One statement: what it is about, and its values in the order of the schema."""

    type: EntryType
    subject: str
    values: list[Any]
    event: int | None = None


def state(sayings: Sequence[Saying]) -> None:
    """Keep statements and hand in their entries. Durable when it returns; joins the caller's transaction if there is one."""
    with transaction.atomic():
        counters = locked_counters({saying.subject for saying in sayings})
        insert(write_segments([_draft(saying, counters) for saying in sayings]), {})
        counters.save()


def _draft(saying: Saying, counters: Counters) -> Draft:
    now, counter = clock.exact_stamp(clock.now()), counters.next(saying.subject)
    values, secret, fields = seal(saying.type, saying.values)
    entry = entry_line(saying.type, saying.subject, counter, now, fields, settings.PROFILE.log.series)
    uri = f"urn:rostra:statement:{saying.subject}:{counter}"
    raw = canonical(values)
    facts = {"event": saying.event}
    return Draft(saying.type, uri, 0, 0, saying.subject, counter, now, values, facts, secret, raw, "application/json", b"", entry)


def hand_in_coverage(
    account: Account, *, start: dt.datetime, end: dt.datetime, checks: Mapping[str, int], gaps: Sequence[Mapping[str, str]], actor: Actor
) -> None:
    """State in the log what was checked for an account from ``start`` to ``end``, and what was missed.

    ``checks`` counts them by method; a gap is ``{"from", "to", "reason"}`` with RFC 3339 stamps, ``to`` empty while it is open.
    """
    values = [account.slug, clock.stamp(start), clock.stamp(end), dict(checks), [dict(gap) for gap in gaps]]
    with transaction.atomic():
        state([Saying(EntryType.COVERAGE, account.slug, values)])
        record_event(actor=actor, action="archive.coverage.stated", subject=f"account:{account.slug}", facts={"end": clock.stamp(end)})


def follow_events() -> int:
    """Repeat audit events of every floor in the log, by a cursor of our own; how many. Our own, about entries, are left out."""
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get_or_create(name="events")[0]
        repeated = Statement.objects.filter(event__gt=cursor.position - _OVERLAP).values("event")
        fresh = Event.objects.filter(id__gt=cursor.position - _OVERLAP).exclude(id__in=repeated).exclude(OWN)
        events = list(fresh.order_by("id")[:_AT_ONCE])
        if events:
            state([_repeat(event) for event in events])
            Cursor.objects.filter(name="events").update(position=max(cursor.position, events[-1].pk))
        return len(events)


def _repeat(event: Event) -> Saying:
    said = said_of(event)
    return Saying(said.type, said.subject, said.values, event.pk)
