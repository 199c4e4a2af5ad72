"""A segment against its digest, its members against the entries they were committed in, and the rows against both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from django.db.models import DateTimeField, Exists, F, JSONField, Model, OuterRef, QuerySet
from django.db.models.functions import Cast

from rostra.archive.models import Absence, Attachment, Entry, Record, Segment, Statement, Version
from rostra.archive.queries import rows
from rostra.archive.queries.drafts import Draft, draft_in
from rostra.archive.queries.moments import as_text, text_format
from rostra.archive.queries.stores import segment_directory
from rostra.archive.rules.flaws import Flaw
from rostra.archive.states.entries import SCHEMAS, EntryType
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Evidence, Unprovable
from rostra.tlog.commitment import commitment
from rostra.warc.read import Damage, versions
from rostra.warc.read import Version as Members
from rostra.warc.segment import SUFFIX
from rostra.warc.segment import Segment as Closed

Found = dict[int, tuple[Any, ...]]  # rows of a table by offset in the segment


class _Rows:
    """What the database says lies in one segment."""

    def __init__(self, segment: Segment) -> None:
        place = ("offset", "length", "entry__body")
        self.moment = text_format()
        self.versions = _by_offset(segment.versions.values_list(*place, "pk", *_stored(Version, rows.VERSION)))
        self.absences = _by_offset(segment.absences.values_list(*place, "pk", *_stored(Absence, rows.ABSENCE)))
        self.statements = _by_offset(segment.statements.values_list(*place, "pk", *_stored(Statement, rows.STATEMENT)))
        first = Record.objects.filter(all_versions__segment=segment, all_versions__number=1)
        self.records = {row[0]: row for row in first.values_list(*_stored(Record, rows.RECORD))}
        self.owners = dict(segment.versions.values_list("record_id", "record__account__slug"))
        self.given = set(_given_to_authors(segment).values_list("record_id", flat=True))
        shown = Attachment.objects.filter(version__segment=segment).order_by("version_id", "ordinal")
        self.attachments: dict[int, list[rows.Row]] = {}
        for version, digest, *row in shown.values_list("version_id", "medium__digest", *rows.ATTACHMENT):
            self.attachments.setdefault(version, []).append((None if digest is None else bytes(digest).hex(), *row))

    def of(self, type_: EntryType) -> Found:
        """The rows in which a member of this type must be found."""
        if type_ is EntryType.CAPTURE:
            return self.versions
        return self.absences if type_ is EntryType.GONE else self.statements

    def left(self) -> Iterator[int]:
        """Offsets of rows for which no member was found."""
        return chain(self.versions, self.absences, self.statements)


def segment_flaws(segment: Segment) -> Iterator[Flaw]:
    """Everything wrong with one segment: file, members, commitments, proofs of authorship, rows."""
    held = _Rows(segment)
    path = segment_directory() / segment.name
    closed = Closed(Path(segment.name).name.removesuffix(SUFFIX), segment.size, bytes(segment.digest).hex())
    try:
        for members in versions(path, closed):
            yield from _member_flaws(members, held, f"{segment.name} at byte {members.location.offset:,}")
    except FileNotFoundError:
        yield Flaw("archive.E201", segment.name, "the file is missing")
        return
    except Damage as damage:
        yield Flaw("archive.E202", f"{segment.name} at byte {damage.offset:,}", damage.reason)
        return
    for offset in held.left():
        yield Flaw("archive.E203", f"{segment.name} at byte {offset:,}", "a row says that something lies here, and nothing does")


def _member_flaws(members: Members, held: _Rows, place: str) -> Iterator[Flaw]:
    try:
        draft = draft_in(members)
        yield from _commitment_flaws(draft, place)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        yield Flaw("archive.E204", place, f"its metadata is not what was written: {error!r}")
        return
    found = held.of(draft.type).pop(members.location.offset, None)
    if found is None:
        yield Flaw("archive.E205", place, f"no row tells of {draft.uri} (entry {draft.counter} of {draft.subject})")
        return
    length, body, row_id, *row = found
    if length != members.location.length:
        yield Flaw("archive.E206", place, f"the row says {length:,} bytes, there are {members.location.length:,}")
    if bytes(body) != draft.entry:
        yield Flaw("archive.E207", place, f"the entry in the database is not the one that was committed with {draft.uri}")
    yield from _row_flaws(draft, tuple(row), row_id, held, place)


def _commitment_flaws(draft: Draft, place: str) -> Iterator[Flaw]:
    """The entry must commit to the values, and the values to the bytes."""
    line = orjson.loads(draft.entry)
    if commitment(SCHEMAS[draft.type, line["v"]], draft.values, draft.secret).hex() != line["fields"]:
        yield Flaw(
            "archive.E208", place, f"the fields of {draft.uri} are not those that entry {draft.counter} of {draft.subject} commits to"
        )
    if draft.type is not EntryType.CAPTURE:
        return
    (digest, _), (evidence, proof_digest) = draft.values[11], draft.values[12]
    if sha256(draft.raw).hexdigest() != digest:
        yield Flaw("archive.E209", place, f"the bytes of {draft.uri} are not those that were committed to")
    if (sha256(draft.proof).hexdigest() if draft.proof else None) != proof_digest:
        yield Flaw("archive.E209", place, f"the proof of authorship of {draft.uri} is not the one that was committed to")
    elif evidence == Evidence.AUTHOR_SIGNED:
        yield from _authorship_flaws(draft, place)


def _authorship_flaws(draft: Draft, place: str) -> Iterator[Flaw]:
    platform = PLATFORMS[draft.values[1]]
    try:
        platform.check_proof(draft.uri, draft.raw, draft.proof)
    except Unprovable as error:
        yield Flaw("archive.E210", place, f"the author's signature of {draft.uri} does not hold: {error}")


def _row_flaws(draft: Draft, row: rows.Row, row_id: int, held: _Rows, place: str) -> Iterator[Flaw]:
    if draft.type is EntryType.CAPTURE:
        yield from _differences(Version, rows.VERSION, row, rows.version_row(draft, held.moment), row_id, place)
        if draft.number == 1:
            record = held.records.get(draft.record)
            yield from _differences(Record, rows.RECORD, record, _record_row(draft, held), draft.record, place)
        yield from _owner_flaws(draft, held, place)
        if draft.values[10] or row_id in held.attachments:
            expected = [(media[0], *each) for media, each in zip(draft.values[10], rows.attachment_rows(draft), strict=True)]
            if held.attachments.get(row_id, []) != expected:
                yield Flaw("archive.E211", f"row {row_id} of archive_attachment", f"the media of {draft.uri} are not those of {place}")
    elif draft.type is EntryType.GONE:
        yield from _differences(Absence, rows.ABSENCE, row, rows.absence_row(draft, held.moment), row_id, place)
    else:
        yield from _differences(Statement, rows.STATEMENT, row, rows.statement_row(draft), row_id, place)


def _given_to_authors(segment: Segment) -> QuerySet[Version]:
    """The first versions, in a segment, of records that a later version gives to another account: the official one that wrote it."""
    later = Version.objects.filter(record=OuterRef("record"), number__gt=1, entry__subject=OuterRef("record__account__slug"))
    return segment.versions.filter(Exists(later), number=1).exclude(entry__subject=F("record__account__slug"))


def _record_row(draft: Draft, held: _Rows) -> rows.Row:
    """The values of a record as they are expected: what was held as the public's is official once it was given to its author."""
    official = draft.facts["official"] or draft.record in held.given
    return rows.record_row(replace(draft, facts={**draft.facts, "official": official}), held.moment)


