"""Many accounts on servers that answer after 300 ms: how late their checks begin, and what the worker costs. On SQLite and PostgreSQL.

5,000 accounts (one for twenty ``--records``) on 20 servers, one of twenty with a new post in each interval; polls every 300 s, probes,
snapshots and reports every hour: all as a city sets it. Nothing is sped up: the accounts are made as they are some time after they were
connected, each due once within its interval, and the real worker runs through the first half of one, in which half of the accounts come
to their turn. Then all polls are due at once, as after an outage, and it is counted how many are done in a second. Fewer accounts than
5,000 have shorter intervals.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.capture.running import Installation, until
from tools.with_postgres import temporary_postgres

from benchmarks.measure import Figure, latencies, peak_megabytes, percentile

WORK = "schedules"
RECORDS_AN_ACCOUNT = 20
FULL, EVERY = 5000, 300
SERVERS, ANSWER_AFTER = 20, 0.3
CITY = """
[city]
name = "Exampleville"
short_name = "Exampleville"
government = "City of Exampleville"
zone = "America/Chicago"
[contact]
records_office = "Records"
email = "records@exampleville.example"
[holidays]
country = "US"
[log]
origin = "exampleville.example/log"
[capture]
poll_every = {every}
[mastodon]
allow_http = true
"""
CHECKED = "SELECT id, claimed_at FROM capture_schedule WHERE claimed_at IS NOT NULL"
AT_WORK = "the worker is at work"
TICKS = os.sysconf("SC_CLK_TCK")


def run(records: int, folder: Path) -> Iterator[Figure]:
    accounts = max(SERVERS, records // RECORDS_AN_ACCOUNT)
    every = max(10, EVERY * accounts // FULL)
    yield from _on("SQLite", "", accounts, every, folder / "sqlite")
    with temporary_postgres() as address:
        yield from _on("PostgreSQL", address, accounts, every, folder / "postgres")


def _on(name: str, database: str, accounts: int, every: int, data: Path) -> Iterator[Figure]:
    house = Installation(data, database)
    data.mkdir()
    (data / "city.toml").write_text(CITY.format(every=every))
    own = {"ROSTRA_DATA": str(data), "ROSTRA_DATABASE": database, "ROSTRA_CITY": str(data / "city.toml")}
    house.environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "rostra.config.settings"}
    house.rostra("prepare")
    with _servers(every) as (begun, ports):
        due = _step(house, "fill", accounts=accounts, every=every, begun=begun, ports=ports)
        yield from _calm(house, f"{accounts:,} accounts, {name}", {int(pk): float(at) for pk, at in due.items()}, every / 2)
        _step(house, "outage")
        yield Figure(WORK, f"after an outage, {name}", _after_an_outage(house, every / 5), "polls/s")
    claims = _step(house, "claims")
    yield from latencies(WORK, f"a claim, all due, {name}", claims["free"])
    yield from latencies(WORK, f"a claim, all servers busy, {name}", claims["crowded"])
    shutil.rmtree(data)


@contextmanager
def _servers(every: int) -> Iterator[tuple[float, list[int]]]:
    """When they began, and their ports."""
    command = [sys.executable, "-m", "benchmarks.instances", str(ANSWER_AFTER), str(every), str(SERVERS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        begun, *ports = running.stdout.readline().split()
        try:
            yield float(begun), [int(port) for port in ports]
        finally:
            running.terminate()


def _step(house: Installation, step: str, **told: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.crowd", step]
    done = subprocess.run(command, env=house.environment, input=json.dumps(told), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout) or {}
    return found


def _calm(house: Installation, name: str, due: dict[int, float], seconds: float) -> list[Figure]:
    """The worker at its usual work, from when it is at it. A check that has not begun is as late as it waits."""
    house.start_worker()
    assert house.worker is not None
    until(lambda: AT_WORK in house.log(), 120)
    begun, used = time.time(), _processor(house.worker.pid)
    time.sleep(seconds)
    ended, used = time.time(), _processor(house.worker.pid) - used
    peak = peak_megabytes(str(house.worker.pid))
    checked = {pk: _moment(at) for pk, at in house.rows(CHECKED)}
    house.end_worker(signal.SIGTERM)
    late = [max(0.0, checked.get(pk, ended) - max(at, begun)) for pk, at in due.items() if at < ended]
    return [
        Figure(WORK, f"{name}: begun late by, p50", percentile(late, 0.5), "s"),
        Figure(WORK, f"{name}: begun late by, p99", percentile(late, 0.99), "s"),
        Figure(WORK, f"{name}: begun late by, most", max(late), "s"),
        Figure(WORK, f"{name}: checks", len(checked) / (ended - begun), "checks/s"),
        Figure(WORK, f"{name}: processor", 100 * used / (ended - begun), "% of a core"),
        Figure(WORK, f"{name}: peak memory of the worker", peak, "MB"),
    ]


def _after_an_outage(house: Installation, seconds: float) -> float:
    """Polls that are begun in a second, where all are due."""
    before = time.time()
    house.start_worker()
    until(lambda: _begun_since(house, before), 120)
    time.sleep(seconds)
    house.end_worker(signal.SIGTERM)
    begun = _begun_since(house, before)
    return (len(begun) - 1) / (begun[-1] - begun[0])


def _begun_since(house: Installation, before: float) -> list[float]:
    """When polls began, the first one first."""
    return sorted(moment for _, at in house.rows(f"{CHECKED} AND work = 'poll'") if (moment := _moment(at)) >= before)


def _moment(told: str | dt.datetime) -> float:
    """As the database gives it: SQLite as text, in UTC."""
    moment = dt.datetime.fromisoformat(told) if isinstance(told, str) else told
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _processor(process: int) -> float:
    """Seconds of processors that a process used so far."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS
