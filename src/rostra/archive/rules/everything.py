"""``fsck``: everything against everything, on all processors."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from django.db import connections
from django.db.models import F, Max

from rostra.archive.models import Record, Segment, Version
from rostra.archive.queries.histories import histories
from rostra.archive.queries.joined import may_be_joined
from rostra.archive.rules.chain import event_flaws
from rostra.archive.rules.flaws import Flaw, Progress, silent
from rostra.archive.rules.handed_over import handed_over_flaws
from rostra.archive.rules.log import log_flaws
from rostra.archive.rules.media import media_flaws, submitted_flaws
from rostra.archive.rules.segments import entries_without_content, segment_flaws, unreferenced_segments
from rostra.archive.states.status import Status

Check = Callable[[], Iterator[Flaw]]


def all_flaws(*, workers: int = 1, progress: Progress = silent, beside: Sequence[Check] = ()) -> Iterator[Flaw]:
    """Everything that is wrong. ``beside``: checks of floors above. ``progress`` counts checks: one a segment, eight others,
    and those. With ``workers`` above 1 no transaction may be open (processes fork).
    """
    segments = Segment.objects.order_by("pk").values_list("pk", flat=True)
    checks: list[Check] = [
        log_flaws,
        record_flaws,
        entries_without_content,
        media_flaws,
        submitted_flaws,
        handed_over_flaws,
        event_flaws,
        unreferenced_segments,
        *beside,
    ]  # the longest first
    checks += [partial(_in_segment, pk) for pk in segments]
    for done, flaws in enumerate(_results(checks, workers), 1):
        yield from flaws
        progress(done, len(checks))


def _results(checks: list[Check], workers: int) -> Iterator[list[Flaw]]:
    if workers < 2:
        yield from map(_flaws, checks)
        return
    connections.close_all()  # no connection may cross the fork
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(_flaws, checks)


def _flaws(check: Check) -> list[Flaw]:
    return list(check())


def _in_segment(pk: int) -> Iterator[Flaw]:
    return segment_flaws(Segment.objects.get(pk=pk))


def _history_flaws() -> Iterator[Flaw]:
    """Records with several versions that say otherwise of them than these bear out."""
    for pk, history, current, edits, again in histories(Version.objects.all()):
        where = f"archive_record {pk}"
        if current != history.current.number:
            yield Flaw("archive.E404", where, f"says that version {current} is current, but version {history.current.number} is")
        if (edits, again) != (history.edits, history.again):
            told = f"says {edits} edits, and that {sorted(again)} of its versions tell what was held already"
            yield Flaw("archive.E406", where, f"{told}; they are {history.edits}, and {sorted(history.again)}")


def _joined_flaws() -> Iterator[Flaw]:
    """Records that another one is said to stand for, so that no list shows them, though they are not one post."""
    for record in Record.objects.filter(same_as__isnull=False).select_related("same_as__account", "account").iterator():
        if not may_be_joined(record, record.same_as):
            text = f"says that it is one post with record {record.same_as_id}, which cannot be"
            yield Flaw("archive.E405", f"archive_record {record.pk}", text)


def record_flaws() -> Iterator[Flaw]:
    """Records whose number of versions, current version or status the versions and absences do not bear out."""
    counted = Record.objects.annotate(held=Max("all_versions__number")).exclude(held=F("versions"))
    for pk, stated, held in counted.values_list("pk", "versions", "held"):
        yield Flaw("archive.E401", f"archive_record {pk}", f"says {stated} versions, {held or 0} are there")
    yield from _history_flaws()
    for record in Record.objects.filter(status=Status.GONE, absences__isnull=True).iterator():
        yield Flaw("archive.E402", f"archive_record {record.pk}", "marked as gone, but no absence is held")
    yield from _joined_flaws()
    unknown = Record.objects.exclude(status__in=[status.value for status in Status])
    for record in unknown.iterator():
        yield Flaw("archive.E403", f"archive_record {record.pk}", f"status {record.status!r} is not declared")
