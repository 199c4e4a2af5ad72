"""Take in a table of short posts: segments, log, rows and index, durable. Peer: sqlite-utils insert, then enable-fts, on the same rows."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks import corpus, installation
from benchmarks.measure import Figure, peak_megabytes, spent

WORK = "ingest"


def run(records: int, folder: Path) -> list[Figure]:
    table = folder / "posts.csv"
    corpus.write_table(table, records)
    installation.begin()
    figures, wall, cpu = [], 0.0, 0.0
    for name, stage in (("take in", partial(installation.take_in, table)), ("log", installation.log), ("index", installation.index)):
        with spent() as time:
            stage()
        figures.append(Figure(WORK, name, time.wall / records * 1e6, "µs/row"))
        wall, cpu = wall + time.wall, cpu + time.cpu
    return [
        Figure(WORK, "rows", records / wall, "rows/s"),
        Figure(WORK, "cost", cpu / records * 1e6, "µs CPU/row"),
        *figures,
        Figure(WORK, "peak memory", peak_megabytes(), "MB"),
        *_peer(records, folder, wall),
    ]


def _peer(records: int, folder: Path, ours: float) -> list[Figure]:
    lines, database = folder / "posts.jsonl", folder / "peer.db"
    corpus.write_lines(lines, records)
    tool = [sys.executable, "-m", "sqlite_utils"]
    with spent() as time:
        subprocess.run([*tool, "insert", database, "posts", lines, "--nl", "--pk", "id", "--silent"], check=True)
        subprocess.run([*tool, "enable-fts", database, "posts", "text", "--create-triggers"], check=True)
    return [
        Figure(WORK, "rows", records / time.wall, "rows/s", "sqlite-utils"),
        Figure(WORK, "cost", time.cpu / records * 1e6, "µs CPU/row", "sqlite-utils"),
        Figure(WORK, "times as fast", time.wall / ours, "×"),
    ]
