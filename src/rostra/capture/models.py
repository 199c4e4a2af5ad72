"""Schedules, streams, connections, runs, coverage, gaps, counts, imports, lists: all of official accounts, there is no other kind."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.platforms.base import Cause


class Claimable(models.Model):
    """A row that one worker at a time may work on. A claim that is not renewed falls free by itself."""

    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Schedule(Claimable):
    """One kind of work for one account. ``due`` null: stopped until somebody acts."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="schedules")
    work = models.CharField(max_length=10)
    due = models.DateTimeField(null=True)
    cursor = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_success = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)  # the last error, verbatim; empty after a success

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "work"], name="one_schedule_per_work")]
        indexes = [models.Index(fields=["due"], name="schedule_due")]

    def __str__(self) -> str:
        return f"{self.work} of {self.account_id}"


class StreamSource(Claimable):
    """A server whose stream is followed, and how far it was read. ``connected`` null: not connected now."""

    network = models.SlugField(max_length=30)
    address = models.CharField(max_length=300)
    cursor = models.TextField(blank=True)
    connected = models.DateTimeField(null=True)
    alive = models.DateTimeField(null=True)  # until here nothing was missed: the last persisted sign of life
    last_event = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    retry = models.DateTimeField(null=True)  # not before
    accounts = models.ManyToManyField(Account, through="Subscription", related_name="stream_sources")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "address"], name="one_row_per_stream")]

    def __str__(self) -> str:
        return f"{self.network} {self.address}"


class Subscription(models.Model):
    """An account is followed on a stream."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="subscriptions")
    source = models.ForeignKey(StreamSource, models.PROTECT, related_name="subscriptions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "source"], name="one_subscription_per_stream")]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.source_id}"


class Presence(models.Model):
    """What the network says of an account itself, last."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="presence")
    active = models.BooleanField()
    status = models.CharField(max_length=100)  # the network's own word
    since = models.DateTimeField()  # when this status was first seen
    seen = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id}: {self.status}"


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


class Run(models.Model):
    """What was asked of a platform, and what came of it. Checks between two reports that found nothing new share one row (``checks``)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="runs", db_index=False)
    method = models.CharField(max_length=10)
    started = models.DateTimeField()
    ended = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    checks = models.PositiveIntegerField(default=1)
    items = models.PositiveIntegerField(default=0)  # that the platform yielded
    new = models.PositiveIntegerField(default=0)
    edited = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)  # asked for, and no answer that says anything
    refused = models.PositiveIntegerField(default=0)  # could not be taken in: kept aside
    error = models.TextField(blank=True)  # verbatim

    class Meta:
        indexes = [
            models.Index(fields=["account", "method", "-started"], name="run_of_account"),
            models.Index(fields=["started"], name="run_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.account_id}: {self.outcome}"


class Coverage(models.Model):
    """From when to when an account was looked at without a break, by one method. A successful check extends the last interval."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="coverage", db_index=False)
    method = models.CharField(max_length=10)
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="coverage_order")]
        indexes = [models.Index(fields=["account", "method", "-ends"], name="coverage_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.method} {self.begins:%Y-%m-%d %H:%M} to {self.ends:%Y-%m-%d %H:%M}"


class Gap(models.Model):
    """A time in which something may have been missed. Never deleted, not even when it is healed (see the migration)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="gaps")
    method = models.CharField(max_length=10)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)  # null: still open
    noticed = models.DateTimeField()
    cause = models.CharField(max_length=20, default=Cause.OURS.value)  # what nothing else explains is ours
    reason = models.TextField()
    replayable = models.BooleanField(default=False)  # the stream can send again what was missed
    healed_at = models.DateTimeField(null=True)
    healed_how = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.UniqueConstraint(fields=["account", "method"], condition=Q(ends__isnull=True), name="one_open_gap_per_method"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="gap_order"),
            models.CheckConstraint(condition=Q(healed_at__isnull=True) | Q(ends__isnull=False), name="gap_ends_before_it_heals"),
            models.CheckConstraint(condition=Q(cause__in=[cause.value for cause in Cause]), name="gap_has_a_cause"),
        ]
        indexes = [models.Index(fields=["account"], condition=Q(healed_at__isnull=True), name="gap_not_healed")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.method} from {self.starts:%Y-%m-%d %H:%M}"


class Reconciliation(models.Model):
    """How much the platform said that an account has, beside what was held at that moment. New in each month, and where a number changes.

    What is said should be what is held as present, kept aside, not public, or older than what the first look could reach.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="reconciliations", db_index=False)
    what = models.CharField(max_length=100)  # kinds that are counted together, in the order of the alphabet
    first = models.DateTimeField()  # when it stood so for the first and the last time
    last = models.DateTimeField()
    said = models.PositiveBigIntegerField()
    present = models.PositiveBigIntegerField()  # held, and on the platform as far as we know
    gone = models.PositiveBigIntegerField()  # held, and known to have gone: the platform counts them no more
    aside = models.PositiveBigIntegerField()  # could not be read, kept aside
    not_public = models.PositiveBigIntegerField()  # shown, and not taken
    older = models.PositiveBigIntegerField()  # never more than the difference at the first look
    differing = models.PositiveIntegerField(default=0)  # readings in a row with a difference that nothing explains

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="reconciliation_order")]
        indexes = [
            models.Index(fields=["account", "what", "-id"], name="reconciliation_of_account"),
            models.Index(fields=["account"], condition=Q(differing__gte=2), name="reconciliation_differs"),
            models.Index(fields=["first"], name="reconciliation_by_first"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} said {self.said}, held {self.present}"

    @property
    def unexplained(self) -> int:
        """The difference that is left; below 0 where more is held than the platform says."""
        return self.said - self.present - self.aside - self.not_public - self.older


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
