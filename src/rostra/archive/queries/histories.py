"""The histories of records that have more than one version, as their versions bear them out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from rostra.archive.states.editions import Content, History

_COLUMNS = ("record_id", "record__kind", "sameness", "revision", "evidence", "text")


def histories(versions: QuerySet[Any, Any]) -> Iterator[tuple[int, History]]:
    """Of each record with several of these versions, by its identifier. One query, and one record at a time in memory."""
    rows = versions.filter(record__versions__gt=1).order_by("record_id", "number").values_list(*_COLUMNS).iterator()
    for (record, kind), told in groupby(rows, key=itemgetter(0, 1)):
        history = History(kind)
        for *_, sameness, revision, evidence, text in told:
            history.hold(Content(bytes(sameness), revision, evidence, text))
        yield record, history
