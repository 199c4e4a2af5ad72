"""What platforms were asked to tell by themselves, and what they told."""

from __future__ import annotations

from django.db import models

from rostra.accounts.models import Account
from rostra.capture.models.schedules import Claimable


class Telling(Claimable):
    """That a platform was asked to tell of an account by itself: at what address, until when, and when it did last. One row an account."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="telling")
    key = models.CharField(max_length=64, unique=True)  # in the address that a hub calls: not to be guessed
    hub = models.CharField(max_length=2000, blank=True)  # empty where the platform itself is asked
    topic = models.CharField(max_length=2000, blank=True)
    sealed = models.TextField(blank=True)  # what the hub signs with
    until = models.DateTimeField(null=True)  # when it ends, as the platform or the hub agreed; null: it did not, or said no end
    agreed = models.DateTimeField(null=True)
    heard = models.DateTimeField(null=True)  # when it told something, last
    due = models.DateTimeField(null=True)  # to be asked for (again); null: nothing has to be asked
    failures = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["due"], name="telling_due")]

    def __str__(self) -> str:
        return f"telling of {self.account_id}"


class ReceivedCall(Claimable):
    """What a platform sent by itself and is not attended to yet, under a key that is not in the database. Deleted once it is."""

    network = models.SlugField(max_length=30)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="calls")  # null: the call says of whom it tells
    digest = models.BinaryField(max_length=32, unique=True)  # of what was sent, and for which account: the same once more is the same
    sealed = models.TextField()
    received = models.DateTimeField()
    due = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due"], name="call_due")]

    def __str__(self) -> str:
        return f"call of {self.network}"
