"""What speakers were told, and what they answered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.core import clock
from rostra.moderation.models.acts import ModerationAct
from rostra.moderation.models.exceptions import BlockException
from rostra.moderation.states.appeals import AppealState, Entrance, Route, Told

_ABOUT_ONE = Q(act__isnull=True) ^ Q(exception__isnull=True)


class Notice(models.Model):
    """What a speaker was told about an act or an exception, word for word, and how. Never deleted, never rewritten."""

    act = models.ForeignKey(ModerationAct, models.PROTECT, null=True, related_name="notices")
    exception = models.ForeignKey(BlockException, models.PROTECT, null=True, related_name="notices")
    told = models.CharField(max_length=12, choices=[(t.value, t.value.replace("-", " ")) for t in Told])
    route = models.CharField(max_length=12, choices=[(r.value, r.value.replace("-", " ")) for r in Route])
    text = models.TextField()
    impossible = models.TextField(blank=True)  # why it could not be delivered
    appeal_until = models.DateField(null=True)
    made = models.DateTimeField(default=clock.now)
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["made", "pk"]
        constraints = [
            models.CheckConstraint(condition=_ABOUT_ONE, name="notice_is_about_one_thing"),
            models.CheckConstraint(
                condition=Q(route=Route.NOT_POSSIBLE.value) ^ Q(impossible=""), name="notice_that_is_not_possible_says_why"
            ),
            models.CheckConstraint(condition=~Q(told=Told.ACT.value) | Q(appeal_until__isnull=False), name="notice_says_until_when"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Appeal(models.Model):
    """A speaker's appeal against an act or an exception, one of each; decided by somebody who took no part."""

    act = models.OneToOneField(ModerationAct, models.PROTECT, null=True, related_name="appeal")
    exception = models.OneToOneField(BlockException, models.PROTECT, null=True, related_name="appeal")
    text = models.TextField()  # why it was wrong, in the speaker's words
    contact = models.EmailField(blank=True)  # where the outcome is sent, if they want it
    entrance = models.CharField(max_length=8, choices=[(e.value, e.value) for e in Entrance])
    entered_by = models.CharField(max_length=100, blank=True)  # of the staff, where it came on paper
    received = models.DateTimeField(default=clock.now)
    due = models.DateField()  # by which it is decided
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in AppealState], default=AppealState.RECEIVED.value)
    decided = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-received", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_ABOUT_ONE, name="appeal_is_about_one_thing"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AppealState]), name="appeal_state_is_declared"),
            models.CheckConstraint(condition=Q(state=AppealState.RECEIVED.value) ^ Q(decided__isnull=False), name="appeal_decided_once"),
            models.CheckConstraint(
                condition=Q(decided__isnull=True) | ~Q(decided_by="") & ~Q(reason=""), name="appeal_is_decided_with_reasons"
            ),
            models.CheckConstraint(condition=Q(entered_by="") | ~Q(entered_by=F("decided_by")), name="appeal_not_by_who_entered_it"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
