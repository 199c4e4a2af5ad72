"""What official accounts were seen to do against somebody's speech."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.moderation.models.acts import ModerationAct
from rostra.moderation.models.exceptions import BlockException
from rostra.moderation.models.filters import FilterTerm
from rostra.moderation.states.standing import Standing
from rostra.platforms.base import Act


class Restriction(models.Model):
    """One act against one person or one text, from when it was seen until it was seen to be gone.

    It follows the archive: ``record`` is the network's own record that shows it. Ended, never deleted: not when it is undone, not when the
    account is closed or its official leaves. Done again, it is a new row.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="restrictions")
    record = models.ForeignKey(Record, models.PROTECT, related_name="restrictions")
    act = models.CharField(max_length=20, choices=[(act.value, act.value.replace("-", " ")) for act in Act])
    subject = models.CharField(max_length=600)  # who, or the address of what; shown to nobody without a purpose
    standing = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Standing], default=Standing.OPEN.value)
    since = models.DateTimeField()  # in this standing
    begun = models.DateTimeField()  # when it was seen first
    ended = models.DateTimeField(null=True)  # when it was seen to be gone
    found = models.DateTimeField()  # when it was judged first
    due = models.DateField()  # by which it must be undone, if nobody approves it
    exception = models.ForeignKey(BlockException, models.PROTECT, null=True, related_name="restrictions")
    explained_by = models.ForeignKey(ModerationAct, models.PROTECT, null=True, related_name="restrictions")
    filter_term = models.ForeignKey(FilterTerm, models.PROTECT, null=True, related_name="restrictions")
    mid_thread = models.BooleanField(null=True)  # of closed comments: whether the archive held a reply from before; None: not asked

    class Meta:
        ordering = ["-begun", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "act", "subject", "begun"], name="restriction_once"),
            models.UniqueConstraint(fields=["record", "act", "subject"], condition=Q(ended__isnull=True), name="restriction_stands_once"),
            models.CheckConstraint(condition=Q(standing__in=[s.value for s in Standing]), name="restriction_standing_is_declared"),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) ^ Q(standing=Standing.LIFTED.value), name="restriction_is_lifted_when_it_ended"
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.EXCEPTED.value) | Q(exception__isnull=False), name="restriction_is_excepted_by_something"
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.EXPLAINED.value) | Q(explained_by__isnull=False) | Q(filter_term__isnull=False),
                name="restriction_is_explained_by_something",
            ),
            models.CheckConstraint(condition=Q(ended__isnull=True) | Q(ended__gte=F("begun")), name="restriction_times"),
        ]
        indexes = [models.Index(fields=["standing", "due"], name="restriction_by_standing")]

    def __str__(self) -> str:
        return f"{self.act} {self.pk} by {self.account}"
