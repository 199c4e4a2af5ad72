"""The register of official accounts. There is no table for any other kind of account."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.states import AccountState
from rostra.people.models import Person, Unit


class Account(models.Model):
    """An official account on a network. ``identity`` never changes; the handle may."""

    slug = models.SlugField(max_length=60, unique=True)  # its alias in the public log: chosen once
    network = models.SlugField(max_length=30)
    identity = models.CharField(max_length=255)  # a DID, a numeric id: the platform's own, immutable
    handle = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    url = models.URLField(max_length=500, blank=True)
    purpose = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts")
    custodian = models.ForeignKey(Person, models.PROTECT, related_name="accounts_in_custody")
    look_alike_reason = models.TextField(blank=True)  # why it is accepted although its handle looks like another one of ours
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in AccountState], default=AccountState.REGISTERED)
    opened = models.DateField(null=True, blank=True)  # on the network, as far as known
    closed = models.DateField(null=True, blank=True)
    registered = models.DateTimeField()

    class Meta:
        ordering = ["name", "network"]
        constraints = [
            models.UniqueConstraint(fields=["network", "identity"], name="one_register_entry_per_identity"),
            models.CheckConstraint(condition=~Q(identity=""), name="account_has_an_identity"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AccountState]), name="account_state_is_declared"),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(opened__isnull=True) | Q(closed__gte=F("opened")), name="account_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handle} on {self.network}"


class Handle(models.Model):
    """A handle that an account has or had: closed and renamed accounts stay findable."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="handles")
    handle = models.CharField(max_length=255, db_index=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering = ["first_seen"]
        constraints = [models.UniqueConstraint(fields=["account", "handle"], name="one_row_per_handle")]

    def __str__(self) -> str:
        return self.handle
