"""What waits for somebody to act: each app registers its own sources, in the manner of findings; the desk shows them as one queue.

A source is asked by an actor, and tells only what this actor may act on.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from rostra.core.actor import Actor

log = logging.getLogger(__name__)
MOST = 5  # of one kind that are told; of the others it is told how many there are
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits. ``reason``: what is to be done; ``address``: where; ``owner``: who answers for it, where that is known."""

    title: str
    address: str
    reason: str
    since: dt.datetime | dt.date | None = None
    due: dt.date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits of one kind: the most urgent ones, how many there are in all, and where all of them are listed.

    ``coming``: the day on which the next one falls due, where none waits yet.
    """

    name: str
    address: str
    first: Sequence[Waiting]
    total: int
    coming: dt.date | None = None


Source = Callable[[Actor], Iterable[Queue]]
_sources: list[Source] = []


def waiting(source: Source) -> Source:
    """Register a function that tells what waits for an actor. Used as a decorator in an app's ``rules``."""
    if source not in _sources:
        _sources.append(source)
    return source


def queue(name: str, address: str, rows: QuerySet[M, Any], told: Callable[[M], Waiting]) -> Queue:
    """The first of ``rows``, which stand in the order of their urgency, and how many there are. Two queries, or one where there is none."""
    total = rows.count()
    return Queue(name, address, [told(row) for row in rows[:MOST]] if total else [], total)


def waiting_for(actor: Actor) -> list[Queue]:
    """What every source tells this actor. A source that fails says so, and hides no other."""
    return [found for source in _sources for found in _told_by(source, actor)]


def _told_by(source: Source, actor: Actor) -> list[Queue]:
    try:
        return list(source(actor))
    except Exception:
        name = f"{source.__module__}.{getattr(source, '__qualname__', source)}"
        log.exception("what waits by %s could not be had", name)
        failed = Waiting(f"What {name} looks for could not be looked for: it failed.", "", "The server's log says why.")
        return [Queue(name, "", [failed], 1)]
