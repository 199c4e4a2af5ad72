"""The audit event: what happened, by whom, to what. Append-only, in the database itself (see the migration)."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that was done. ``action`` is ``app.subject.verb``; ``facts`` holds no secret and no content."""

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action} {self.subject}"
