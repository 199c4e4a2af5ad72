"""Audit events in the log: what the log repeats of each, and at which place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from rostra.archive.models import Statement
from rostra.archive.queries.heads import HeadRow
from rostra.archive.queries.log import served_checkpoint
from rostra.archive.states.entries import EntryType
from rostra.archive.states.storable import clean
from rostra.core.models import Event

OFFICE = "office"  # the subject of events that are about no single account
TOLD = (
    Q(action__startswith="archive.forwarded.")
    | Q(action__startswith="archive.classification.")
    | Q(action__startswith="archive.breach.")
    | Q(action__startswith="archive.posts.")
)
ABOUT_ENTRIES = Q(action__startswith="archive.") & ~TOLD  # which are in the log themselves; and that the withheld was left open elsewhere
OWN = ABOUT_ENTRIES | Q(action__startswith="retention.matter.")  # whose leaf, beside a case's, would tell what became of the case
_TYPES = {
    "retention.hold.placed": EntryType.HOLD,
    "retention.hold.extended": EntryType.HOLD,
    "retention.hold.released": EntryType.RELEASE_HOLD,
}  # by action; of other events about no single account: EVENT


@dataclass(frozen=True, slots=True)
class Said:
    """An event as the log repeats it: type, subject, and values in the order of the schema."""

    type: EntryType
    subject: str
    values: list[Any]


def said_of(event: Event) -> Said:
    """An event as a statement. The person stays under a reference, not by name: the log's leaves outlive every schedule."""
    actor = [event.actor_kind, event.actor_ref]
    facts = {clean(str(name)): clean(str(value)) for name, value in event.facts.items()}
    kind, _, name = event.subject.partition(":")
    if event.action.startswith("accounts.") and kind == "account" and name:
        return Said(EntryType.ACCOUNT, name[:80], [name, event.action, actor, facts])
    return Said(_TYPES.get(event.action, EntryType.EVENT), OFFICE, [event.subject, event.action, actor, facts])


def statements_of(events: Collection[int]) -> QuerySet[Statement]:
    """What the log repeats of these events, with the entries."""
    return Statement.objects.filter(event__in=events).select_related("entry")


def places_of(events: Collection[Event]) -> dict[int, int]:
    """By event, the index of its leaf, where it has one that is published. Two queries."""
    size = published_size()
    rows = statements_of([event.pk for event in events]).values_list("event", "entry__index")
    return {event: index for event, index in rows if event is not None and index is not None and index < size}


def published_size() -> int:
    """Up to which size the log is published: the leaves before it are under a signed checkpoint."""
    opened = served_checkpoint() if HeadRow().load().size else None
    return opened.head.size if opened else 0
