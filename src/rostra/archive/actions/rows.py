"""Placed drafts to rows of the database. ``take_in`` and ``rebuild`` insert them here, so that they are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from rostra.archive.actions.bulk import insert_rows, moment_format, reserve_ids
from rostra.archive.actions.segments import Placed
from rostra.archive.models import Absence, Attachment, Entry, Medium, Record, Statement, Version
from rostra.archive.queries import rows
from rostra.archive.queries.drafts import Draft
from rostra.archive.queries.stores import media_name
from rostra.archive.states.entries import EntryType
from rostra.archive.states.status import Status

_PLACE = ("segment_id", "offset", "length", "entry_id")
_CAPTURES = frozenset({EntryType.CAPTURE})
_ABSENCES = frozenset({EntryType.GONE})
_STATEMENTS = frozenset(EntryType) - _CAPTURES - _ABSENCES

Logged = tuple[Placed, int]  # a placed draft and the identifier of its entry
Identifiers = Mapping[tuple[int, int], int]  # of versions, by record and number
_NONE: Identifiers = {}


def insert(placed: Sequence[Placed], account_ids: Mapping[str, int]) -> None:
    """Insert everything that the drafts tell. ``account_ids`` by alias. Must be called inside a transaction."""
    insert_content(list(zip(placed, insert_entries([each.draft for each in placed]), strict=True)), account_ids)


def insert_entries(drafts: Sequence[Draft]) -> Sequence[int]:
    """Stage the drafts' entries for the log; their identifiers."""
    identifiers, moment = reserve_ids(Entry, len(drafts)), moment_format()
    entries = [(identifier, *rows.entry_row(draft, moment)) for identifier, draft in zip(identifiers, drafts, strict=True)]
    insert_rows(Entry, ("id", *rows.ENTRY), entries)
    return identifiers


def insert_content(logged: Sequence[Logged], account_ids: Mapping[str, int], known: Identifiers = _NONE) -> None:
    """Insert what belongs to entries that are there. A version that is ``known`` gets its identifier again: other tables point at it."""
    moment = moment_format()
    if captures := _of(logged, _CAPTURES):
        _insert_captures(captures, account_ids, moment, known)
    if absences := _of(logged, _ABSENCES):
        insert_rows(Absence, (*_PLACE, *rows.ABSENCE), [_place(each) + rows.absence_row(each[0].draft, moment) for each in absences])
    if statements := _of(logged, _STATEMENTS):
        insert_rows(Statement, (*_PLACE, *rows.STATEMENT), [_place(each) + rows.statement_row(each[0].draft) for each in statements])


def _insert_captures(captures: Sequence[Logged], account_ids: Mapping[str, int], moment: rows.Moment, known: Identifiers) -> None:
    firsts = [each.draft for each, _ in captures if each.draft.number == 1]
    insert_rows(
        Record,
        ("account_id", "versions", "current", "status", "last_seen", *rows.RECORD),
        [_record(draft, account_ids, moment) for draft in firsts],
    )
    numbered = list(zip(captures, _version_ids(captures, known), strict=True))
    insert_rows(
        Version,
        ("id", "last_seen", "sightings", *_PLACE, *rows.VERSION),
        [_version(each, identifier, moment) for each, identifier in numbered],
    )
    if attachments := [row for (each, _), identifier in numbered if each.draft.values[10] for row in _attachments(each.draft, identifier)]:
        insert_rows(Attachment, ("version_id", "medium_id", *rows.ATTACHMENT), attachments)


def _version_ids(captures: Sequence[Logged], known: Identifiers) -> list[int]:
    held = [known.get((each.draft.record, each.draft.number)) for each, _ in captures]
    fresh = iter(reserve_ids(Version, held.count(None)))
    return [next(fresh) if identifier is None else identifier for identifier in held]


def _of(logged: Sequence[Logged], types: frozenset[EntryType]) -> list[Logged]:
    return [each for each in logged if each[0].draft.type in types]


def _place(each: Logged) -> rows.Row:
    placed, entry = each
    return placed.segment.pk, placed.location.offset, placed.location.length, entry


def _record(draft: Draft, account_ids: Mapping[str, int], moment: rows.Moment) -> rows.Row:
    row = rows.record_row(draft, moment)
    return account_ids[draft.subject], 1, 1, Status.PRESENT.value, row[-1], *row


def _version(each: Logged, identifier: int, moment: rows.Moment) -> rows.Row:
    row = rows.version_row(each[0].draft, moment)
    return identifier, row[2], 1, *_place(each), *row


def _attachments(draft: Draft, version: int) -> list[rows.Row]:
    return [(version, _medium(draft, row[0]), *row) for row in rows.attachment_rows(draft)]


def _medium(draft: Draft, ordinal: int) -> int | None:
    """The medium that a draft shows at this place; its row is made on first sight. None where it could not be had."""
    digest, media_type, *_ = draft.values[10][ordinal]
    if digest is None:
        return None
    content = bytes.fromhex(digest)
    facts: dict[str, Any] = {
        "name": media_name(content),
        "media_type": media_type[:100],
        "size": draft.facts["media"][ordinal][0],
        "stored": dt.datetime.fromisoformat(draft.at),
    }
    return Medium.objects.get_or_create(digest=content, defaults=facts)[0].pk
