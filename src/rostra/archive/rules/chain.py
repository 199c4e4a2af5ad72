"""The audit events against the log that repeats them: is each there, as it was, under the checkpoint that is served?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from rostra.archive.models import Statement
from rostra.archive.queries.events import OWN, published_size, said_of, statements_of
from rostra.archive.queries.log import log_tiles
from rostra.archive.queries.stores import key_directory
from rostra.archive.rules.flaws import Flaw
from rostra.archive.rules.log import head_flaws
from rostra.archive.states.entries import SCHEMAS, EntryType
from rostra.core import clock
from rostra.core.models import Event
from rostra.tlog.commitment import commitment
from rostra.tlog.errors import LogError
from rostra.tlog.merkle import leaf_hash
from rostra.tlog.tiles import TileReader

AT_ONCE = 500
LATE = dt.timedelta(minutes=10)  # a transaction that took longer than its successors has an earlier number and comes later
ON_A_PAGE = 5_000  # of the newest; ``fsck`` looks at all


@dataclass(frozen=True, slots=True)
class Chain:
    """How the audit events stand to the log. ``flaws``: the oldest first; ``good``: the size up to which nothing is wrong."""

    size: int
    checked: int
    waiting: int
    flaws: tuple[Flaw, ...]
    good: int


def chain_of_events(newest: int = ON_A_PAGE) -> Chain:
    """Check the ``newest`` events, the memories of the log's head, and each event's leaf in the published tiles."""
    size = published_size()
    keys = sorted(Event.objects.exclude(OWN).order_by("-id").values_list("pk", flat=True)[:newest])
    flaws = [(0, flaw) for flaw in head_flaws()] if (key_directory() / "log-key").exists() else []  # else there is no log yet
    waiting = 0
    for start in range(0, len(keys), AT_ONCE):
        for index, flaw in _checked(keys[start : start + AT_ONCE], size):
            waiting += flaw is None
            flaws += [(index, flaw)] if flaw else []
    good = min((index for index, _ in flaws), default=size)
    return Chain(size, len(keys), waiting, tuple(flaw for _, flaw in flaws), good)


def event_flaws() -> Iterator[Flaw]:
    """The same of every event."""
    size, events = published_size(), Event.objects.exclude(OWN)
    for start in range(0, events.count(), AT_ONCE):
        keys = list(events.order_by("id").values_list("pk", flat=True)[start : start + AT_ONCE])
        yield from (flaw for _, flaw in _checked(keys, size) if flaw)


def _checked(keys: Sequence[int], size: int) -> Iterator[tuple[int, Flaw | None]]:
    """Of these events, those with which something is wrong, and (without a flaw) those that wait for their place."""
    told = {statement.event: statement for statement in statements_of(keys)}
    reader = TileReader(log_tiles(), size) if size else None
    late = clock.now() - LATE
    behind = max((event for event in told if event is not None), default=0)
    for event in Event.objects.filter(pk__in=keys).order_by("id"):
        statement = told.get(event.pk)
        index = statement.entry.index if statement else None
        if statement is None and event.pk < behind and event.at < late:
            yield size, Flaw("archive.E105", f"event {event.pk}", "later events are in the log, and this one is not")
        elif statement is None or index is None or index >= size:
            yield size, None
        elif problem := _problem(event, statement, reader):
            yield index, Flaw("archive.E105", f"event {event.pk}, leaf {index}", problem)


def _problem(event: Event, statement: Statement, reader: TileReader | None) -> str:
    """Why an event and its leaf do not belong together; "" when they do."""
    said, entry = said_of(event), statement.entry
    if [said.type.value, said.subject, said.values] != [entry.type, entry.subject, statement.values]:
        return "it says something else than the log repeats of it"
    line = orjson.loads(bytes(entry.body))
    names = SCHEMAS[EntryType(line["type"]), line["v"]]
    if statement.secret is not None and commitment(names, statement.values, bytes(statement.secret)).hex() != line["fields"]:
        return "what the log repeats of it is not what its leaf commits to"
    return _not_published(entry.index or 0, bytes(entry.body), reader)


def _not_published(index: int, body: bytes, reader: TileReader | None) -> str:
    try:
        same = reader is not None and reader.hash_at(0, index) == leaf_hash(body)
    except LogError as error:
        return f"its leaf cannot be read from the published log: {error}"
    return "" if same else "its leaf is not the one that is published"
