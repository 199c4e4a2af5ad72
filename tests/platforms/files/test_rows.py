"""Rows of a CSV: with their header and exact bytes, wherever the stream is cut into pieces, and none lost silently."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.platforms.base import BadSource
from rostra.platforms.files.exported import BadElement, Element
from rostra.platforms.files.rows import HEADER_LIMIT, LIMIT, cells, rows

HEADER = b"Date,Text\r\n"
VALUES = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12)
ROWS = st.lists(st.tuples(VALUES.filter(bool), VALUES), max_size=6)


def cut(raw: bytes, size: int = 7) -> list[Element]:
    return list(rows(raw[at : at + size] for at in range(0, len(raw), size)))


def written(found: list[tuple[str, str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(found)
    return out.getvalue().encode()


@given(found=ROWS, size=st.integers(1, 90))
def test_every_row_comes_out_as_it_went_in(found: list[tuple[str, str]], size: int) -> None:
    raw = HEADER + written(found)
    elements = cut(raw, size)
    assert [cells(element.raw).values for element in elements] == found
    assert HEADER + b"".join(element.raw.removeprefix(HEADER) for element in elements) == raw
    assert [element.number for element in elements] == list(range(1, len(found) + 1))
    assert not elements or elements[-1].end == len(raw)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_are_cut_or_refused(raw: bytes, size: int) -> None:
    with suppress(BadSource):
        for element in cut(HEADER + raw, size):
            with suppress(BadElement):
                assert len(cells(element.raw).values) == 2


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"one\r\n", "1 columns, the header has 2"),
        (b"a,b,c\r\n", "3 columns"),
        (b'a,"b"c\r\n', "cannot be read as CSV"),
        (b"a,\xff\xfe\r\n", "no UTF-8"),
        (b"a,\0\r\n", "NUL"),
        (b"a,b\rc,d\r\n", "cannot be read as CSV"),
    ],
)
def test_a_row_that_is_none_spoils_itself_alone(bad: bytes, why: str) -> None:
    first, wrong, last = cut(HEADER + b"1,x\r\n" + bad + b"\r\n2,y\r\n")
    assert (cells(first.raw).values, cells(last.raw).values) == (("1", "x"), ("2", "y"))
    with pytest.raises(BadElement, match=why):
        cells(wrong.raw)
    assert wrong.raw == HEADER + bad


def test_a_quote_that_is_never_closed_keeps_what_it_swallowed() -> None:
    _, swallowed = cut(HEADER + b'1,x\r\n2,"y\r\n3,z\r\n')
    assert swallowed.raw == HEADER + b'2,"y\r\n3,z\r\n'
    with pytest.raises(BadElement, match="CSV"):
        cells(swallowed.raw)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no header"),
        (b'"never closed', "no header"),
        (b"a" * (HEADER_LIMIT + 1) + b"\n1\n", "more than 16,384"),
        (HEADER + b"1,x\r\n" + b"a" * (LIMIT + 1) + b"\r\n", "row 2: it is longer than 1,048,576 bytes"),
    ],
)
def test_what_has_no_header_or_no_end_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(BadSource, match=why):
        cut(raw, 1 << 16)


def test_names_are_found_in_any_case_and_a_mark_is_no_part_of_them() -> None:
    (element,) = cut(b"\xef\xbb\xbfDate, Text \n1,x\n")
    found = cells(element.raw)
    assert (found.names, found.under("DATE"), found.under("text"), found.under("none")) == (("Date", "Text"), "1", "x", "")


def test_what_a_network_writes_otherwise_is_mended() -> None:
    def doubled(line: str) -> str:
        return line.replace('\\"', '""')

    (element,) = rows([HEADER + b'1,"a \\"b\\" c"\r\n'], doubled)
    assert cells(element.raw, doubled).values == ("1", 'a "b" c')
    assert b'\\"b' in element.raw
