"""What was asked and what came of it, what was covered, missed, and counted, and when an account was not active."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.capture.models.files import Import
from rostra.capture.states import GapState
from rostra.platforms.base import Cause

_NOTICED = [cause.value for cause in Cause if cause is not Cause.FILES_ONLY]  # where nobody looks, no look is interrupted


class Run(models.Model):
    """What was asked of a platform, and what came of it. Checks between two reports that found nothing new share one row (``checks``)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="runs", db_index=False)
    method = models.CharField(max_length=10)
    started = models.DateTimeField()
    ended = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    checks = models.PositiveIntegerField(default=1)
    items = models.PositiveIntegerField(default=0)  # that the platform yielded
    new = models.PositiveIntegerField(default=0)
    edited = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)  # asked for, and no answer that says anything
    refused = models.PositiveIntegerField(default=0)  # could not be taken in: kept aside
    error = models.TextField(blank=True)  # verbatim

    class Meta:
        indexes = [
            models.Index(fields=["account", "method", "-started"], name="run_of_account"),
            models.Index(fields=["started"], name="run_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.account_id}: {self.outcome}"


class RejectedPart(models.Model):
    """A part of what was read of an account that could not be taken in, by what it says: met again, in another file too, it is the same."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="rejected_parts")
    method = models.CharField(max_length=10)
    of = models.ForeignKey(Import, models.PROTECT, null=True, related_name="rejected_parts")  # null: looks met it
    digest = models.BinaryField(max_length=32)  # SHA-256 of its bytes
    rest = models.BooleanField(default=False)  # no part: it stands for all behind it that could not be reached, until that was

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "digest"], name="rejected_once_of_a_file"),
            models.UniqueConstraint(fields=["account", "method", "digest"], condition=Q(of__isnull=True), name="rejected_once_by_looks"),
        ]

    def __str__(self) -> str:
        return f"rejected part of {self.account_id}"


class Coverage(models.Model):
    """From when to when an account was looked at without a break, by one method. A successful check extends the last interval."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="coverage", db_index=False)
    method = models.CharField(max_length=10)
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="coverage_order")]
        indexes = [models.Index(fields=["account", "method", "-ends"], name="coverage_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.method} {self.begins:%Y-%m-%d %H:%M} to {self.ends:%Y-%m-%d %H:%M}"


class Gap(models.Model):
    """A time in which something may have been missed. Never deleted, not even when it is healed (see the migration)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="gaps")
    method = models.CharField(max_length=10)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)  # null: it goes on
    noticed = models.DateTimeField()
    cause = models.CharField(max_length=20, default=Cause.OURS.value)  # what nothing else explains is ours
    reason = models.TextField()
    replayable = models.BooleanField(default=False)  # the stream can send again what was missed
    beyond = models.CharField(max_length=10, blank=True)  # what fell out of what the platform gives (``Beyond``): no later look brings it
    healed_at = models.DateTimeField(null=True)
    healed_how = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.UniqueConstraint(fields=["account", "method"], condition=Q(ends__isnull=True), name="one_open_gap_per_method"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="gap_order"),
            models.CheckConstraint(condition=Q(healed_at__isnull=True) | Q(ends__isnull=False), name="gap_ends_before_it_heals"),
            models.CheckConstraint(condition=Q(cause__in=_NOTICED), name="gap_has_a_cause"),
        ]
        indexes = [models.Index(fields=["account"], condition=Q(healed_at__isnull=True), name="gap_not_healed")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.method} from {self.starts:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> GapState:
        """How it stands."""
        return GapState.of(self.ends, self.healed_at)


class Inactivity(models.Model):
    """A time in which the network said that an account is not active there. Never deleted (see the migration)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="inactivities")
    status = models.CharField(max_length=100)  # the network's own word; another word of it begins another time
    begins = models.DateTimeField()  # when it was first seen so
    ends = models.DateTimeField(null=True)  # when it was seen active again, or with another word; null: it goes on

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ends__isnull=True), name="one_open_inactivity"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="inactivity_order"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.status} from {self.begins:%Y-%m-%d %H:%M}"


class Reconciliation(models.Model):
    """How much the platform said that an account has, beside what was held at that moment. New in each month, and where a number changes.

    What is said should be what is held as present, kept aside, not public, or older than what the first look could reach.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="reconciliations", db_index=False)
    what = models.CharField(max_length=100)  # kinds that are counted together, in the order of the alphabet
    first = models.DateTimeField()  # when it stood so for the first and the last time
    last = models.DateTimeField()
    said = models.PositiveBigIntegerField()
    present = models.PositiveBigIntegerField()  # held, and on the platform as far as we know
    gone = models.PositiveBigIntegerField()  # held, and known to have gone: the platform counts them no more
    aside = models.PositiveBigIntegerField()  # could not be read, kept aside
    not_public = models.PositiveBigIntegerField()  # shown, and not taken
    older = models.PositiveBigIntegerField()  # never more than the difference at the first look
    differing = models.PositiveIntegerField(default=0)  # readings in a row with a difference that nothing explains, not even a late count

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="reconciliation_order")]
        indexes = [
            models.Index(fields=["account", "what", "-id"], name="reconciliation_of_account"),
            models.Index(fields=["account"], condition=Q(differing__gte=2), name="reconciliation_differs"),
            models.Index(fields=["first"], name="reconciliation_by_first"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} said {self.said}, held {self.present}"

    @property
    def unexplained(self) -> int:
        """The difference that is left; below 0 where more is held than the platform says."""
        return self.said - self.present - self.aside - self.not_public - self.older
