"""Schedules, streams, and what a network says of an account itself."""

from __future__ import annotations

from django.db import models

from rostra.accounts.models import Account


class Claimable(models.Model):
    """A row that one worker at a time may work on. A claim that is not renewed falls free by itself."""

    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Schedule(Claimable):
    """One kind of work for one account. ``due`` null: stopped until somebody acts."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="schedules")
    work = models.CharField(max_length=10)
    due = models.DateTimeField(null=True)
    cursor = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_success = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)  # the last error, verbatim; empty after a success

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "work"], name="one_schedule_per_work")]
        indexes = [models.Index(fields=["due"], name="schedule_due")]

    def __str__(self) -> str:
        return f"{self.work} of {self.account_id}"


class StreamSource(Claimable):
    """A server whose stream is followed, and how far it was read. ``connected`` null: not connected now."""

    network = models.SlugField(max_length=30)
    address = models.CharField(max_length=300)
    cursor = models.TextField(blank=True)
    connected = models.DateTimeField(null=True)
    alive = models.DateTimeField(null=True)  # until here nothing was missed: the last persisted sign of life
    last_event = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    retry = models.DateTimeField(null=True)  # not before
    accounts = models.ManyToManyField(Account, through="Subscription", related_name="stream_sources")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "address"], name="one_row_per_stream")]

    def __str__(self) -> str:
        return f"{self.network} {self.address}"


class Subscription(models.Model):
    """An account is followed on a stream."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="subscriptions")
    source = models.ForeignKey(StreamSource, models.PROTECT, related_name="subscriptions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "source"], name="one_subscription_per_stream")]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.source_id}"


class Presence(models.Model):
    """What the network says of an account itself, last."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="presence")
    active = models.BooleanField()
    status = models.CharField(max_length=100)  # the network's own word
    since = models.DateTimeField()  # when this status was first seen
    seen = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id}: {self.status}"
