"""Tables as CSV: UTF-8 with a mark for spreadsheets, rows streamed, no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from django.http import StreamingHttpResponse

from rostra.api.queries import (
    case_shapes,
    coverage_shapes,
    evidence_shapes,
    handling_shapes,
    inventory,
    ledger_shapes,
    moderation_settings,
    moderation_shapes,
    policy_shapes,
    shapes,
)
from rostra.api.views.answers import REVALIDATE
from rostra.capture.queries.ledger import LOOKS
from rostra.core.clock import stamp
from rostra.platforms.base import Cause, Evidence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to some spreadsheet (OWASP, CSV Injection)
_ROWS_AT_ONCE = 200
_MARK = "\ufeff"

Column = tuple[str, Callable[[Any], object]]


def cell(value: object) -> str:
    """A value as a cell: text that a formula could hide in gets an apostrophe before it, lists are put on lines."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return stamp(value)
        case list():
            return cell("\n".join(map(str, value)))
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
    return str(value)


def _counts(counted: list[case_shapes.CaseCount] | None) -> list[str] | None:
    return None if counted is None else [f"{each.name}: {each.count}" for each in counted]


def lines(columns: Sequence[Column], things: Iterable[object]) -> Iterator[str]:
    """The table as text, some rows at a time."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(_MARK)
    writer.writerow([name for name, _ in columns])
    for number, thing in enumerate(things, 1):
        writer.writerow([cell(read(thing)) for _, read in columns])
        if number % _ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def as_csv(columns: Sequence[Column], things: Iterable[object], name: str) -> StreamingHttpResponse:
    """A table as an answer, streamed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": REVALIDATE}
    return StreamingHttpResponse(
        (text.encode() for text in lines(columns, things)), content_type="text/csv; charset=utf-8", headers=headers
    )


def _field(name: str) -> Column:
    return name, lambda thing: getattr(thing, name)


def _gone(name: str) -> Column:
    return f"gone_{name}", lambda record: record.status.gone and getattr(record.status.gone, name)


def _shown(record: shapes.Record) -> shapes.VersionRef:
    """The entry of the version that is shown, in the list of all."""
    return next(ref for ref in record.versions if ref.number == record.version)


RECORD_COLUMNS: tuple[Column, ...] = (
    *map(_field, ("id", "url", "uri", "network_url")),
    ("account", lambda record: record.account.slug),
    ("network", lambda record: record.account.network),
    ("handle", lambda record: record.account.handle),
    ("unit", lambda record: record.account.unit),
    _field("kind"),
    ("official", lambda record: record.author.official),
    ("author_handle", lambda record: record.author.handle),
    ("author_name", lambda record: record.author.name),
    *map(_field, ("published", "text", "languages", "links", "thread", "reply_to")),
    ("media", lambda record: [medium.url or f"missing: {medium.missing}" for medium in record.media]),
    ("alt", lambda record: [medium.alt for medium in record.media]),
    ("status", lambda record: record.status.state),
    *map(_gone, ("certainty", "seen", "last_present", "reason")),
    ("versions", lambda record: len(record.versions)),
    *map(_field, ("first_seen", "last_seen")),
    ("sha256", lambda record: _shown(record).sha256),
    ("evidence", lambda record: _shown(record).evidence),
    ("log_index", lambda record: _shown(record).log_index),
    ("proof_url", lambda record: _shown(record).proof_url),
    ("withheld", lambda record: [f"{each.part}: {each.held_as}, {each.law}" for each in record.withheld]),
    ("display", lambda record: record.display.policy),
    ("display_reason", lambda record: record.display.reason),
)

ACCOUNT_COLUMNS: tuple[Column, ...] = (
    *map(_field, ("slug", "name", "network", "identity", "handle", "former_handles", "network_url", "url", "purpose")),
    ("unit", lambda account: account.unit.slug),
    *map(_field, ("state", "opened", "closed", "registered")),
)

GAP_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(coverage_shapes.Gap)]))

STANDING_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(coverage_shapes.AccountCoverage)]))

PLATFORM_COLUMNS: tuple[Column, ...] = (
    *map(_field, [each.name for each in dataclasses.fields(coverage_shapes.Platform) if each.name != "removed"]),
    ("removed", lambda platform: platform.removed.policy),
    ("removed_reason", lambda platform: platform.removed.reason),
)


def _number(name: str) -> Column:
    return name, lambda row: getattr(row.numbers, name)


def _of_each(group: str, keys: Iterable[str], *names: str) -> list[Column]:
    """A column for each number of each part of a group, whose parts stand in the order of ``keys``."""

    def column(place: int, key: str, name: str) -> Column:
        return f"{key.replace('-', '_')}_{name}", lambda row: getattr(getattr(row.numbers, group)[place], name)

    return [column(place, key, name) for place, key in enumerate(keys) for name in names]


LEDGER_COLUMNS: tuple[Column, ...] = (
    *map(_field, ("of", "account", "network", "month", "final")),
    *(_number(each.name) for each in dataclasses.fields(ledger_shapes.LedgerNumbers) if each.name not in {"methods", "causes", "evidence"}),
    *_of_each("methods", LOOKS, "minutes", "percent", "done", "failed"),
    *_of_each("causes", Cause, "gaps", "minutes"),
    *_of_each("evidence", Evidence, "versions"),
)

POLICY_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(policy_shapes.PolicyVersion)]))

CLAUSE_COLUMNS: tuple[Column, ...] = tuple(map(_field, ("key", "label", "title", "text")))

FIGURE_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(evidence_shapes.EvidenceFigure)]))

EVIDENCE_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(evidence_shapes.EvidenceRow)]))

ACT_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(moderation_shapes.ModerationAct)]))

HANDLING_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(handling_shapes.Figure)]))

SETTING_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(moderation_settings.SettingRow)]))

CASE_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(case_shapes.CaseLine)]))

CASE_YEAR_COLUMNS: tuple[Column, ...] = (
    *map(_field, ("year", "received", "quarters", "open", "under_review", "closed")),
    ("outcomes", lambda year: _counts(year.outcomes)),
    ("offices", lambda year: _counts(year.offices)),
)

INVENTORY_COLUMNS: tuple[Column, ...] = tuple(map(_field, [each.name for each in dataclasses.fields(inventory.InventoryLine)]))

PROFILE_COLUMNS: tuple[Column, ...] = (
    *map(_field, ("seen", "last_seen", "changed", "name", "text", "links")),
    ("media", lambda shot: [each.url or f"missing: {each.missing}" for each in shot.media]),
    *map(_field, ("record", "version", "sha256", "url", "proof_url")),
)
