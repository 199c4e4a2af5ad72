"""Residents who ask whether they were blocked or hidden: the least that can be kept, and not for long."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

LOOKS = 30  # at most, whatever a city's profile says


class Inquiry(models.Model):
    """One question about one handle, from its code to its answer, which is made anew each time it is read. Then it is deleted.

    The code is seen by everybody once it stands on the network. So it opens nothing: only the ticket does, which the browser alone holds.
    """

    ticket = models.CharField(max_length=64, unique=True)  # keyed hash of it
    network = models.SlugField(max_length=60)
    handle = models.CharField(max_length=255)  # as it was asked about
    code = models.CharField(max_length=12, unique=True)
    after = models.BigIntegerField()  # the last version in the archive when it began: a proof comes later
    made = models.DateTimeField()
    expires = models.DateTimeField()
    looks = models.PositiveSmallIntegerField(default=0)
    asked = models.DateTimeField(null=True)  # when we were asked to look, the last time
    claimed = models.DateTimeField(null=True)  # when a worker began to
    looked = models.DateTimeField(null=True)  # when it had
    identity = models.CharField(max_length=255, blank=True)  # once it is proven: the network's own, unchanging name of who asks
    proven = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(identity="") ^ Q(proven__isnull=False), name="inquiry_is_proven_by_somebody"),
            models.CheckConstraint(condition=Q(looks__lte=LOOKS), name="inquiry_looks"),
            models.CheckConstraint(condition=Q(expires__gt=F("made")), name="inquiry_ends"),
            models.CheckConstraint(condition=Q(looked__isnull=True) | Q(looked__gte=F("asked")), name="inquiry_is_asked_before"),
            models.CheckConstraint(condition=Q(proven__isnull=True) | Q(proven__lte=F("expires")), name="inquiry_is_proven_in_time"),
        ]
        indexes = [models.Index(fields=["asked"], condition=Q(looked__isnull=True, asked__isnull=False), name="inquiry_waiting")]

    def __str__(self) -> str:
        return f"inquiry {self.pk}"
