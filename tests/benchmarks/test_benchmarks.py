"""Each benchmark runs, with few records: what they measure is never asserted, for a machine that is busy is not wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.layouts import LAYOUTS
from benchmarks.measure import percentile
from tests.prepared import tables

from benchmarks import corpus
from rostra.platforms import EXPORTS, PLATFORMS

ROOT = Path(__file__).parents[2]


def figures(*words: str, seconds: int = 180) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "benchmarks", *words, "--json", "--tables", str(tables())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", ["ingest", "search", "page", "verify", "decode", "exports"])
def test_a_benchmark_measures_us_and_a_peer(name: str) -> None:
    found = figures(name, "--records", "60" if name != "decode" else "2000")
    assert {figure["work"] for figure in found} == {name}
    assert {bool(figure["peer"]) for figure in found} == {True, False}
    assert all(isinstance(figure["value"], float) and figure["value"] > 0 for figure in found)


@pytest.mark.pds
def test_latency_is_measured_against_a_real_server() -> None:
    assert [figure["what"] for figure in figures("latency", "--records", "3")] == ["event to page p50", "event to page p99"]


def test_the_roster_is_measured_without_a_peer() -> None:
    found = figures("roster", "--records", "60")
    assert {figure["what"] for figure in found} >= {"60 persons", "the next list", "roster p50", "public directory p99"}
    assert all(isinstance(figure["value"], float) and figure["value"] > 0 for figure in found)


def test_rows_are_the_same_every_time_and_tell_nothing_twice() -> None:
    rows = list(corpus.rows(500))
    assert rows == list(corpus.rows(500))
    assert len({row[0] for row in rows}) == len({row[3] for row in rows}) == 500
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([3.0, 1.0, 2.0], share) for share in (0.0, 0.5, 0.99)] == [1.0, 2.0, 3.0]


def test_acknowledgement_is_measured_without_a_peer() -> None:
    found = figures("acknowledge", "--records", "600")
    assert {figure["what"] for figure in found} >= {"open for 60 people", "reminders queued", "dashboard p50", "public figures p99"}


def test_each_platform_is_parsed_beside_a_peer() -> None:
    found = figures("parsing", "--records", "50")
    ours, theirs = (
        {figure["what"] for figure in found if "core" in str(figure["unit"]) and bool(figure["peer"]) is peer} for peer in (False, True)
    )
    assert ours == theirs <= {*PLATFORMS, *EXPORTS}
    assert len(ours) > 10


def test_of_every_network_that_hands_out_an_archive_a_large_one_is_read() -> None:
    assert {name.partition(" ")[0] for name in LAYOUTS} >= set(EXPORTS)


def test_schedules_of_some_accounts_are_kept_on_both_databases() -> None:
    found = figures("schedules", "--records", "400", seconds=600)
    rates = [figure["value"] for figure in found if figure["unit"] in ("checks/s", "polls/s")]
    assert len(rates) == 4
    assert all(isinstance(rate, float) and rate > 0 for rate in rates)
    assert {str(figure["what"]).rpartition(", ")[2].partition(":")[0] for figure in found} >= {"SQLite", "PostgreSQL"}
