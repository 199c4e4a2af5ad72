"""Follow the classifications: a record of which something is withheld, or is public again, has its document written anew.

They are read by number, not by the log: until its entry stands there, a hit would still confirm a guess. Their numbers rise as they
are committed (``archive.actions.classify``).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.archive.actions.cursors import advance, position, positions
from rostra.archive.queries.joined import stand_for
from rostra.archive.queries.withheld import classified_since, ended_between, last_classification
from rostra.people.queries import city_day
from rostra.search.actions.documents import documents_of
from rostra.search.models import index_of

LOG = "search"  # the cursor of ``following``: whoever writes the index holds it
SET, ENDED, FORGOTTEN = "search-classified", "search-ended", "search-forgotten"
BATCH = 1_000


def follow_classifications() -> int:
    """Index anew what was classified since, and what ended by its day; how many classifications were read. Then forget old words."""
    first, ended_to, forgotten = positions(SET, ENDED, FORGOTTEN)
    read, records = classified_since(first, BATCH)
    today = city_day()
    if ended_to < today.toordinal():
        records |= ended_between(dt.date.fromordinal(max(ended_to, 1)), today)
    following = read[-1] + 1 if read else first
    records |= stand_for(records)
    if (read or ended_to < today.toordinal()) and not _write(records, following, today):
        return 0  # somebody classified something meanwhile: from the beginning
    if forgotten < following:
        index_of().forget()  # out of its file too; where this is cut off, the next time does it
        advance(FORGOTTEN, following)
    return len(read)


def _write(records: set[int], following: int, today: dt.date) -> bool:
    newest = last_classification()
    documents = list(documents_of(records))
    with transaction.atomic():
        position(LOG, lock=True)
        if last_classification() != newest:
            return False
        index = index_of()
        index.erase(sorted(records))
        index.write(documents)
        advance(SET, following)
        advance(ENDED, today.toordinal())
    return True
