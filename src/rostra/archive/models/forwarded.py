"""Business of the city that people handed over from accounts of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rostra.archive.states.submitted import Business
from rostra.people.models import Person
from rostra.platforms.base import Evidence


class Forwarded(models.Model):
    """Business of the city that came to somebody's own account, handed over by them. It says nothing of that account: there is no field.

    Never changed (see the migration).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="forwarded")  # who had it, and handed it over
    written = models.DateField()  # on which it came to them, or they wrote it
    due = models.DateField()  # by which the city wants it
    received = models.DateTimeField()
    business = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    evidence = models.CharField(max_length=20, default=Evidence.SUBMITTED)
    digest = models.CharField(max_length=64)  # SHA-256 of ``rules.forwarded.content``

    class Meta:
        ordering = ["-received", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(evidence=Evidence.SUBMITTED.value), name="forwarded_is_submitted"),
            models.CheckConstraint(condition=Q(business__in=[Business.YES.value, Business.UNSURE.value]), name="forwarded_is_business"),
        ]

    def __str__(self) -> str:
        return f"forwarded {self.pk}"


class ForwardedFile(models.Model):
    """A file of it, sealed: not among the media, so that nothing public ever leads to it. Its name was dropped."""

    forwarded = models.ForeignKey(Forwarded, models.PROTECT, related_name="files")
    ordinal = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=30)
    size = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of what is kept
    came_as = models.BinaryField(max_length=32)  # SHA-256 of what was handed over

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["forwarded", "ordinal"], name="forwarded_file_place")]

    def __str__(self) -> str:
        return f"{self.forwarded_id}, file {self.ordinal}"
