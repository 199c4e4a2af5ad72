"""What staff know of those who wrote to an official account."""

from __future__ import annotations

from django.db import models

from rostra.accounts.models import Account
from rostra.archive.states.parties import PartyKind


class SaidParty(models.Model):
    """Who somebody in a conversation is, as staff said. Never changed (see the migration): of several rows the newest counts."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="said_parties")
    conversation = models.TextField()  # its address
    party = models.CharField(max_length=255)  # identity on the network
    kind = models.CharField(max_length=20)
    reason = models.TextField()  # how it is known
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in PartyKind]), name="party_kind_is_declared"),
        ]

    def __str__(self) -> str:
        return f"party of {self.account_id}: {self.kind}"
