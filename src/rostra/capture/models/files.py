"""Files and lists that people handed over, and settings that they read off."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account


class Import(models.Model):
    """A file that is or was taken in, by what it holds: the same file with the same mapping is the same import.

    ``cursor`` moves by compare-and-set only: of two processes that take in the same file one goes on.
    """

    digest = models.BinaryField(max_length=32)  # SHA-256 of the file
    mapping = models.BinaryField(max_length=32)  # SHA-256 of how its columns are read
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    cursor = models.TextField(blank=True)
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True)  # null: not finished
    items = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    edited = models.PositiveBigIntegerField(default=0)
    gone = models.PositiveBigIntegerField(default=0)  # records that it said were deleted, beside its items
    rejected = models.PositiveBigIntegerField(default=0)
    aside = models.BigIntegerField(default=0)  # length of the file of rejected rows that belongs to ``cursor``

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "mapping"], name="one_import_per_file")]

    def __str__(self) -> str:
        return self.name


class ImportShare(models.Model):
    """What an import held of one account."""

    of = models.ForeignKey(Import, models.PROTECT, related_name="shares")
    account = models.ForeignKey(Account, models.PROTECT, related_name="import_shares")
    items = models.PositiveBigIntegerField(default=0)
    first = models.DateTimeField()  # the earliest and latest publication
    last = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "account"], name="one_share_per_account")]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.account_id}"


class ListExport(models.Model):
    """A list of one account, as its owner exported it at a moment: read, then taken in or dropped.

    ``cursor`` and ``gone`` move by compare-and-set only: of two processes that take in the same export one goes on.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="list_exports")
    act = models.CharField(max_length=20)
    form = models.CharField(max_length=20)
    columns = models.JSONField(default=dict)  # the headings of a CSV
    exported = models.DateTimeField()  # as a person says
    complete = models.BooleanField()  # as a person says
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of the file
    read = models.DateTimeField()
    content = models.BinaryField()  # the file, until it was taken in or dropped
    difference = models.JSONField(default=dict)  # numbers and some lines, as it was shown before it was taken in
    cursor = models.TextField(blank=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)
    items = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    returned = models.PositiveBigIntegerField(default=0)
    gone = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    aside = models.BigIntegerField(default=0)  # length of the file of rejected rows that belongs to ``cursor``

    class Meta:
        ordering = ["-exported", "-pk"]
        indexes = [models.Index(fields=["account", "act", "-exported"], name="list_export_of_account")]
        constraints = [
            models.CheckConstraint(condition=Q(ended__isnull=True) | Q(started__isnull=False), name="list_starts_before_it_ends"),
            models.CheckConstraint(condition=Q(ended__isnull=True) | Q(dropped__isnull=True), name="list_taken_in_or_dropped"),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.account_id}: {self.name}"

    @property
    def waits(self) -> bool:
        """Whether it can still be taken in or dropped."""
        return self.ended is None and self.dropped is None


class SettingsAttestation(models.Model):
    """That somebody read the settings of an account off the screen at a moment. What they saw is in the archive; never changed."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="settings_attestations")
    seen = models.DateTimeField()  # as a person says
    made = models.DateTimeField()
    values = models.JSONField()  # setting: lines
    changed = models.JSONField(default=list)  # settings whose value differs from the one before
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-seen", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "seen"], name="settings_attested_once"),
            models.CheckConstraint(condition=Q(made__gte=F("seen")), name="settings_were_seen_before"),
        ]

    def __str__(self) -> str:
        return f"settings of {self.account_id}, {self.seen:%Y-%m-%d}"


class AttestedFile(models.Model):
    """A picture that came with it, sealed: no public address leads to it. Its own name was dropped."""

    attestation = models.ForeignKey(SettingsAttestation, models.PROTECT, related_name="files")
    media_type = models.CharField(max_length=30)
    size = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of what is kept
    came_as = models.BinaryField(max_length=32)  # SHA-256 of what was handed over
    place = models.CharField(max_length=32, unique=True)  # the name under which it lies: chosen at random

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"file {self.pk}"
