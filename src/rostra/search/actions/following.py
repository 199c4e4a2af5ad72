"""Follow the log: every entry that touches a record has the record's document written anew."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from rostra.archive.actions.cursors import advance, last_within, position
from rostra.archive.models import Absence, Statement, Version
from rostra.archive.queries.joined import joined_in
from rostra.archive.queries.withheld import last_classification
from rostra.search.actions.documents import documents_of
from rostra.search.actions.withholding import LOG as CURSOR
from rostra.search.actions.withholding import follow_classifications
from rostra.search.models import index_of

BATCH = 10_000  # entries in one transaction


def follow(limit: int = BATCH) -> int:
    """Read up to ``limit`` entries on from the cursor in the log's order and index what they touch, and what was classified. How many
    entries and classifications were read; 0 at the end.

    Documents and cursor change in one transaction. Documents are made before it, so that the database is locked only to be written;
    whatever was changed in the meantime has an entry behind the cursor, and is read again. If somebody else followed at the same time,
    or something was classified meanwhile, nothing is written: what was withheld must not come back.
    """
    return _follow_log(limit) + follow_classifications()


def _follow_log(limit: int) -> int:
    start, classified = position(CURSOR), last_classification()
    last = last_within(start, limit)
    if last is None:
        return 0
    joined = joined_in(Statement.objects.filter(entry__index__range=(start, last)))
    documents = list(documents_of(_records_touched(start, last)))
    if others := set(joined.values()) - {document.id for document in documents}:
        documents += documents_of(others)
    written = [*(document.id for document in documents), *joined]
    with transaction.atomic():
        if position(CURSOR, lock=True) != start or last_classification() != classified:
            return 0
        index = index_of()
        index.erase(written)
        index.write(documents)
        advance(CURSOR, last + 1)
    return last + 1 - start


def rebuild() -> int:
    """Throw the index away and read the log from its beginning. How many entries were read.

    Searches find less until it is done. If it is interrupted, ``follow`` goes on where it stopped.
    """
    with transaction.atomic():
        position(CURSOR, lock=True)
        advance(CURSOR, 0)
        index_of().clear()
    total = 0
    while read := follow():
        total += read
    return total


def _records_touched(first: int, last: int) -> QuerySet[Any, Any]:
    """The records of the captures and absences among these entries; a query, because thousands of numbers take long to hand over."""
    span = {"entry__index__range": (first, last)}
    versions, absences = (model.objects.filter(**span).order_by() for model in (Version, Absence))
    told = versions.filter(record__same_as__isnull=False)
    return versions.values("record_id").union(absences.values("record_id"), told.values("record__same_as_id"))
