"""The guards stand aside while the archive's tables are made again: what was held must be back, unchanged, before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from rostra.archive.models import Attachment, Version
from rostra.core.errors import Conflict
from rostra.retention.models import SetAside
from rostra.retention.queries.holds import held_records


@contextmanager
def guards_set_aside() -> Iterator[None]:
    """Within it, in one transaction, held rows may go and come back. Raises Conflict, and nothing was done, where something is not back."""
    with transaction.atomic():
        before = _held_content()
        row = SetAside.objects.create()
        yield
        row.delete()
        if lost := before - _held_content():
            raise Conflict(
                f"{len(lost):,} held things would not come back: records {', '.join(sorted({str(each[0]) for each in lost})[:20])}",
                hint="run 'rostra fsck', and bring the segments back from a backup first",
            )


def _held_content() -> set[tuple[object, ...]]:
    """Every held record, every version of it by its digest, and every medium that one shows by its own."""
    ids = held_records().values("pk")
    versions = Version.objects.filter(record__in=ids).values_list("record", "number", "digest")
    media = Attachment.objects.filter(version__record__in=ids, medium__isnull=False)
    shown = media.values_list("version__record", "version__number", "ordinal", "medium__digest")
    rows: list[tuple[object, ...]] = [*held_records().values_list("pk"), *versions, *shown]
    return {tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in rows}
