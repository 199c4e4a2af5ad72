"""``fsck``: everything against everything, segments on all processors."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

from django.db import connections
from django.db.models import F, Max

from rostra.archive.models import Record, Segment
from rostra.archive.rules.flaws import Flaw, Progress, silent
from rostra.archive.rules.log import log_flaws
from rostra.archive.rules.media import media_flaws
from rostra.archive.rules.segments import entries_without_content, segment_flaws, unreferenced_segments
from rostra.archive.states.status import Status


def all_flaws(*, workers: int = 1, progress: Progress = silent) -> Iterator[Flaw]:
    """Everything that is wrong. ``progress`` counts segments. With ``workers`` above 1 no transaction may be open (processes fork)."""
    yield from log_flaws()
    yield from _all_segments(workers, progress)
    yield from unreferenced_segments()
    yield from entries_without_content()
    yield from record_flaws()
    yield from media_flaws()


def _all_segments(workers: int, progress: Progress) -> Iterator[Flaw]:
    segments = list(Segment.objects.order_by("pk").values_list("pk", flat=True))
    for done, flaws in enumerate(_checked(segments, workers), 1):
        yield from flaws
        progress(done, len(segments))


def _checked(segments: list[int], workers: int) -> Iterator[list[Flaw]]:
    if workers < 2 or len(segments) < 2:
        yield from map(_check_segment, segments)
        return
    connections.close_all()  # no connection may cross the fork
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(_check_segment, segments)


def _check_segment(segment: int) -> list[Flaw]:
    return list(segment_flaws(Segment.objects.get(pk=segment)))


def record_flaws() -> Iterator[Flaw]:
    """Records whose number of versions or whose status the versions and absences do not bear out."""
    counted = Record.objects.annotate(held=Max("all_versions__number")).exclude(held=F("versions"))
    for pk, stated, held in counted.values_list("pk", "versions", "held"):
        yield Flaw("archive.E401", f"archive_record {pk}", f"says {stated} versions, {held or 0} are there")
    for record in Record.objects.filter(status=Status.GONE, absences__isnull=True).iterator():
        yield Flaw("archive.E402", f"archive_record {record.pk}", "marked as gone, but no absence is held")
    unknown = Record.objects.exclude(status__in=[status.value for status in Status])
    for record in unknown.iterator():
        yield Flaw("archive.E403", f"archive_record {record.pk}", f"status {record.status!r} is not declared")
