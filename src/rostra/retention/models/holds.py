"""Holds with what they cover and what was done about them, and the triggers of retention. The database keeps all of it (``guards``)."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.retention.states import HoldState, TriggerKind


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value.replace("-", " ")) for value in values]


class Hold(models.Model):
    """Nothing that it covers may be destroyed as long as it stands, whatever a schedule says. Several may stand on one thing."""

    matter = models.CharField(max_length=200)  # for which it stands: as who placed it names it; of a keeper's, the reference of its thing
    keeper = models.CharField(max_length=40, blank=True)  # the part of the system that placed it, and releases it; empty: a person
    reason = models.TextField()
    state = models.CharField(max_length=20, choices=_choices(HoldState), default=HoldState.ACTIVE.value)
    since = models.DateTimeField()  # in this state
    placed = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-placed", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in HoldState]), name="hold_state_is_declared"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(matter=""), name="hold_has_a_matter_and_a_reason"),
            models.UniqueConstraint(
                fields=["keeper", "matter"],
                condition=~Q(keeper="") & ~Q(state=HoldState.RELEASED.value),
                name="one_standing_hold_of_a_keeper",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"

    @property
    def stands(self) -> bool:
        """Whether it guards what it covers: also while its release is only asked for."""
        return self.state != HoldState.RELEASED

    @property
    def is_kept(self) -> bool:
        """Whether a part of the system placed it, and releases it when its matter is over."""
        return bool(self.keeper)


class HeldThing(models.Model):
    """One record in all its versions, with media and absences; or one account, with every record of it, also those still to come."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="things")
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="holds")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="holds")
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=False, account__isnull=True) | Q(record__isnull=True, account__isnull=False),
                name="held_thing_is_one_thing",
            ),
            models.UniqueConstraint(fields=["hold", "record"], name="a_record_is_held_once_by_a_hold"),
            models.UniqueConstraint(fields=["hold", "account"], name="an_account_is_held_once_by_a_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.hold_id}: {self.record_id or self.account}"


class HoldStep(models.Model):
    """One move of a hold, with its reason."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=20)
    reason = models.TextField()
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.move}, {self.at:%Y-%m-%d}"


class RetentionTrigger(models.Model):
    """The day from which the term of what a matter left behind is counted; withdrawn when the matter is opened again, never deleted."""

    matter = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=_choices(TriggerKind))
    day = models.DateField()
    series = models.CharField(max_length=60, blank=True)  # of the schedule, by its key; empty: on no schedule, so it is kept
    written = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in TriggerKind]), name="trigger_kind_is_declared"),
            models.UniqueConstraint(fields=["matter", "kind"], condition=Q(withdrawn__isnull=True), name="one_trigger_of_a_kind_stands"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.day}"


class SetAside(models.Model):
    """While its one row is there, the guards let held rows go: within the transaction that brings them back (``actions.aside``)."""

    singleton = models.BooleanField(primary_key=True, default=True)

    def __str__(self) -> str:
        return "set aside"
