"""What a test looks at in the events of a platform."""

from __future__ import annotations

from collections.abc import Iterable

from rostra.platforms.base import Absence, Certainty, Event, Gap, Item, Kind, Mark, Rejected


def posts(events: Iterable[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: Iterable[Event]) -> list[str]:
    return [item.text for item in posts(events)]


def absences(events: Iterable[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def cursor(events: Iterable[Event]) -> str:
    """The last one."""
    return [event for event in events if isinstance(event, Mark)][-1].cursor


def gaps(events: Iterable[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, Gap)]


def rejected(events: Iterable[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, Rejected)]
