"""Audit events: each action writes one, inside its own transaction; and what happened to a thing."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection
from django.db.models import QuerySet

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.models import Event


def record_event(*, actor: Actor, action: str, subject: str, facts: Mapping[str, object] | None = None) -> Event:
    """Write one event. Must be called inside a transaction, so that it stands or falls with what it tells of (RuntimeError)."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action}: an event is written in the transaction of the act it records")
    return Event.objects.create(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_ref=actor.ref,
        actor_name=actor.name,
        action=action,
        subject=subject,
        facts=dict(facts or {}),
    )


def history(*subjects: str) -> QuerySet[Event]:
    """What happened to these subjects, the newest first."""
    return Event.objects.filter(subject__in=subjects).order_by("-id")
