"""The mapping: which column of a table means what. Declared in a TOML file; what may stand there is told in README.md."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import orjson

from rostra.platforms.base import Evidence, Kind

FORMATS = ("csv", "jsonl")
ENCODINGS = (  # without state and with ASCII as it is, so that a file can be cut at its line feeds
    *("utf-8", "ascii", "latin-1", "mac-roman", "cp437", "cp850", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp1257", "cp1258", "iso8859-2", "iso8859-15", "koi8-r", "shift-jis", "euc-jp", "euc-kr", "gb18030", "big5"),
)
DELIMITERS = (",", ";", "\t", "|")
CLAIMS = (Evidence.SUBMITTED.value, Evidence.OWNER_EXPORT.value)  # a table cannot claim more
_PLACE = re.compile(r"\{([^{}]+)\}")


class BadMapping(ValueError):
    """A mapping cannot be used: the message names key, value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Template:
    """A cell (``url``), or a text with cells in it (``https://example.org/{user}/{id}``)."""

    text: str
    columns: tuple[str, ...]
    whole: bool  # the text is the name of one column

    def fill(self, row: dict[str, str]) -> str:
        """The text for this row, stripped; empty if one of its cells is empty."""
        if self.whole:
            return row.get(self.text, "").strip()
        cells = {column: row.get(column, "").strip() for column in self.columns}
        return _PLACE.sub(lambda place: cells[place[1]], self.text) if all(cells.values()) else ""


@dataclass(frozen=True, slots=True)
class Published:
    """Where and how a row states its time. ``zone`` is for times that name none; None: such rows are set aside."""

    column: str
    format: str  # "iso8601", "unix" or a strptime pattern
    zone: ZoneInfo | None


@dataclass(frozen=True, slots=True)
class KindRule:
    """``kind`` for rows whose cell passes the test: ``equals``, ``starts_with``, or ``filled`` (value is then empty)."""

    column: str
    test: str
    value: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Media:
    """A column with references to pictures, several of them parted by ``separator``."""

    column: str
    separator: str


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a table's columns mean. An empty column name: the table has no such column."""

    network: str
    format: str
    encoding: str
    delimiter: str
    evidence: Evidence
    html_entities: bool
    volatile: frozenset[str]
    uri: Template
    account: str
    text: str
    author: str
    languages: str
    reply_to: Template | None
    thread: Template | None
    url: Template | None
    published: Published | None
    kinds: tuple[KindRule, ...]
    media: Media | None

    def columns(self) -> set[str]:
        """Every column the mapping names."""
        named = {self.account, self.text, self.author, self.languages, *(rule.column for rule in self.kinds), *self.volatile}
        for template in (self.uri, self.reply_to, self.thread, self.url):
            named.update(template.columns if template else ())
        named.update(part.column for part in (self.published, self.media) if part)
        return named - {""}

    def digest(self) -> bytes:
        """SHA-256 of how the columns are read."""
        return sha256(orjson.dumps(self, option=orjson.OPT_SORT_KEYS, default=_plain)).digest()


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def load(path: Path) -> TableMapping:
    """The mapping in a TOML file. Raises BadMapping, and OSError where the file cannot be read."""
    try:
        return build(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path}: this is not TOML: {error}") from error
    except BadMapping as error:
        raise BadMapping(f"{path}: {error}") from error


def build(table: dict[str, Any]) -> TableMapping:
    """A mapping out of parsed TOML. Raises BadMapping."""
    top = _Section("", table, {"network", "format", "encoding", "delimiter", "evidence", "html_entities", "volatile"} | _SECTIONS)
    if top.choice("format", FORMATS, "csv") == "jsonl" and top.choice("encoding", ENCODINGS, "utf-8") != "utf-8":
        raise top.refuse("encoding", "JSON Lines are always 'utf-8'")
    columns = top.section("columns", {"uri", "account", "text", "author", "languages", "reply_to", "thread", "url"})
    return TableMapping(
        network=top.text("network"),
        format=top.choice("format", FORMATS, "csv"),
        encoding=top.choice("encoding", ENCODINGS, "utf-8"),
        delimiter=top.choice("delimiter", DELIMITERS, ","),
        evidence=Evidence(top.choice("evidence", CLAIMS, Evidence.SUBMITTED.value)),
        html_entities=top.flag("html_entities"),
        volatile=frozenset(top.texts("volatile")),
        uri=_template(columns.text("uri")),
        account=columns.text("account"),
        text=columns.text("text", ""),
        author=columns.text("author", ""),
        languages=columns.text("languages", ""),
        reply_to=_optional(columns.text("reply_to", "")),
        thread=_optional(columns.text("thread", "")),
        url=_optional(columns.text("url", "")),
        published=_published(top) if "published" in table else None,
        kinds=tuple(_kind_rule(rule) for rule in top.sections("kind", {"column", "is", *_TESTS})),
        media=_media(top) if "media" in table else None,
    )


_SECTIONS = frozenset({"columns", "published", "kind", "media"})
_TESTS = ("equals", "starts_with", "filled")


class _Section:
    """One table of the TOML file, whose values are asked for by key."""

    def __init__(self, name: str, table: dict[str, Any], allowed: Collection[str]) -> None:
        self._prefix = f"{name}." if name else ""
        self.table = table
        for key in table:
            if key not in allowed:
                raise BadMapping(f"unknown key {self._prefix}{key}: allowed are {', '.join(sorted(allowed))}")

    def refuse(self, key: str, allowed: str) -> BadMapping:
        """The error for this key's value."""
        if key not in self.table:
            return BadMapping(f"{self._prefix}{key} is missing: {allowed}")
        return BadMapping(f"{self._prefix}{key} is {self.table[key]!r}: {allowed}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or (not value and key in self.table) or value != value.strip(" \r\n"):
            raise self.refuse(key, "a text that is not empty and neither begins nor ends with a space")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
            raise self.refuse(key, "a list of texts that are not empty")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false")
        return value

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.table.get(key, default)
        if value not in allowed:
            raise self.refuse(key, "one of " + ", ".join(repr(entry) for entry in allowed))
        return str(value)

    def section(self, key: str, allowed: Collection[str]) -> _Section:
        value = self.table.get(key)
        if not isinstance(value, dict):
            raise self.refuse(key, f"a table [{key}]")
        return _Section(key, value, allowed)

    def sections(self, key: str, allowed: Collection[str]) -> list[_Section]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.refuse(key, f"tables [[{key}]]")
        return [_Section(f"{key}[{number}]", entry, allowed) for number, entry in enumerate(value, 1)]


def _template(text: str) -> Template:
    places = tuple(dict.fromkeys(_PLACE.findall(text)))
    return Template(text, places or (text,), whole=not places)


def _optional(text: str) -> Template | None:
    return _template(text) if text else None


def _published(top: _Section) -> Published:
    section = top.section("published", {"column", "format", "zone"})
    pattern = section.text("format", "iso8601")
    if pattern not in ("iso8601", "unix") and "%" not in pattern:
        raise section.refuse("format", "'iso8601', 'unix' or a pattern such as '%d.%m.%Y %H:%M'")
    zone = section.text("zone", "")
    if zone and zone not in available_timezones():
        raise section.refuse("zone", "a name of the IANA time zone database such as 'America/New_York', or 'UTC'")
    if not zone and "%" in pattern and "%z" not in pattern:
        raise section.refuse("zone", f"the times in {pattern!r} name no zone, so say in which they are, such as 'UTC'")
    return Published(section.text("column"), pattern, ZoneInfo(zone) if zone else None)


def _kind_rule(section: _Section) -> KindRule:
    tests = [test for test in _TESTS if test in section.table]
    if len(tests) != 1:
        raise section.refuse(" or ".join(_TESTS), "a rule has one of them")
    filled = tests[0] == "filled"
    if filled and not section.flag("filled"):
        raise section.refuse("filled", "true")
    kind = section.choice("is", [Kind.POST.value, Kind.REPLY.value, Kind.QUOTE.value, Kind.REPOST.value])
    value = "" if filled else section.table[tests[0]]
    if not isinstance(value, str):
        raise section.refuse(tests[0], "a text")
    return KindRule(section.text("column"), tests[0], value, Kind(kind))


def _media(top: _Section) -> Media:
    section = top.section("media", {"column", "separator"})
    separator = section.table.get("separator", " ")
    if not isinstance(separator, str) or not separator:
        raise section.refuse("separator", "a text that is not empty")
    return Media(section.text("column"), separator)