def _owner_flaws(draft: Draft, held: _Rows, place: str) -> Iterator[Flaw]:
    """The record is the account's that says it itself; while none does, that of the first version."""
    says = draft.facts["official"] or (draft.number == 1 and draft.record not in held.given)
    if says and held.owners.get(draft.record) != draft.subject:
        yield Flaw("archive.E211", f"archive_record {draft.record}", f"account_id is not what was written in {place}")


def _differences(
    model: type[Model], columns: tuple[str, ...], row: rows.Row | None, expected: rows.Row, row_id: int, place: str
) -> Iterator[Flaw]:
    table = model._meta.db_table  # noqa: SLF001 -- Django documents _meta as public
    if row is None:
        yield Flaw("archive.E205", f"{table} {row_id}", f"the row is missing; its bytes are in {place}")
        return
    if row == expected:
        return
    for column, value, wanted in zip(columns, row, expected, strict=True):
        if value != wanted and _plain(model, column, value) != wanted:
            yield Flaw("archive.E211", f"{table} {row_id}", f"{column} is not what was written in {place}")


def _stored(model: type[Model], columns: tuple[str, ...]) -> list[str | Cast]:
    """The columns as they are stored: Django's converters would take as long as all the rest."""
    kinds = (DateTimeField, JSONField)
    return [as_text(column) if isinstance(model._meta.get_field(column), kinds) else column for column in columns]  # noqa: SLF001 -- as below


def _plain(model: type[Model], column: str, value: Any) -> Any:
    """A value of the database as a draft gives it: bytes as such, JSON in our spelling."""
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(model._meta.get_field(column), JSONField):  # noqa: SLF001 -- as above
        return rows.json_text(json.loads(value))
    return value


def _by_offset(found: Iterable[tuple[Any, ...]]) -> Found:
    return {row[0]: row[1:] for row in found}


def unreferenced_segments(known: Callable[[], QuerySet[Segment]] = Segment.objects.all) -> Iterator[Flaw]:
    """Files that no row refers to: left by a death between file and rows, or put there by somebody. Nobody was told they were kept."""
    names = set(known().values_list("name", flat=True))
    folder = segment_directory()
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        name = path.relative_to(folder).as_posix()
        if name not in names:
            yield Flaw("archive.W212", name, "no row refers to this file: nothing in it was acknowledged")


def entries_without_content() -> Iterator[Flaw]:
    """Entries for which nothing is held, though nothing was destroyed."""
    bare = Entry.objects.filter(version__isnull=True, absence__isnull=True, statement__isnull=True)
    for subject, counter, type_ in bare.values_list("subject", "counter", "type").iterator():
        yield Flaw("archive.E213", f"entry {counter} of {subject}", f"a {type_} was logged, and nothing is held of it")
