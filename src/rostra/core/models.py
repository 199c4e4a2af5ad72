"""The audit event, append-only in the database itself (see the migration), mail that waits to be sent, and counts for an hour."""

from __future__ import annotations

from django.db import models

from rostra.core.mail_states import MailState


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


class Mail(models.Model):
    """A message to one address. ``key`` says what it is about, once for ever: the same is never queued twice."""

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    secret = models.BooleanField(default=False)  # the body is sealed while it waits, and goes when it was sent or given up
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in MailState], default=MailState.QUEUED)
    queued = models.DateTimeField()
    due = models.DateTimeField()  # when it is tried next; while it is being sent: when another worker may take it
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)  # what came of the last try
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["queued"]
        indexes = [models.Index(fields=["due"], condition=models.Q(state=MailState.QUEUED), name="mail_due")]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"


class MutedAddress(models.Model):
    """An address to which nothing is sent: it bounced, or its owner asked for it."""

    address = models.EmailField(unique=True)  # in small letters
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class Tally(models.Model):
    """How often something was done since a moment; deleted when it ``ends``. ``key`` is a keyed hash wherever it stands for somebody."""

    key = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends:%H:%M}"
