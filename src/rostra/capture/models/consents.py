"""Consents of account holders, and this installation as servers know it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rostra.accounts.models import Account
from rostra.capture.models.schedules import Claimable


class Connection(Claimable):
    """That the holder of an account consented, and the tokens of it. One row an account: a consent that is given again takes its place."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="connection")
    state = models.CharField(max_length=10)
    sealed = models.TextField(blank=True)  # tokens, under a key that is not in the database; empty once they are worth nothing
    scopes = models.JSONField(default=list)
    granted = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    expires = models.DateTimeField(null=True)  # of the access token; null: no end is known
    ends = models.DateTimeField(null=True)  # when the holder has to consent again
    renewed = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)  # to be renewed
    failures = models.PositiveIntegerField(default=0)  # to renew, in a row
    trouble = models.TextField(blank=True)
    since = models.DateTimeField()  # in this state

    class Meta:
        indexes = [models.Index(fields=["due"], name="connection_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state="connected") | Q(sealed="", due__isnull=True), name="only_a_connected_one_has_tokens"),
            models.CheckConstraint(condition=~Q(state="connected") | ~Q(sealed=""), name="a_connected_one_has_tokens"),
        ]

    def __str__(self) -> str:
        return f"connection of {self.account_id}: {self.state}"


class ConsentApp(models.Model):
    """This installation, as one server of a network knows it that lets software make itself known."""

    network = models.SlugField(max_length=30)
    server = models.CharField(max_length=300)
    redirect = models.CharField(max_length=500)  # where holders come back to: of another address it is another app
    client = models.CharField(max_length=500)
    sealed = models.TextField()  # its secret

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "server", "redirect"], name="one_app_per_server")]

    def __str__(self) -> str:
        return f"{self.network} {self.server}"
