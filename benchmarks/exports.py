"""Large exports, crawls and tables of each layout that is read: the memory that it takes beyond what was held before, and how fast it is.

A layout is made of ``records`` posts of some 20 kB each, so of 2 GB for the usual 100,000, read in a process of its own, and removed.
Peer: the plain reader of its format, which makes no item and, but for crawls, holds all at once.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.layouts import LAYOUTS, items
from benchmarks.measure import Figure, alone, peak_megabytes, spent

WORK = "exports"


def run(records: int, folder: Path) -> list[Figure]:
    figures, path = [], folder / "large"
    for name in LAYOUTS:
        alone(_write, name, path, records)
        what = f"{name}, {path.stat().st_size / 1e6:,.1f} MB"
        ours, theirs = alone(_read, name, path, records), alone(_read_plainly, name, path)
        for (seconds, grown), peer in ((ours, ""), (theirs, LAYOUTS[name].peer)):
            figures.append(Figure(WORK, f"{what}: memory", grown, "MB", peer))
            figures.append(Figure(WORK, what, records / seconds, "items/s per core", peer))
        path.unlink()
    return figures


def _write(name: str, path: Path, records: int) -> None:
    LAYOUTS[name].pack(path, LAYOUTS[name].members(records))


def _read(name: str, path: Path, records: int) -> tuple[float, float]:
    """Seconds of the processor, and MB beyond those before."""
    platform, before = LAYOUTS[name].ours(), peak_megabytes()
    with spent() as time, path.open("rb") as file:
        found = items(platform, file)
    if found < records:
        raise RuntimeError(f"{found} items of {name} were read of {records}")
    return time.cpu, peak_megabytes() - before


def _read_plainly(name: str, path: Path) -> tuple[float, float]:
    before = peak_megabytes()
    with spent() as time:
        LAYOUTS[name].theirs(path)
    return time.cpu, peak_megabytes() - before
