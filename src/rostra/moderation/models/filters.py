"""Words that hide what holds them, as counsel allowed them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.core import clock
from rostra.moderation.states.filters import FilterState

_REQUESTED = FilterState.REQUESTED.value


class FilterTerm(models.Model):
    """A filter word of one account: asked for by one, decided by counsel after its hits were counted, in force from a day until a day."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="filter_terms")
    term = models.CharField(max_length=100)
    purpose = models.TextField()  # what it is to stop, and why nothing milder does
    begins = models.DateField(null=True)  # when counsel allowed it
    until = models.DateField()  # its last day
    state = models.CharField(
        max_length=20, choices=[(s.value, s.value.replace("-", " ")) for s in FilterState], default=FilterState.REQUESTED.value
    )
    since = models.DateTimeField(default=clock.now)  # in this state
    made = models.DateTimeField(default=clock.now)
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_name = models.CharField(max_length=200, blank=True)
    hits = models.PositiveIntegerField(null=True)  # among what was captured, when counsel decided
    reason = models.TextField(blank=True)  # of the last decision

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in FilterState]), name="filter_state_is_declared"),
            models.CheckConstraint(condition=Q(begins__isnull=True) | Q(until__gte=F("begins")), name="filter_dates"),
            models.CheckConstraint(condition=Q(decided_by="") | ~Q(decided_by=F("by_ref")), name="filter_is_decided_by_another"),
            models.CheckConstraint(condition=Q(state=_REQUESTED) ^ ~Q(decided_by=""), name="filter_is_decided_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"filter {self.pk}"
