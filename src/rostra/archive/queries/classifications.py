"""Reads of classifications: lists of them, and the history of one record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from rostra.archive.models import Classification, Record, Version
from rostra.archive.queries.withheld import in_force, newest_rows, withheld_of
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import Part, Step

LONGEST_LIST = 10_000


def current_classifications() -> QuerySet[Classification]:
    """What counts of every classification, those that were lifted too, the latest first."""
    return newest_rows().select_related("record__account", "replaces").order_by("-pk")


def classification_numbered(pk: int) -> Classification | None:
    """One row of a history."""
    return Classification.objects.select_related("record__account").filter(pk=pk).first()


def unconfirmed(day: dt.date) -> QuerySet[Classification]:
    """What was withheld and nobody has decided yet, the oldest first."""
    return in_force(current_classifications(), day).filter(confirmed=False).order_by("at", "pk")


def ending(first: dt.date, last: dt.date) -> QuerySet[Classification]:
    """What is withheld for a time that ends in these days, the next first."""
    return in_force(current_classifications(), first).filter(until__lte=last).order_by("until", "pk")


def history_of(record: Record) -> list[Classification]:
    """Every row about a record, the latest first, each with those that it replaces. One query."""
    rows = {row.pk: row for row in Classification.objects.filter(record=record).order_by("-pk")}
    for row in rows.values():
        row.replaces = rows[row.replaces_id] if row.replaces_id else None
    return list(rows.values())


def standing_on(
    record: Record, part: Part, version: int | None, ordinal: int | None, span: tuple[int, int] | None
) -> Classification | None:
    """The newest row about exactly this, lifted or not."""
    start, end = span or (None, None)
    return newest_rows().filter(record=record, part=part, version=version, ordinal=ordinal, start=start, end=end).first()


def record_whole(pk: int) -> Record | None:
    """A record as it is held, for who works on it."""
    return Record.objects.select_related("account__unit").filter(pk=pk).first()


def has_own_author(record: Record) -> bool:
    """Whether somebody else than the account said it, and is named apart: a table can name everybody by the account."""
    return record.author_id not in {"", record.account.identity}


def versions_whole(record: Record) -> list[tuple[Version, Withheld]]:
    """Its versions as they are held, the newest first, with what everybody does not get of each. Three queries."""
    kept = record.all_versions.select_related("record").prefetch_related("attachments__medium").order_by("-number")
    versions = list(kept)
    withheld = withheld_of(versions)
    return [(version, withheld[version.pk]) for version in versions]


def words_of(row: Classification, versions: Iterable[Version]) -> str:
    """The words that a row is about, out of the ``versions`` of its record as they are held; empty where it is about another part."""
    texts = (version.text for version in versions if version.number == row.version)
    return next(texts, "")[row.start : row.end] if row.part == Part.SPAN else ""


def numbers_by_law(day: dt.date) -> list[tuple[str, str, int]]:
    """How many records have something withheld, by law, the most first: key, law, number. One query."""
    rows = in_force(newest_rows(), day).order_by().values_list("basis", "law").annotate(number=Count("record", distinct=True))
    return sorted(((basis, law, number) for basis, law, number in rows), key=lambda row: (-row[2], row[1]))


def classes_by_law(day: dt.date) -> list[tuple[str, str, str, int]]:
    """The same by class and law: class, key, law, number. One query."""
    rows = in_force(newest_rows(), day).order_by().values_list("held_as", "basis", "law").annotate(number=Count("record", distinct=True))
    return sorted(rows, key=lambda row: (row[0], row[2]))


def was_decided(row: Classification) -> bool:
    """Whether somebody who may decide has decided, in this row or in one that it replaces, since it was last opened. One query a row."""
    before: Classification | None = row
    while before is not None and not is_lifted(before):
        if before.confirmed:
            return True
        before = before.replaces
    return False


def is_lifted(row: Classification) -> bool:
    """Whether the row opens what was withheld."""
    return row.step == Step.LIFTED
