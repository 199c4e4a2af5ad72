"""Identifiers of records: ordered by time, the same in every engine, below 2**53."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

EPOCH = dt.datetime(2006, 3, 1, tzinfo=dt.UTC)  # before the first post of any network; makes the numbers short
_PER_SECOND = 12  # bits
_LAST_SECOND = (1 << 40) - 1
_ROUNDS = 30


def base_id(moment: dt.datetime) -> int:
    """The smallest identifier of that second; moments before the epoch count as the epoch."""
    seconds = int((moment - EPOCH).total_seconds())
    return min(max(seconds, 0), _LAST_SECOND) << _PER_SECOND


def moment_of(record_id: int) -> dt.datetime:
    """The second that an identifier stands for: that of the item, or a little later where seconds are crowded."""
    return EPOCH + dt.timedelta(seconds=record_id >> _PER_SECOND)


def _place(uri: str, moment: dt.datetime, attempt: int) -> int:
    """Where this item would like to stand. Each further attempt spreads over twice the span, so a crowded second costs few attempts."""
    digest = int.from_bytes(blake2b(uri.encode("utf-8", "surrogatepass"), digest_size=8, salt=bytes([attempt])).digest(), "big")
    return base_id(moment) + digest % (1 << (_PER_SECOND + attempt))


def allot(wanted: Sequence[tuple[str, dt.datetime]], taken: Callable[[Iterable[int]], set[int]]) -> list[int]:
    """A free identifier for each (uri, moment). ``taken`` tells which of some identifiers exist already: one call a round, few rounds.

    A million items of one second need about nine rounds a batch. Raises RuntimeError if no place is found.
    """
    allotted: dict[int, int] = {}
    used: set[int] = set()
    waiting = list(range(len(wanted)))
    for attempt in range(_ROUNDS):
        places = {number: _place(*wanted[number], attempt) for number in waiting}
        occupied = taken(places.values()) | used
        again: list[int] = []
        for number, place in places.items():
            if place in occupied:
                again.append(number)
            else:
                allotted[number] = place
                occupied.add(place)
                used.add(place)
        if not again:
            return [allotted[number] for number in range(len(wanted))]
        waiting = again
    raise RuntimeError(f"no identifier found for {len(waiting)} items")
