"""CSV: nothing that a spreadsheet would run, nothing lost, memory bounded."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.api.conftest import Fill, index
from tests.records import make_record

from rostra.api.views.tables import FORMULA, RECORD_COLUMNS, cell, lines

TEXTS = st.lists(st.text(), max_size=30)


def read_back(table: str) -> list[list[str]]:
    assert table.startswith("\ufeff")
    return list(csv.reader(StringIO(table[1:], newline="")))


@given(TEXTS)
def test_no_cell_begins_as_a_formula_and_every_text_comes_back(texts: list[str]) -> None:
    table = "".join(lines([("text", str)], texts))
    rows = read_back(table)
    assert rows[0] == ["text"]
    back = [row[0] if row else "" for row in rows[1:]]
    assert not any(text.startswith(FORMULA) for text in back)
    assert [text[1:] if text.startswith("'") and not raw.startswith("'") else text for raw, text in zip(texts, back, strict=True)] == texts


@pytest.mark.parametrize("text", ["=1+1", "+1 555 0100", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_made_text(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_values_of_other_kinds() -> None:
    assert [cell(value) for value in (None, True, 5, ["a", "=b"], ["=a"], dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC))] == [
        "", "true", "5", "a\n=b", "'=a", "2026-01-02T03:04:05Z",
    ]  # fmt: skip


def test_rows_are_read_only_as_they_are_sent() -> None:
    taken = 0

    def rows() -> Iterator[str]:
        nonlocal taken
        for _ in range(10_000):
            taken += 1
            yield "row"

    first = next(lines([("text", str)], rows()))
    assert first.count("row") == taken == 200


def test_the_columns_of_a_record(fill: Fill, client: Client) -> None:
    record = fill(1)[0]
    response = client.get("/search.csv")
    assert response["Content-Disposition"] == 'attachment; filename="search.csv"'
    rows = read_back(b"".join(response.streaming_content).decode())
    assert rows[0] == [name for name, _ in RECORD_COLUMNS]
    told = dict(zip(*rows, strict=True))
    assert told["id"] == str(record.pk)
    assert told["gone_certainty"] == "observed"
    assert told["versions"] == "2"
    assert told["log_index"] == "1"


def test_a_hostile_post_is_only_text(archive: object, client: Client) -> None:
    make_record(text='=HYPERLINK("http://bad.example","x"),\r\n"quoted"')
    index()
    row = read_back(b"".join(client.get("/search.csv").streaming_content).decode())[1]
    assert row[RECORD_COLUMNS.index(next(each for each in RECORD_COLUMNS if each[0] == "text"))].startswith("'=HYPERLINK")
