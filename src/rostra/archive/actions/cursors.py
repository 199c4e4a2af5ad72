"""How far the followers of the log have read: each keeps a cursor of its own, and moves it in the transaction of what it wrote."""

from __future__ import annotations

from django.db.models import Max

from rostra.archive.models import Cursor, Entry


def position(name: str, *, lock: bool = False) -> int:
    """The index of the next entry that this follower reads. ``lock``: nobody else moves it until the transaction ends."""
    cursors = Cursor.objects.select_for_update() if lock else Cursor.objects
    return cursors.get_or_create(name=name)[0].position


def positions(*names: str) -> list[int]:
    """Several cursors in one query, to look at; 0 for one that never moved."""
    found = dict(Cursor.objects.filter(name__in=names).values_list("name", "position"))
    return [found.get(name, 0) for name in names]


def advance(name: str, to: int) -> None:
    """The follower has read everything before this index."""
    if not Cursor.objects.filter(name=name).update(position=to):
        Cursor.objects.create(name=name, position=to)


def last_within(start: int, limit: int) -> int | None:
    """The index of the last entry among the ``limit`` from ``start`` on; None where there is none yet."""
    last: int | None = Entry.objects.filter(index__gte=start, index__lt=start + limit).aggregate(last=Max("index"))["last"]
    return last
