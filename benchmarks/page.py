"""Record pages from two web workers, load from four connections on the same machine. Peer: Datasette's page of one row."""

from __future__ import annotations

from pathlib import Path

from benchmarks import installation, web
from benchmarks.measure import Figure, latencies
from benchmarks.search import peer_database
from rostra.archive.models import Record

WORK = "page"
SECONDS = 8.0
PAGES = 200  # different ones, in turn


def run(records: int, folder: Path) -> list[Figure]:
    installation.fill(records, folder)
    every = max(1, records // PAGES)
    paths = [f"/record/{record}" for record in Record.objects.order_by("id").values_list("id", flat=True)[::every]]
    port, seconds = web.free_port(), SECONDS if records > 1000 else 1.0
    with web.serving(web.ours(port), port, paths[0]):
        web.load(port, paths, seconds=seconds / 4)
        rate, taken = web.load(port, paths, seconds=seconds)
    figures = [Figure(WORK, "requests", rate, "requests/s"), *latencies(WORK, "page", taken)]
    return [*figures, *_peer(records, folder, every, seconds)]


def _peer(records: int, folder: Path, every: int, seconds: float) -> list[Figure]:
    database, port = peer_database(records, folder), web.free_port()
    paths = [f"/peer/posts/{number}" for number in range(1, records + 1, every)]
    with web.serving(web.datasette(port, database), port, paths[0]):
        web.load(port, paths, seconds=seconds / 4)
        rate, taken = web.load(port, paths, seconds=seconds)
    return [Figure(WORK, "requests", rate, "requests/s", "datasette"), *latencies(WORK, "page", taken, "datasette")]
