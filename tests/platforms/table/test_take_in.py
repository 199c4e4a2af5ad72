import csv
import datetime as dt
import io
import tracemalloc
from typing import Any, BinaryIO

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, Mark, MediaRef, Method, Rejected, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import build
from rostra.platforms.testing import PlatformContract

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "posts.csv", SEEN)
PLAIN: dict[str, Any] = {"network": "chirp", "columns": {"uri": "id", "account": "user", "text": "text"}}
HEAD = b"id,user,text\n"


def table(**changes: Any) -> Table:
    return Table(build(PLAIN | changes), SOURCE)


def take_in(raw: bytes | BinaryIO, cursor: str = "", **changes: Any) -> list[Event]:
    return list(table(**changes).take_in(io.BytesIO(raw) if isinstance(raw, bytes) else raw, cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


class TestContractCsv(PlatformContract):
    raw = HEAD + b"1,city,One\n2,city,\n3,,nobody\n\xff,city,x\n" + b"".join(b"n%d,city,text\n" % n for n in range(2500))

    def make(self) -> Table:
        return table()

    def replay(self, platform: Any) -> Any:
        return platform.take_in(io.BytesIO(self.raw), "")


class TestContractJson(TestContractCsv):
    raw = b'{"id":1,"user":"city","text":"One"}\n{"id":2\n[]\n'

    def make(self) -> Table:
        return table(format="jsonl")


def test_a_row_becomes_an_item() -> None:
    raw = (
        "﻿id;user;name;when;text;lang;to;root;pics;likes\r\n"
        ' 17 ;@city;City of Exampleville;2026-02-03T04:05:06+01:00;"Fish &amp; chips;\r\n""now""";en, es;16;;a.jpg|b/c.bin;5\r\n'
    )
    changes = {
        "delimiter": ";",
        "html_entities": True,
        "volatile": ["likes"],
        "evidence": "owner-export",
        "published": {"column": "when"},
        "media": {"column": "pics", "separator": "|"},
        "columns": {
            "uri": "https://chirp.example/{user}/{id}",
            "account": "user",
            "author": "name",
            "text": "text",
            "languages": "lang",
            "reply_to": "https://chirp.example/x/{to}",
            "thread": "root",
        },
    }
    [item, mark] = take_in(raw.encode(), **changes)
    assert isinstance(item, Item)
    row = dict(zip(raw.split("\r\n", maxsplit=1)[0][1:].split(";"), [" 17 ", "@city", "City of Exampleville"], strict=False))
    assert orjson.loads(item.raw).items() > row.items()
    assert orjson.loads(item.raw)["text"] == 'Fish &amp; chips;\r\n"now"'
    assert orjson.loads(item.raw).keys() - orjson.loads(item.sameness).keys() == {"likes"}
    assert item == Item(
        uri="https://chirp.example/@city/17",
        kind=Kind.REPLY,
        account="city",
        author=Identity("city", "city", "City of Exampleville"),
        raw=item.raw,
        media_type="application/json",
        source=SOURCE,
        evidence=Evidence.OWNER_EXPORT,
        published=dt.datetime(2026, 2, 3, 3, 5, 6, tzinfo=dt.UTC),
        text='Fish & chips;\r\n"now"',
        languages=("en", "es"),
        reply_to="https://chirp.example/x/16",
        media=(MediaRef("a.jpg", "image/jpeg"), MediaRef("b/c.bin", "application/octet-stream")),
        sameness=item.sameness,
    )
    assert isinstance(mark, Mark)
    assert mark.done == len(raw.encode())


def test_json_lines_keep_the_bytes_of_the_line() -> None:
    line = (
        b'{"text": "A\\nB", "user": "city", "id": 9007199254740993, "likes": 3, "tags": ["a", "b"], "none": null, "deep": {"b": 1, "a": 2}}'
    )
    [item] = items(take_in(line + b"\r\n\r\n", format="jsonl", volatile=["likes"], media={"column": "tags"}))
    assert item.raw == line
    assert item.uri == "9007199254740993"
    assert item.text == "A\nB"
    assert [ref.ref for ref in item.media] == ["a", "b"]
    assert item.sameness == b'{"deep":{"a":2,"b":1},"id":9007199254740993,"none":null,"tags":["a","b"],"text":"A\\nB","user":"city"}'


def test_volatile_columns_make_no_other_version() -> None:
    rows = b"id,user,text,likes\n1,city,x,5\n1,city,x,6\n1,city,y,6\n"
    first, counted, edited = items(take_in(rows, volatile=["likes"]))
    assert first.sameness == counted.sameness != edited.sameness
    assert first.raw != counted.raw


@pytest.mark.parametrize(
    ("cell", "published", "moment"),
    [
        ("2026-01-02T03:04:05Z", {}, "2026-01-02T03:04:05"),
        ("2026-01-02 03:04", {"zone": "America/New_York"}, "2026-01-02T08:04:00"),
        ("1767323045.5", {"format": "unix"}, "2026-01-02T03:04:05.500000"),
        ("2/1/26 3:04", {"format": "%d/%m/%y %H:%M", "zone": "UTC"}, "2026-01-02T03:04:00"),
        ("2025-11-02 01:30", {"zone": "America/New_York"}, "2025-11-02T05:30:00"),  # shown twice: the first
        ("2026-05-06T23:00Z", {}, "2026-05-06T23:00:00"),
    ],
)
def test_times(cell: str, published: dict[str, str], moment: str) -> None:
    [item] = items(take_in(f"id,user,text,at\n1,city,x,{cell}\n".encode(), published={"column": "at"} | published))
    assert item.published == dt.datetime.fromisoformat(moment + "+00:00")


@pytest.mark.parametrize(
    ("cell", "published", "reason"),
    [
        ("2026-05-08", {"zone": "UTC"}, "cannot be"),
        ("1970-01-01T00:00:00Z", {}, "cannot be"),
        ("2026-02-30", {"zone": "UTC"}, "is no iso8601"),
        ("2026-01-02T03:04", {}, "names no zone"),
        ("2026-03-29 02:30", {"zone": "Europe/Berlin"}, "skipped"),
        ("1e9", {"format": "unix"}, "seconds"),
        ("99999999999999", {"format": "unix"}, "is no unix"),
        ("0001-01-01T00:00+14:00", {}, "is no iso8601"),
        ("soon", {"format": "%d.%m.%Y", "zone": "UTC"}, "is no %d.%m.%Y"),
    ],
)
def test_impossible_times_are_set_aside(cell: str, published: dict[str, str], reason: str) -> None:
    [bad] = rejected(take_in(f"id,user,text,at\n1,city,x,{cell}\n".encode(), published={"column": "at"} | published))
    assert reason in bad.reason
    assert bad.position == 2


def test_a_time_not_stated_is_none() -> None:
    [item] = items(take_in(b"id,user,text,at\n1,city,x,\n", published={"column": "at"}))
    assert item.published is None


def test_kinds() -> None:
    rules = [
        {"column": "text", "starts_with": "RT @", "is": "repost"},
        {"column": "type", "equals": "q", "is": "quote"},
        {"column": "of", "filled": True, "is": "reply"},
    ]
    rows = b"id,user,text,type,of\n1,city,RT @x: y,q,\n2,city,a,q,5\n3,city,a,,5\n4,city,a,,\n"
    assert [item.kind for item in items(take_in(rows, kind=rules))] == [Kind.REPOST, Kind.QUOTE, Kind.REPLY, Kind.POST]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1,city,\xff\xfe", "bytes that are not in the encoding"),
        (b"1,city,a\0b", "NUL"),
        (b"1,city", "it has 2 columns, the header has 3"),
        (b"1,city,x,y", "it has 4 columns, the header has 3"),
        (b" ,city,x", "no identity: id is empty"),
        (b"1, ,x", "no account: user is empty"),
        (b"\xe2\x80\xae1,city,x", "unprintable"),
        (b"1" * 2049 + b",city,x", "longer than 2,048"),
        (b'1,city,"x"y', "cannot be read as CSV"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_next_is_read(row: bytes, reason: str) -> None:
    bad, item, _ = take_in(HEAD + row + b"\n2,city,good\n")
    assert isinstance(bad, Rejected)
    assert bad.position == 2
    assert bad.reason.startswith("row 2: ")
    assert reason in bad.reason
    assert isinstance(item, Item)
    assert item.text == "good"
    if "no " not in reason and "unprintable" not in reason and "longer" not in reason:
        assert bad.raw == row + b"\n"


@pytest.mark.parametrize(
    "line", [b'{"id":1', b"[]", b'{"id":"\\ud800"}', b"\xff", b'{"id":"1","user":"city","text":"\\u0000"}', b"[" * 5000, b"1"]
)
def test_a_bad_json_line_is_set_aside_and_the_next_is_read(line: bytes) -> None:
    bad, item, _ = take_in(line + b'\n{"id":"2","user":"city"}\n', format="jsonl")
    assert isinstance(bad, Rejected)
    assert bad.raw.startswith(line)
    assert isinstance(item, Item)


@pytest.mark.parametrize(
    ("raw", "changes", "reason"),
    [
        (b"", {}, "empty"),
        (b"\xef\xbb\xbf\r\n", {}, "empty"),
        (b"", {"format": "jsonl"}, "empty"),
        (b"\x1f\x8b\x08\0", {}, "gzip"),
        (b"PK\x03\x04xx", {}, "Excel"),
        ("id,user,text\n".encode("utf-16"), {}, "UTF-16"),
        ("id,user,text\n".encode("utf-16-le"), {}, "UTF-16"),
        (b"id,text,name\n", {}, "lacks the columns user; its header has: id, text, name"),
        (b"id,user,text,user\n", {}, "twice: 'user'"),
        (b'id,user,"text\n', {}, "header"),
        (b"id,user,text,\xff\n", {}, "header"),
        (b"id,user,text\r1,city,x\r", {}, "header"),
    ],
)
def test_an_unusable_file_is_refused(raw: bytes, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadSource, match=reason):
        take_in(raw, **changes)


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_a_pipe_is_refused() -> None:
    with pytest.raises(BadSource, match="pipe"):
        take_in(Unseekable(HEAD))


def test_a_header_alone_gives_a_mark() -> None:
    [mark] = take_in(HEAD.rstrip())
    assert isinstance(mark, Mark)
    assert take_in(HEAD.rstrip(), mark.cursor) == [mark]


def test_a_field_of_ten_megabytes_is_read() -> None:
    text = "ä" * 5_000_000
    [item] = items(take_in(HEAD + f'1,city,"{text}"\n'.encode()))
    assert item.text == text


class Endless(io.RawIOBase):
    """A file of ``size`` bytes that repeats a piece after its head, without holding them."""

    def __init__(self, head: bytes, piece: bytes, size: int, tail: bytes) -> None:
        self._parts = (head, piece, tail)
        self._size = size
        self._at = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def readinto(self, target: Any) -> int:
        head, piece, tail = self._parts
        view, middle = memoryview(target), self._size - len(tail)
        if self._at < len(head):
            found = head[self._at :]
        elif self._at < middle:
            start = (self._at - len(head)) % len(piece)
            found = (piece * (len(view) // len(piece) + 2))[start:][: middle - self._at]
        else:
            found = tail[self._at - middle :]
        count = min(len(found), len(view))
        view[:count] = found[:count]
        self._at += count
        return count


@pytest.mark.parametrize(
    ("opening", "piece", "after"),
    [
        (b'1,city,"', b"never closed\n", ["good"]),  # goes on at the line after the limit: every following line is a bad row
        (b'1,city,"', b"x", ["good"]),  # one line: in pieces
        (b"1,city", b',"\n"', []),  # many small fields; going on in the middle leaves the last quote open, so the last row is set aside too
    ],
)
def test_a_row_without_end_is_set_aside_in_bounded_memory(
    opening: bytes, piece: bytes, after: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 1 << 14
    monkeypatch.setattr("rostra.platforms.table.read.ROW_LIMIT", limit)
    size = 3 * limit + 1000
    source = io.BufferedReader(Endless(HEAD + opening, piece, size, b"\n2,city,good\n"))
    tracemalloc.start()
    kept = count = 0
    found = []
    for event in table().take_in(source, ""):
        if isinstance(event, Rejected):
            kept += len(event.raw)
            count += 1
        elif isinstance(event, Item):
            found.append(event)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [item.text for item in found] == after
    assert kept == size - len(HEAD) - len(b"2,city,good\n") * len(after)
    assert count == 4 or piece != b"x"
    assert peak < 12 * limit + (1 << 20)


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
GOOD_ROW = st.tuples(st.text("abc123", min_size=1, max_size=6), st.just("city"), CELL).map(list)
ANY_ROW = GOOD_ROW | st.lists(CELL, min_size=1, max_size=5)


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["id", "user", "text"], *rows])
    return out.getvalue().encode()


@settings(deadline=None)
@given(st.lists(ANY_ROW, max_size=20))
def test_items_and_rejected_are_all_rows(rows: list[list[str]]) -> None:
    events = take_in(as_csv(rows))
    assert len(items(events)) + len(rejected(events)) == len(rows)
    assert len(items(events)) >= sum(len(row) == 3 and row[0].isalnum() and row[0].isascii() and row[1] == "city" for row in rows)
    assert sorted(bad.position for bad in rejected(events)) == [bad.position for bad in rejected(events)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"1", b"city", b"\xff", b"\0", b"ab"]), max_size=60))
def test_any_bytes_end_and_every_line_is_in_an_item_or_set_aside(parts: list[bytes]) -> None:
    events = take_in(HEAD + b"".join(parts))
    assert isinstance(events[-1], Mark)
    assert not (HEAD + b"".join(parts))[events[-1].done :].strip()
    again = take_in(HEAD + b"".join(parts), encoding="latin-1")
    assert all("encoding" not in bad.reason for bad in rejected(again))


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(ANY_ROW, min_size=1, max_size=12), stop=st.integers(0, 30), every=st.integers(1, 4), jsonl=st.booleans())
def test_reading_goes_on_where_any_mark_stood(rows: list[list[str]], stop: int, every: int, jsonl: bool) -> None:
    raw = b"".join(orjson.dumps(dict(zip(("id", "user", "text"), row, strict=False))) + b"\n" for row in rows) if jsonl else as_csv(rows)
    changes = {"format": "jsonl" if jsonl else "csv"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rostra.platforms.table.MARK_EVERY", every)
        events = take_in(raw, **changes)
        marks = [n for n, event in enumerate(events) if isinstance(event, Mark)]
        at = marks[stop % len(marks)]
        mark = events[at]
        assert isinstance(mark, Mark)
        rest = take_in(raw, mark.cursor, **changes)
    assert [e for e in rest if not isinstance(e, Mark)] == [e for e in events[at:] if not isinstance(e, Mark)]


def test_another_file_is_not_resumed() -> None:
    raw = HEAD + b"1,city,x\n" * 3000
    marks = [event for event in take_in(raw) if isinstance(event, Mark)]
    assert [mark.done for mark in marks] == [len(HEAD) + 9 * n for n in (1000, 2000, 3000, 3000)]
    with pytest.raises(BadSource, match="not the file"):
        take_in(raw.replace(b"x", b"y", 1), marks[0].cursor)
    with pytest.raises(BadSource, match="not where the reading"):
        take_in(raw, "at://somewhere")
    long = HEAD + b"1,city,x\n" * 10_000
    last = take_in(long)[-1]
    assert isinstance(last, Mark)
    with pytest.raises(BadSource, match="shorter"):
        take_in(long[:70_000], last.cursor)
    grown = take_in(long + b"2,city,new\n", last.cursor)
    assert [item.uri for item in items(grown)] == ["2"]


def test_blank_lines_are_no_rows_but_counted() -> None:
    events = take_in(HEAD + b"\n\n1,city\n")
    assert [bad.position for bad in rejected(events)] == [4]
    assert len(events) == 2
