"""Take in a table of short posts: segments, log, rows, index, durable. The worker follows meanwhile. Peer: sqlite-utils, insert and FTS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import corpus, installation
from benchmarks.measure import Figure, peak_megabytes, peak_of_children, spent

WORK = "ingest"


def run(records: int, folder: Path) -> list[Figure]:
    table = folder / "posts.csv"
    corpus.write_table(table, records)
    installation.begin()
    with spent() as whole, installation.followed(), spent() as taking:
        installation.take_in(table)
    return [
        Figure(WORK, "rows", records / whole.wall, "rows/s"),
        Figure(WORK, "cost", whole.cpu / records * 1e6, "µs CPU/row"),
        Figure(WORK, "take in", taking.wall / records * 1e6, "µs/row"),
        Figure(WORK, "log and index behind it", (whole.wall - taking.wall) / records * 1e6, "µs/row"),
        Figure(WORK, "peak memory", max(peak_megabytes(), peak_of_children()), "MB a process"),
        *_peer(records, folder, whole.wall),
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
