"""Spans of time: cut to a frame, laid over one another, and measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

Moment = dt.datetime
Span = tuple[Moment, Moment]  # half-open
Open = tuple[Moment | None, Moment | None]  # None: for ever


def clipped(spans: Iterable[Open], frame: Span) -> list[Span]:
    """What of these spans lies within the frame."""
    cut = ((max(start or frame[0], frame[0]), min(end or frame[1], frame[1])) for start, end in spans)
    return [(start, end) for start, end in cut if start < end]


def touches(span: Open, frame: Span) -> bool:
    """Whether a part of it lies within the frame, or it has no length and lies there."""
    start, end = span[0] or frame[0], span[1] or frame[1]
    return start < frame[1] and (end > frame[0] or start == end == frame[0])


def end_by(at: Moment, end: Moment | None) -> Moment | None:
    """When it had ended by a moment; None where it went on."""
    return end if end and end <= at else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without anything twice, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def minutes(spans: Iterable[Span]) -> int:
    """How many whole minutes they are together."""
    return int(sum((end - start for start, end in spans), dt.timedelta()) // dt.timedelta(minutes=1))
