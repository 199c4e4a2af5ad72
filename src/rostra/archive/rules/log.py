"""The log against itself, against the database, and against every other memory of its head."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max

from rostra.archive.models import Entry, Subject
from rostra.archive.queries.heads import HeadRow, log_stores
from rostra.archive.queries.log import LoggedEntries, log_origin, log_signer, log_tiles
from rostra.archive.rules.flaws import Flaw, Progress, silent
from rostra.tlog import fsck
from rostra.tlog.log import Log


def log_flaws(progress: Progress = silent) -> Iterator[Flaw]:
    """Heads, checkpoint, every bundle and tile, every entry of the database, every counter."""
    yield from head_flaws()
    key = log_signer().verifier
    if HeadRow().load().size:
        for finding in fsck.check(log_tiles(), log_origin(), key, LoggedEntries(), progress):
            yield Flaw(
                "archive.E103", f"log, {finding.where}", finding.what if finding.index is None else f"at {finding.index}: {finding.what}"
            )
    yield from counter_flaws()


def head_flaws() -> Iterator[Flaw]:
    """What the memories of the log's head disagree about; the same that stops the log at start-up."""
    for reason in Log.open(log_origin(), log_signer(), log_stores()).reasons:
        yield Flaw("archive.E102", "head", reason)


def counter_flaws() -> Iterator[Flaw]:
    """Numbers missing in the entries of a subject: something was dropped."""
    stated = dict(Subject.objects.values_list("alias", "counter"))
    counted = {row["subject"]: row for row in Entry.objects.order_by().values("subject").annotate(n=Count("id"), last=Max("counter"))}
    for alias, counter in stated.items():
        row = counted.get(alias, {"n": 0, "last": 0})
        if row["n"] != counter or row["last"] != counter:
            missing = ", ".join(map(str, missing_numbers(alias, counter))) or "none"
            yield Flaw("archive.E104", f"entries of {alias}", f"{counter} were handed in, {row['n']} are there; missing: {missing}")
    for alias in counted.keys() - stated.keys():
        yield Flaw("archive.E104", f"entries of {alias}", "its counter is gone")


def missing_numbers(alias: str, counter: int, most: int = 20) -> list[int]:
    """The first of the numbers up to ``counter`` that no entry of this subject has."""
    held = set(Entry.objects.filter(subject=alias).values_list("counter", flat=True))
    return [number for number in range(1, counter + 1) if number not in held][:most]
