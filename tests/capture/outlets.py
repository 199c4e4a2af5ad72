"""The ledger as each outlet tells it, brought into one form: number by name, without those that are 0."""

from __future__ import annotations

import csv
import html
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from rostra.capture.queries.ledger import LOOKS
from rostra.config.cli import main
from rostra.platforms.base import Cause, Evidence

Numbers = dict[str, float]
ROW = re.compile(r'<tr data-(?:month|of|account)="([^"]+)">(.*?)</tr>', re.DOTALL)
NUMBER = re.compile(r'<span data-number="([^"]+)">([^<]+)</span>')
PERCENT = re.compile(r'<span data-percent="([^"]+)">([^<]+)</span>')


def from_page(client: Client, path: str) -> dict[str, Numbers]:
    """Each row of the page's tables that has a name."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return {name: _shown(cells) for name, cells in ROW.findall(answer.content.decode())}


def _shown(cells: str) -> Numbers:
    numbers = [(name, float(text.replace(",", ""))) for name, text in NUMBER.findall(html.unescape(cells))]
    shares = [(f"{name.removesuffix(' minutes')} percent", float(text)) for name, text in PERCENT.findall(cells)]
    told: Numbers = {}
    for name, value in numbers + shares:
        assert told.setdefault(name, value) == value, f"{name} is told in two ways"
    return _telling(told)


def from_json(answer: dict[str, Any]) -> Numbers:
    """The numbers of a shape LedgerNumbers."""
    told = {name: value for name, value in answer.items() if not isinstance(value, list)}
    told["watched percent"] = told.pop("percent")
    for group, key in (("methods", "method"), ("causes", "cause"), ("evidence", "evidence")):
        for part in answer[group]:
            told |= {f"{part[key]} {name}": value for name, value in part.items() if name != key}
    return _telling(told)


def from_csv(client: Client, path: str) -> list[tuple[dict[str, str], Numbers]]:
    """Each row with its first columns, and its numbers."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    rows = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline=""))  # type: ignore[attr-defined]
    return [_cells(row) for row in rows]


def _cells(row: dict[str, str]) -> tuple[dict[str, str], Numbers]:
    place = {name: row.pop(name) for name in ("of", "account", "network", "month", "final")}
    parts = {part.replace("-", "_"): part for group in (LOOKS, Cause, Evidence) for part in map(str, group)}
    told: Numbers = {}
    for column, value in row.items():
        part, _, name = column.rpartition("_")
        told["watched percent" if column == "percent" else f"{parts[part]} {name}" if part in parts else column] = float(value)
    return place, _telling(told)


def from_command(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> dict[str, Any]:
    """What the command says as JSON."""
    capfdbinary.readouterr()
    assert main(["coverage", *words, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
    return answer


def _telling(numbers: dict[str, Any]) -> Numbers:
    return {name: float(value) for name, value in numbers.items() if value}
