"""What staff did against somebody's speech, and what they considered and left up."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.archive.models import Version
from rostra.core import clock
from rostra.moderation.states.acts import BEFORE, OVER, RECORDED, ActState

_UNSEEN = (ActState.PROPOSED.value, ActState.LEFT_UP.value)  # by a second person


class ModerationAct(models.Model):
    """One act on one thing: the copy that was captured before, the ground and how its test is met, who did it and who looked at it.

    Never deleted, and what was said is never rewritten (see the migration). It explains what the network shows of the same account, act
    and subject while it stands.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="moderation_acts")
    act = models.CharField(max_length=20, choices=[(act.value, act.value.replace("-", " ")) for act in RECORDED])
    subject = models.CharField(max_length=600)  # as the network names it: the address of what, or who; shown for a purpose only
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="moderation_acts")  # captured before the act
    emergency = models.TextField(blank=True)  # why it could not be captured first
    ground = models.SlugField(max_length=60)  # key of the closed list
    alone = models.BooleanField()  # the ground needs no second reviewer
    met = models.TextField()  # how the ground's test is met
    neutral = models.BooleanField()  # the opposite opinion in the same words would be treated alike
    review_on = models.DateField()  # its last day unless somebody looks at it again
    state = models.CharField(
        max_length=20, choices=[(s.value, s.value.replace("-", " ")) for s in ActState], default=ActState.PROPOSED.value
    )
    since = models.DateTimeField(default=clock.now)  # in this state
    made = models.DateTimeField(default=clock.now)
    moderator = models.CharField(max_length=100)
    moderator_name = models.CharField(max_length=200)
    reviewer = models.CharField(max_length=100, blank=True)  # the second person; of an emergency afterwards
    reviewer_name = models.CharField(max_length=200, blank=True)
    appeal_by = models.CharField(max_length=100, blank=True)  # who decided the appeal
    decided = models.DateTimeField(null=True)  # when it was first approved or left up
    applied = models.DateTimeField(null=True)
    restore_due = models.DateField(null=True)  # by which it must be undone, once it is reversed
    restored = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of the last decision

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ActState]), name="act_state_is_declared"),
            models.CheckConstraint(condition=Q(act__in=[act.value for act in RECORDED]), name="act_is_recorded_here"),
            models.CheckConstraint(condition=Q(version__isnull=False) | ~Q(emergency=""), name="act_is_captured_first"),
            models.CheckConstraint(condition=Q(neutral=True) | Q(state=ActState.LEFT_UP.value), name="act_is_neutral"),
            models.CheckConstraint(
                condition=Q(state__in=_UNSEEN) | ~Q(reviewer="") | Q(alone=True) | ~Q(emergency=""), name="act_has_a_second_reviewer"
            ),
            models.CheckConstraint(condition=Q(reviewer="") | ~Q(reviewer=F("moderator")), name="act_is_reviewed_by_another"),
            models.CheckConstraint(
                condition=Q(appeal_by="") | ~Q(appeal_by=F("moderator")) & ~Q(appeal_by=F("reviewer")),
                name="act_appeal_is_decided_by_another",
            ),
            models.CheckConstraint(condition=Q(state__in=BEFORE) ^ Q(applied__isnull=False), name="act_is_applied_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state=ActState.REVERSED.value) | Q(restore_due__isnull=False), name="act_reversed_is_to_be_undone"
            ),
            models.CheckConstraint(condition=Q(restored__isnull=True) ^ Q(state=ActState.RESTORED.value), name="act_restored_at_a_time"),
            models.UniqueConstraint(fields=["account", "act", "subject"], condition=~Q(state__in=OVER), name="act_stands_once"),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="act_by_state")]

    def __str__(self) -> str:
        return f"act {self.pk}"
