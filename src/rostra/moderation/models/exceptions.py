"""Exceptions from the rule that nobody is blocked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.core import clock
from rostra.moderation.states.exceptions import ExceptionState
from rostra.platforms.base import Act

_DECIDED = (ExceptionState.REQUESTED.value, ExceptionState.PENDING_COUNSEL.value)


class BlockException(models.Model):
    """That somebody may be blocked for a time: on which ground, after what else was tried, asked for by one and allowed by another."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="block_exceptions")
    act = models.CharField(max_length=20, choices=[(act.value, act.value) for act in Act])
    subject = models.CharField(max_length=600)  # the network's own name of the person: shown to nobody without a purpose
    ground = models.SlugField(max_length=60)  # key of the closed list
    facts = models.TextField()  # what was done, that the ground's test is met
    alternatives = models.TextField()  # what milder was considered or tried, and why it is not enough
    relied_on = models.ManyToManyField(Record, related_name="+", blank=True)  # as they were captured
    until = models.DateField()  # its last day
    state = models.CharField(
        max_length=20, choices=[(s.value, s.value.replace("-", " ")) for s in ExceptionState], default=ExceptionState.REQUESTED.value
    )
    since = models.DateTimeField(default=clock.now)  # in this state
    made = models.DateTimeField(default=clock.now)
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    recommended_by = models.CharField(max_length=100, blank=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_name = models.CharField(max_length=200, blank=True)
    appeal_by = models.CharField(max_length=100, blank=True)  # who decided the appeal
    reason = models.TextField(blank=True)  # of the last decision

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ExceptionState]), name="exception_state_is_declared"),
            models.CheckConstraint(condition=Q(decided_by="") | ~Q(decided_by=F("by_ref")), name="exception_is_decided_by_another"),
            models.CheckConstraint(condition=Q(state__in=_DECIDED) | ~Q(decided_by=""), name="exception_is_decided_by_somebody"),
            models.CheckConstraint(
                condition=Q(appeal_by="") | ~Q(appeal_by=F("by_ref")) & ~Q(appeal_by=F("recommended_by")) & ~Q(appeal_by=F("decided_by")),
                name="exception_appeal_is_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"
