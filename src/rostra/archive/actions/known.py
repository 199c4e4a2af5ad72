"""What the archive holds already of the records in a batch, and what a batch changes on them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from rostra.archive.models import Absence, Record, Version
from rostra.archive.queries.listed import listed
from rostra.archive.states.editions import Content, History
from rostra.archive.states.status import Status
from rostra.platforms.base import Certainty, Method

_SHOWS_THE_PRESENT = frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT})


@dataclass(slots=True)
class Known:
    """A record as the archive holds it, changed as the batch goes on."""

    record_id: int
    status: str
    last_seen: dt.datetime
    history: History
    certainty: str = ""  # of the last absence
    gone_revision: str = ""
    changed: bool = False
    sightings: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # version number: how often seen again
    again: list[int] = field(default_factory=list)  # new versions that tell what was held already

    @property
    def number(self) -> int:
        """The number of the version that was taken in last."""
        return len(self.history.contents)

    def see(self, number: int, seen: dt.datetime) -> None:
        """Version ``number`` was seen again."""
        self.sightings[number] += 1
        self.last_seen = max(self.last_seen, seen)
        self.changed = True

    def add(self, content: Content, seen: dt.datetime) -> int:
        """A new version; its number."""
        self.history.hold(content)
        self.last_seen = max(self.last_seen, seen)
        self.changed = self.number > 1
        if self.number in self.history.again:
            self.again.append(self.number)
        return self.number

    def comes_back(self, method: Method, revision: str) -> bool:
        """Whether a sighting by this method shows a record that was gone to be there again (a replay of old events does not).

        A file is of a day in the past: of an absence without a revision nobody can tell whether it was before or after that day.
        """
        if self.status != Status.GONE or (method is Method.IMPORT and not self.gone_revision):
            return False
        return method in _SHOWS_THE_PRESENT or revision > max(self.gone_revision, self.history.current.revision)

    def is_news_of_absence(self, certainty: Certainty, revision: str) -> bool:
        """Whether an absence tells something new: not what happened before the newest version, and not what is known as surely."""
        if revision and revision < self.history.current.revision:
            return False
        return self.status != Status.GONE or (certainty is Certainty.ASSERTED and self.certainty == Certainty.OBSERVED)


def known_records(uris: Iterable[str]) -> dict[str, Known]:
    """What is held of these, by uri. Three queries, however many."""
    records = Record.objects.filter(uri__in=listed(set(uris))).values_list("id", "uri", "kind", "status", "last_seen")
    known = {uri: Known(record_id, status, last_seen, History(kind)) for record_id, uri, kind, status, last_seen in records}
    by_id = {held.record_id: held for held in known.values()}
    if not by_id:
        return known
    versions = Version.objects.filter(record_id__in=listed(by_id)).order_by("record_id", "number")
    for record_id, sameness, revision, evidence, text in versions.values_list("record_id", "sameness", "revision", "evidence", "text"):
        by_id[record_id].history.hold(Content(bytes(sameness), revision, evidence, text))
    absences = Absence.objects.filter(record_id__in=listed(by_id)).order_by("id")
    for record_id, certainty, revision in absences.values_list("record_id", "certainty", "revision"):
        by_id[record_id].certainty, by_id[record_id].gone_revision = certainty, revision
    return known


def touch(known: Mapping[str, Known]) -> None:
    """Write what the batch changed on records that exist, and count the sightings."""
    changed = [held for held in known.values() if held.changed]
    if not changed:
        return
    when = connection.ops.adapt_datetimefield_value
    sighted = [(when(held.last_seen), times, held.record_id, number) for held in changed for number, times in held.sightings.items()]
    again = [(held.record_id, number) for held in changed for number in held.again]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE archive_record SET versions = %s, current = %s, edits = %s, status = %s, last_seen = %s WHERE id = %s",
            [
                (held.number, held.history.current.number, held.history.edits, held.status, when(held.last_seen), held.record_id)
                for held in changed
            ],
        )
        if sighted:
            cursor.executemany(
                "UPDATE archive_version SET last_seen = %s, sightings = sightings + %s WHERE record_id = %s AND number = %s", sighted
            )
        if again:
            cursor.executemany("UPDATE archive_version SET again = TRUE WHERE record_id = %s AND number = %s", again)
