"""A list as a stream of entries, in bounded memory: CSV, plain text, and the forms in which X and Instagram hand a list out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from rostra.platforms.base import Act, BadSource, Evidence
from rostra.platforms.files.lines import TooLong
from rostra.platforms.lists.elements import Element, Wrapping, elements
from rostra.platforms.lists.parse import PERSONS
from rostra.platforms.table.mapping import TableMapping, Template
from rostra.platforms.table.read import Row, lines_from, open_table, open_text


class Form(StrEnum):
    """How a list is written down."""

    CSV = "csv"
    TEXT = "text"  # one identity a line
    X = "x"  # block.js, mute.js
    INSTAGRAM = "instagram"  # blocked_profiles.json, restricted_profiles.json


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a CSV. Empty: it has no such column."""

    identity: str = "identity"
    handle: str = ""
    name: str = ""
    since: str = ""


class Entry(NamedTuple):
    """One entry. ``reason`` says why it cannot be read; else it is empty, and ``cells`` hold identity, handle, name and since."""

    position: int  # row number, a header being row 1; or the number of the entry
    end: int  # byte offset behind it
    raw: bytes
    cells: dict[str, str]
    reason: str = ""


_ENDINGS = {"csv": Form.CSV, "js": Form.X, "json": Form.INSTAGRAM}
_WRAPPED = {
    (Form.X, Act.BLOCK): Wrapping(r"window\.YTD\.block\.part0\s*=\s*\["),
    (Form.X, Act.MUTE): Wrapping(r"window\.YTD\.mute\.part0\s*=\s*\["),
    (Form.INSTAGRAM, Act.BLOCK): Wrapping(
        r'\{\s*"(?:relationships_blocked_users|text_post_app_text_post_app_blocked_users)"\s*:\s*\[', "}"
    ),
    (Form.INSTAGRAM, Act.RESTRICT): Wrapping(r'\{\s*"relationships_restricted_users"\s*:\s*\[', "}"),
}
_X_NAMES = {Act.BLOCK: "blocking", Act.MUTE: "muting"}


def form_of(name: str) -> Form:
    """The form that a file's name promises; plain text where it promises none."""
    return _ENDINGS.get(name.rpartition(".")[2].lower(), Form.TEXT)


def entries(source: BinaryIO, form: Form, columns: Columns, act: Act) -> Iterator[Entry]:
    """Every entry, in order. Raises BadSource for a file that is no such list at all."""
    if form is Form.CSV:
        return _of_table(source, columns)
    if form is Form.TEXT:
        return _of_lines(source, act)
    return _of_export(source, form, act)


def _of_table(source: BinaryIO, columns: Columns) -> Iterator[Entry]:
    named = {name: getattr(columns, name) for name in columns.__slots__ if getattr(columns, name)}
    for row in open_table(source, _mapping(columns.identity, set(named.values())), "")[1]:
        yield Entry(row.position, row.end, row.raw, {name: row.cells.get(column, "") for name, column in named.items()}, _why(row))


def _why(row: Row) -> str:
    return row.reason.replace("the encoding the mapping declares", "UTF-8")


def _mapping(identity: str, named: set[str]) -> TableMapping:
    """How the table is read: the other columns may change without a new version."""
    return TableMapping(
        network="", format="csv", encoding="utf-8", delimiter=",", evidence=Evidence.OWNER_EXPORT, html_entities=False,
        volatile=frozenset(named - {identity}), uri=Template(identity, (identity,), whole=True), account="", text="", author="",
        languages="", reply_to=None, thread=None, url=None, published=None, kinds=(), media=None,
    )  # fmt: skip


def _of_lines(source: BinaryIO, act: Act) -> Iterator[Entry]:
    start = open_text(source)
    lines, position = lines_from(source, start.offset), 0
    _check_no_other_form(source, start.offset, act)
    while True:
        lines.begin()
        try:
            line = next(lines, None)
        except TooLong as error:
            position += not lines.continues
            yield Entry(position, lines.offset, bytes(lines.row), {}, str(error))
            continue
        if line is None:
            return
        position += 1
        if raw := line.strip():
            yield _line(raw, position, lines.offset)


def _check_no_other_form(source: BinaryIO, offset: int, act: Act) -> None:
    """A list of accounts that begins as JSON, a script or a page does is none. Raises BadSource."""
    source.seek(offset)
    if act in PERSONS and source.read(256).lstrip().startswith((b"{", b"[", b"<", b"window.")):
        raise BadSource("this is no plain list of one identity a line: say in which form it is")
    source.seek(offset)


def _line(raw: bytes, position: int, end: int) -> Entry:
    try:
        return Entry(position, end, raw, {"identity": raw.decode("utf-8")})
    except UnicodeDecodeError:
        return Entry(position, end, raw, {}, "it holds bytes that are not in UTF-8")


def _of_export(source: BinaryIO, form: Form, act: Act) -> Iterator[Entry]:
    wrapping = _WRAPPED.get((form, act))
    if wrapping is None:
        acts = ", ".join(act.value for named, act in _WRAPPED if named is form)
        raise BadSource(f"the export of {form} is known for {acts}, not for {act}: hand the list over as CSV or plain text")
    open_text(source)
    source.seek(0)
    for element in elements(source, wrapping):
        cells = _x(element, _X_NAMES[act]) if form is Form.X else _instagram(element)
        yield Entry(element.number, element.end, element.raw, cells, "" if cells else "it is not as such an export writes an entry")


def _x(element: Element, name: str) -> dict[str, str]:
    """``{"blocking": {"accountId": "…", "userLink": "…"}}``; nothing where it is something else."""
    inner = element.found.get(name)
    identity = inner.get("accountId") if isinstance(inner, dict) else None
    return {"identity": identity} if isinstance(identity, str) and identity.isascii() and identity.isdigit() else {}


def _instagram(element: Element) -> dict[str, str]:
    """``{"title": …, "string_list_data": [{"value": handle, "href": …, "timestamp": seconds}]}``; nothing where it is something else.

    Of Instagram the title is the handle, of Threads it is a name: it counts last.
    """
    listed = element.found.get("string_list_data")
    said = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}
    handle = said.get("value") or _last(said.get("href")) or element.found.get("title")
    if not isinstance(handle, str):
        return {}
    since = said.get("timestamp")
    return {"identity": handle, "handle": handle, "since": str(since) if isinstance(since, int) else ""}


def _last(href: object) -> str:
    """The handle at the end of a profile's address."""
    return href.rstrip("/").rpartition("/")[2] if isinstance(href, str) else ""
