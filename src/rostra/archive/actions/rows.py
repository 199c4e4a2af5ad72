"""Placed drafts to rows of the database. ``take_in`` and ``rebuild`` make them here, so that they are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from rostra.archive.actions.bulk import insert_rows, reserve_ids, stored_moment
from rostra.archive.actions.drafts import Draft
from rostra.archive.actions.render import to_html
from rostra.archive.actions.segments import Placed
from rostra.archive.models import Absence, Attachment, Entry, Medium, Record, Statement, Version
from rostra.archive.queries.stores import media_name
from rostra.archive.states.entries import EntryType
from rostra.archive.states.status import Status
from rostra.core.clock import exact_stamp

_ENTRY = ("id", "type", "subject", "counter", "at", "body")
_RECORD = (
    "id", "uri", "account_id", "kind", "official", "author_id", "author_handle", "author_name",
    "published", "thread", "reply_to", "versions", "status", "first_seen", "last_seen",
)  # fmt: skip
_VERSION = (
    "id", "record_id", "number", "seen", "last_seen", "sightings", "text", "html", "languages", "context", "evidence", "method",
    "revision", "digest", "sameness", "secret", "segment_id", "offset", "length", "entry_id",
)  # fmt: skip
_ABSENCE = (
    "record_id", "certainty", "seen", "last_present", "reason", "method", "revision", "secret",
    "segment_id", "offset", "length", "entry_id",
)  # fmt: skip
_STATEMENT = ("entry_id", "event", "values", "secret", "segment_id", "offset", "length")
_ATTACHMENT = ("version_id", "ordinal", "medium_id", "media_type", "alt", "ref", "missing")


def insert(placed: Sequence[Placed], account_ids: Mapping[str, int]) -> None:
    """Insert everything that the drafts tell. ``account_ids`` by alias. Must be called inside a transaction."""
    entries = reserve_ids(Entry, len(placed))
    insert_rows(Entry, _ENTRY, [_entry_row(item.draft, entry) for item, entry in zip(placed, entries, strict=True)])
    both = list(zip(placed, entries, strict=True))
    captures = [(item, entry) for item, entry in both if item.draft.type is EntryType.CAPTURE]
    insert_rows(Record, _RECORD, [_record_row(item.draft, account_ids) for item, _ in captures if item.draft.number == 1])
    versions = reserve_ids(Version, len(captures))
    insert_rows(Version, _VERSION, [_version_row(item, e, v) for (item, e), v in zip(captures, versions, strict=True)])
    said = [_statement_row(item, entry) for item, entry in both if item.draft.type not in {EntryType.CAPTURE, EntryType.GONE}]
    if said:
        insert_rows(Statement, _STATEMENT, said)
    gone = [_absence_row(item, entry) for item, entry in both if item.draft.type is EntryType.GONE]
    if gone:
        insert_rows(Absence, _ABSENCE, gone)
    _insert_attachments((item.draft, version) for (item, _), version in zip(captures, versions, strict=True) if item.draft.values[10])


def _entry_row(draft: Draft, entry: int) -> tuple[Any, ...]:
    return entry, draft.type.value, draft.subject, draft.counter, stored_moment(exact_stamp(draft.at)), draft.entry


def _record_row(draft: Draft, account_ids: Mapping[str, int]) -> tuple[Any, ...]:
    _, _, uri, kind, (author, handle, name), _, _, _, (reply_to, thread, _, _), *_, source = draft.values
    published = stored_moment(draft.facts["moment"])
    seen = stored_moment(source[2])
    return (
        draft.record, uri, account_ids[draft.subject], kind, draft.facts["official"], author[:255], handle[:255], name,
        published, thread, reply_to, 1, Status.PRESENT.value, seen, seen,
    )  # fmt: skip


def _version_row(placed: Placed, entry: int, version: int) -> tuple[Any, ...]:
    draft, facts = placed.draft, placed.draft.facts
    _, _, _, _, _, _, text, languages, (_, _, quotes, subject), links, _, (digest, _), (evidence, _), source = draft.values
    context = {name: value for name, value in (("quotes", quotes), ("subject", subject), ("url", facts["url"])) if value}
    seen = stored_moment(source[2])
    return (
        version, draft.record, draft.number, seen, seen, 1, text, to_html(text, [tuple(link) for link in links]),
        " ".join(languages)[:100], orjson.dumps(context).decode(), evidence, source[0], facts["revision"][:80],
        bytes.fromhex(digest), bytes.fromhex(facts["sameness"]), draft.secret,
        placed.segment.pk, placed.location.offset, placed.location.length, entry,
    )  # fmt: skip


def _absence_row(placed: Placed, entry: int) -> tuple[Any, ...]:
    draft = placed.draft
    _, _, certainty, reason, _, source = draft.values
    seen, last = map(stored_moment, (source[2], draft.facts["last_present"]))
    return (
        draft.record, certainty, seen, last, reason, source[0], draft.facts["revision"][:80], draft.secret,
        placed.segment.pk, placed.location.offset, placed.location.length, entry,
    )  # fmt: skip


def _statement_row(placed: Placed, entry: int) -> tuple[Any, ...]:
    draft, location = placed.draft, placed.location
    values = orjson.dumps(draft.values).decode()
    return entry, draft.facts["event"], values, draft.secret, placed.segment.pk, location.offset, location.length


def _insert_attachments(shown: Iterable[tuple[Draft, int]]) -> None:
    rows: list[tuple[Any, ...]] = []
    for draft, version in shown:
        for place, ((digest, media_type, alt, ref), (size, missing)) in enumerate(zip(draft.values[10], draft.facts["media"], strict=True)):
            medium = None if digest is None else _medium(bytes.fromhex(digest), media_type, size, draft.at).pk
            rows.append((version, place, medium, media_type[:100], alt, ref, missing))
    if rows:
        insert_rows(Attachment, _ATTACHMENT, rows)


def _medium(digest: bytes, media_type: str, size: int, stored: dt.datetime) -> Medium:
    facts = {"name": media_name(digest), "media_type": media_type[:100], "size": size, "stored": stored}
    return Medium.objects.get_or_create(digest=digest, defaults=facts)[0]
