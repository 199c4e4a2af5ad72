"""What the versions of records bear out that have more than one, beside what is written of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from rostra.archive.queries.awaited import AWAITED
from rostra.archive.states.editions import Content, History

_OF_RECORD = ("record_id", "record__kind", "record__current", "record__edits")
_OF_VERSION = ("number", "again", "sameness", "revision", "evidence", "text")


class Told(NamedTuple):
    """The history of a record, and what is written of it."""

    record: int
    history: History
    current: int
    edits: int
    again: set[int]


def histories(versions: QuerySet[Any, Any], awaited: Combinable = AWAITED) -> Iterator[Told]:
    """Of each record with several of these versions. One query, and one record at a time in memory.

    ``awaited``: how many media of a version are worth asking for again.
    """
    several = versions.filter(record__versions__gt=1).order_by("record_id", "number")
    rows = several.values_list(*_OF_RECORD, *_OF_VERSION, awaited).iterator()
    for (record, kind, current, edits), told in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        history, again = History(kind), set()
        for *_, number, tells_again, sameness, revision, evidence, text, waiting in told:
            history.hold(Content(bytes(sameness), revision, evidence, text, waiting))
            again |= {number} if tells_again else set()
        yield Told(record, history, current, edits, again)
