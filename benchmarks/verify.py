"""fsck: every segment, entry, tile and row against every other. Peer: ``fastwarc check`` over the same segments (digests alone)."""

from __future__ import annotations

import os
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from benchmarks import installation
from benchmarks.measure import Figure, peak_megabytes, spent
from rostra.archive.queries.stores import segment_directory
from rostra.archive.rules.everything import all_flaws

WORK = "verify"


def run(records: int, folder: Path) -> list[Figure]:
    installation.fill(records, folder)
    with spent() as time:
        flaws = list(all_flaws(workers=os.cpu_count() or 1))
    if flaws:
        raise RuntimeError(f"fsck found something: {flaws[0]}")
    return [
        Figure(WORK, "versions", records / time.wall, "versions/s"),
        Figure(WORK, "cost", time.cpu / records * 1e6, "µs CPU/version"),
        Figure(WORK, "peak memory", peak_megabytes(), "MB"),
        *_peer(records, time.wall),
    ]


def _peer(records: int, ours: float) -> list[Figure]:
    with spent() as time:
        for segment in sorted(segment_directory().rglob("*.warc.gz")):
            _check_digests(segment)
    return [
        Figure(WORK, "versions", records / time.wall, "versions/s", "fastwarc check"),
        Figure(WORK, "times as fast", time.wall / ours, "×"),
    ]


def _check_digests(segment: Path) -> None:
    """What ``fastwarc check`` does, without its start once a file."""
    with segment.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            if record.verify_block_digest() is False:
                raise RuntimeError(f"{segment}: fastwarc finds a wrong digest")
