"""What residents report, with the files and messages that belong to it. Who they are is asked of nobody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rostra.accounts.models import Account
from rostra.core.dates import in_words
from rostra.moderation.models.restrictions import Restriction
from rostra.moderation.states.reports import BlockReportState, What


class BlockReport(models.Model):
    """Somebody says that an account of the city blocked them, or hid what they said.

    Its row stays for ever, to be counted. What was said, and how to reach who said it, goes when it is ``cleared``.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="block_reports")
    what = models.CharField(max_length=20, choices=[(what.value, what.value.replace("-", " ")) for what in What])
    told = models.TextField(blank=True)  # in their words
    handle = models.CharField(max_length=255, blank=True)  # their own, where they gave it
    proven = models.BooleanField(default=False)  # they had proved that the handle is theirs
    contact = models.EmailField(blank=True)
    key = models.CharField(max_length=64, blank=True)  # keyed hash of what they come back with
    state = models.CharField(
        max_length=20,
        choices=[(s.value, s.value.replace("-", " ")) for s in BlockReportState],
        default=BlockReportState.RECEIVED.value,
    )
    since = models.DateTimeField()  # in this state
    made = models.DateTimeField()
    due = models.DateField()  # by which it is to be decided
    restriction = models.ForeignKey(Restriction, models.PROTECT, null=True, related_name="reports")  # that it is about
    cleared = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in BlockReportState]), name="block_report_state_is_declared"),
            models.CheckConstraint(condition=Q(what__in=[what.value for what in What]), name="block_report_what_is_declared"),
            models.CheckConstraint(
                condition=~Q(state=BlockReportState.CONFIRMED.value) | Q(restriction__isnull=False), name="block_report_is_confirmed_by_one"
            ),
            models.CheckConstraint(
                condition=Q(proven=False) | ~Q(handle="") | Q(cleared__isnull=False), name="block_report_proves_a_handle"
            ),
            models.CheckConstraint(
                condition=Q(cleared__isnull=True) | Q(state=BlockReportState.CLOSED.value, told="", handle="", contact="", key=""),
                name="block_report_is_cleared_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="block_report_by_state")]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportDraft(models.Model):
    """A report that somebody writes: kept for minutes, so that a wrong file or a late answer makes nobody type it again."""

    ticket = models.CharField(max_length=64, unique=True)  # keyed hash of what the browser alone holds
    values = models.JSONField(default=dict)
    network = models.SlugField(max_length=60, blank=True)  # of a handle that is proven
    handle = models.CharField(max_length=255, blank=True)
    made = models.DateTimeField()
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.pk}"


class ReportFile(models.Model):
    """A file that was handed over with a report, sealed: no public address leads to it. Its own name was dropped."""

    draft = models.ForeignKey(ReportDraft, models.PROTECT, null=True, related_name="files")
    report = models.ForeignKey(BlockReport, models.PROTECT, null=True, related_name="files")
    media_type = models.CharField(max_length=30)
    size = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of what is kept
    came_as = models.BinaryField(max_length=32)  # SHA-256 of what was handed over
    place = models.CharField(max_length=32, unique=True)  # the name under which it lies: chosen at random
    scanned = models.DateTimeField(null=True)  # when a virus scanner found nothing in it; none: it was not scanned

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(draft__isnull=True) ^ Q(report__isnull=True), name="report_file_belongs_to_one"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"


class ReportMessage(models.Model):
    """A word of the city to who reported, or of theirs to the city; and each step, with what was said about it."""

    report = models.ForeignKey(BlockReport, models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, blank=True)  # that the report came into with it
    text = models.TextField()
    by_ref = models.CharField(max_length=100, blank=True)  # empty: who reported
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report}, {in_words(self.at)}"
