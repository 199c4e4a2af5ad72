"""What waits in retention for somebody to act."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from rostra.core.actor import Actor
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.retention.models import Hold
from rostra.retention.queries.holds import release_requested
from rostra.retention.rules.holding import may_release_hold


@waiting
def releases_waiting(actor: Actor) -> Iterable[Queue]:
    """Holds whose release was asked for: counsel says whether they end."""
    if may_release_hold(actor):
        yield queue("holds", reverse("retention:holds"), release_requested(), _hold)


def _hold(row: Hold) -> Waiting:
    return Waiting(f"Hold: {row.matter}", reverse("retention:hold", args=[row.pk]), "Release it, or keep it.", row.since)
