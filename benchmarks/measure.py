"""Figures, and how they are taken."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``peer`` names the program that did the same work, "" for ours."""

    work: str
    what: str
    value: float
    unit: str
    peer: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Spent:
    """Seconds on the clock, and of processors by this process and its children that ended."""

    wall: float = 0.0
    cpu: float = 0.0


def _processors() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@contextmanager
def spent() -> Iterator[Spent]:
    """The time of what stands in the block; to be read behind it."""
    found, wall, cpu = Spent(), time.perf_counter(), _processors()
    yield found
    found.wall, found.cpu = time.perf_counter() - wall, _processors() - cpu


def alone(work: Callable[..., Any], *told: object) -> Any:
    """Done in a process of its own, whose memory is nobody else's."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(work, told)


def peak_megabytes(process: str = "self") -> float:
    """The most memory that a process held so far (VmHWM)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell VmHWM")


def peak_of_children() -> float:
    """The most memory that any ended child of this process held, in megabytes; what it shared with others counted."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds of each call."""
    found = []
    for call in calls:
        begun = time.perf_counter()
        call()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def latencies(work: str, name: str, values: Sequence[float], peer: str = "") -> list[Figure]:
    """The middle and the tail of some milliseconds."""
    return [
        Figure(work, f"{name} p50", statistics.median(values), "ms", peer),
        Figure(work, f"{name} p99", percentile(values, 0.99), "ms", peer),
    ]
