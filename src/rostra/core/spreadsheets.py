"""Tables as CSV for people who open them in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.http import HttpResponse

MEDIA_TYPE = "text/csv; charset=utf-8"
_FORMULA = re.compile(r"^[=+\-@\t\r]")  # what a spreadsheet would run


class _Line:
    """What the writer writes comes back at once."""

    def write(self, text: str) -> str:
        return text


def spreadsheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file to be saved; a cell that a spreadsheet would run is set off by an apostrophe."""
    return HttpResponse(lines(head, rows), content_type=MEDIA_TYPE, headers=saved_as(name))


def lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Its lines, one after the other, for what is too long to be held at once."""
    table = csv.writer(_Line())
    return (table.writerow([_cell(value) for value in row]) for row in chain([head], rows))


def saved_as(name: str) -> dict[str, str]:
    """The header by which a browser saves it."""
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text
