"""Records, versions, absences, media, segments, and the entries of the log.

Identifiers of records are 64-bit, ordered by time and the same in every engine: ``((seconds since 2006-03-01) << 12) | sequence``,
below 2**53, so that newest-first is the order of the primary key.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rostra.accounts.models import Account
from rostra.archive.states.breach import BreachState
from rostra.archive.states.status import Status
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import Part
from rostra.core.data_class import DataClass


class Segment(models.Model):
    """A closed WARC file: written, fsynced, renamed, and only then referred to."""

    name = models.CharField(max_length=120, unique=True)  # path below the directory of segments
    size = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of the file
    closed = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A line of the log. ``id`` is the order of handing in; ``index`` its place in the log, once the sequencer gave it one."""

    index = models.BigIntegerField(null=True, unique=True)
    type = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)  # alias of the account, or of another subject
    counter = models.BigIntegerField()  # 1, 2, 3 … per subject: a missing number is a missing entry
    at = models.DateTimeField()
    body = models.BinaryField(max_length=65535)  # canonical JSON, hashed verbatim

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "counter"], name="entry_counter_per_subject")]
        indexes = [models.Index(fields=["id"], condition=Q(index__isnull=True), name="entry_waiting")]

    def __str__(self) -> str:
        return f"{self.type} {self.subject} {self.counter}"


class Subject(models.Model):
    """How far each subject's counter has come. Locked while entries are handed in."""

    alias = models.CharField(max_length=80, primary_key=True)
    counter = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.alias}: {self.counter}"


class Record(models.Model):
    """One item under its stable address, in all its versions."""

    id = models.BigIntegerField(primary_key=True)
    uri = models.TextField(unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="records", db_index=False)
    kind = models.CharField(max_length=20)
    official = models.BooleanField()  # said by the account itself; False: by the public, to it
    author_id = models.CharField(max_length=255)
    author_handle = models.CharField(max_length=255, blank=True)
    author_name = models.TextField(blank=True)
    published = models.DateTimeField()  # as stated, else when first seen
    thread = models.TextField(blank=True)  # uri of the first post of the conversation
    reply_to = models.TextField(blank=True)
    versions = models.PositiveIntegerField(default=1)  # how many there are
    current = models.PositiveIntegerField(db_default=1)  # the number of the one as it reads now: see ``states.edits``
    edits = models.PositiveIntegerField(db_default=0)  # how often its author changed it: see ``states.editions``
    same_as = models.ForeignKey(  # the same post by its number, where this is what an owner's export tells of it without one
        "self", models.PROTECT, null=True, related_name="told_also", db_index=False, db_constraint=False
    )
    apart = models.BooleanField(db_default=False)  # it may be one of several posts, and nobody can tell which: it stands by itself
    status = models.CharField(max_length=10, default=Status.PRESENT)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "-id"], name="record_by_account"),
            models.Index(fields=["thread"], condition=~Q(thread=""), name="record_by_thread"),
            models.Index(fields=["author_id", "-id"], condition=Q(official=False), name="record_by_author"),
            models.Index(fields=["same_as"], condition=Q(same_as__isnull=False), name="record_told_also"),
            models.Index(fields=["account"], condition=Q(apart=True), name="record_apart"),
        ]

    def __str__(self) -> str:
        return self.uri


class Version(models.Model):
    """One distinct content of a record. Never changed after it was written, save for its sightings."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="all_versions", db_index=False)
    number = models.PositiveIntegerField()
    again = models.BooleanField(db_default=False)  # it tells what was held already: see ``states.editions``
    seen = models.DateTimeField()  # when it was taken in first
    last_seen = models.DateTimeField()
    sightings = models.PositiveIntegerField(default=1)
    text = models.TextField()
    html = models.TextField()  # safe, made once at ingest
    languages = models.CharField(max_length=100, blank=True)  # space-separated tags
    context = models.JSONField(default=dict)  # quotes, subject, url, links
    evidence = models.CharField(max_length=20)
    method = models.CharField(max_length=10)
    revision = models.CharField(max_length=80, blank=True)
    digest = models.BinaryField(max_length=32, db_index=True)  # SHA-256 of the item's own bytes
    sameness = models.BinaryField(max_length=32)  # SHA-256 of what tells two versions apart
    secret = models.BinaryField(max_length=32, null=True)  # the salts come from it; null after destruction
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="versions")
    offset = models.BigIntegerField()
    length = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="version")
    attached: list[Attachment]  # no column: its attachments in order, where a query of ``queries.records`` brought them along
    withheld: Withheld  # no column: what everybody does not get of it, and is taken out of it already: ``queries.withheld.as_public``

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="version_number")]
        indexes = [models.Index(fields=["seen"], name="version_by_seen")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class Absence(models.Model):
    """A record was found missing: asserted by the platform, or observed by us. Unknown is never written here."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="absences")
    certainty = models.CharField(max_length=10)
    seen = models.DateTimeField()
    last_present = models.DateTimeField()  # when it was last seen there before
    reason = models.TextField()
    method = models.CharField(max_length=10)
    revision = models.CharField(max_length=80, blank=True)
    secret = models.BinaryField(max_length=32, null=True)
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="absences")
    offset = models.BigIntegerField()
    length = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="absence")

    class Meta:
        ordering = ["seen"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.certainty} {self.seen:%Y-%m-%d}"


class Statement(models.Model):
    """What an entry says that is no capture: a coverage statement, a change in the register, another audit event."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="statement")
    event = models.BigIntegerField(null=True, unique=True)  # the audit event it repeats
    values = models.JSONField()  # in the order of the entry's schema
    secret = models.BinaryField(max_length=32, null=True)
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="statements")
    offset = models.BigIntegerField()
    length = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.entry}"


class Medium(models.Model):
    """A picture or video by content. ``name`` is a keyed hash, so that the path of a destroyed file tells nothing."""

    name = models.CharField(max_length=64, unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    stored = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A medium as a version shows it. ``medium`` null: it could not be had, and ``missing`` says why. ``again``: that may pass."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="attachments")
    ordinal = models.PositiveSmallIntegerField()
    medium = models.ForeignKey(Medium, models.PROTECT, null=True, related_name="attachments")
    media_type = models.CharField(max_length=100)
    alt = models.TextField(blank=True)
    ref = models.TextField()
    missing = models.TextField(blank=True)
    again = models.BooleanField(db_default=False)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["version", "ordinal"], name="attachment_place")]
        indexes = [models.Index(fields=["version"], condition=Q(again=True), name="attachment_awaited")]

    def __str__(self) -> str:
        return f"{self.version_id} #{self.ordinal}"


class Classification(models.Model):
    """That something of a record has a class, since when, on which law and by whose word. A row is never changed (see the migration): what
    becomes of it later is another row, which ``replaces`` it. The newest of each such chain counts.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="classifications")
    version = models.PositiveIntegerField(null=True)  # its number; null: every version, those to come too
    part = models.CharField(max_length=10)
    ordinal = models.PositiveSmallIntegerField(null=True)  # of the attachment
    start = models.PositiveIntegerField(null=True)  # a half-open range in code points of the version's text
    end = models.PositiveIntegerField(null=True)
    held_as = models.CharField(max_length=20)
    basis = models.CharField(max_length=60, blank=True)  # the profile's key for it; empty: none of those
    law = models.CharField(max_length=200, blank=True)  # as it was cited then
    reason = models.TextField(blank=True)
    until = models.DateField(null=True)  # the last day, where it is temporary
    order = models.CharField(max_length=200, blank=True)  # a court's: its number
    court = models.CharField(max_length=200, blank=True)
    ordered = models.DateField(null=True)  # the day of the order
    step = models.CharField(max_length=10)
    since = models.DateTimeField()  # from when on it has been so, whoever confirmed or changed it later
    confirmed = models.BooleanField()  # somebody who may decide it has done so
    uri = models.TextField(blank=True)  # of the record, where it withholds it: other records name it too
    url = models.TextField(blank=True)  # the same for links: where it stands on its network
    author_id = models.CharField(max_length=255, blank=True)  # and who said it, where that is not the account itself
    author_handle = models.CharField(max_length=255, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["uri"], condition=~Q(uri=""), name="classified_address"),
            models.Index(fields=["url"], condition=~Q(url=""), name="classified_page"),
            models.Index(fields=["author_id"], condition=~Q(author_id=""), name="classified_author"),
            models.Index(fields=["author_handle"], condition=~Q(author_handle=""), name="classified_handle"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(held_as=DataClass.PUBLIC.value) | ~Q(law=""), name="classified_on_a_law"),
            models.CheckConstraint(
                condition=Q(part=Part.SPAN.value, version__isnull=False, start__lt=models.F("end"))
                | (~Q(part=Part.SPAN.value) & Q(start__isnull=True, end__isnull=True)),
                name="classified_span",
            ),
            models.CheckConstraint(
                condition=Q(part=Part.ATTACHMENT.value, version__isnull=False, ordinal__isnull=False)
                | (~Q(part=Part.ATTACHMENT.value) & Q(ordinal__isnull=True)),
                name="classified_attachment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.record_id}: {self.held_as}"


class LeftOpen(models.Model):
    """Somebody saw that the same stands elsewhere, and left it there: an answer, so that it is not asked again. Never changed (see the
    migration). It is about what the row withholds, whichever row of that history counts later.
    """

    classification = models.ForeignKey(Classification, models.PROTECT, related_name="left_open")
    record = models.ForeignKey(Record, models.PROTECT, related_name="left_open")  # where it stands
    place = models.CharField(max_length=80)  # in it (``queries.elsewhere.Place.key``)
    reason = models.TextField()
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.classification_id}: {self.place}"


class Breach(models.Model):
    """Data that are not public may have been seen by somebody who may not see them. Nothing of it is public."""

    state = models.CharField(max_length=12, default=BreachState.DISCOVERED)
    discovered = models.DateField()
    opened = models.DateTimeField()
    due = models.DateField()  # by which the next step is taken
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="breaches")
    happened = models.TextField()  # and how it was discovered
    data = models.TextField(blank=True)  # which, as those are told whom it is about
    people = models.PositiveIntegerField(null=True)
    affected = models.TextField(blank=True)  # who they are, one a line
    cost = models.PositiveIntegerField(null=True)  # dollars, of letters to all of them
    notice = models.TextField(blank=True)  # as it was sent
    report = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"breach {self.pk}: {self.state}"


class BreachStep(models.Model):
    """What was done about a breach, by whom and why. Never changed (see the migration)."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=20)  # "open", or a move of the graph
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.breach_id}: {self.move}"


class Head(models.Model):
    """The log's head as the database holds it: one row, changed by compare-and-set only."""

    singleton = models.BooleanField(primary_key=True, default=True)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size}"


class Witnessed(models.Model):
    """The head of another log that we cosigned last, changed by compare-and-set only, and the checkpoint that said so."""

    origin = models.CharField(max_length=120, primary_key=True)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    checkpoint = models.BinaryField()  # signed by that log and cosigned by us; empty before the first
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.origin}: {self.size}"


class Cosigner(models.Model):
    """What a witness of ours cosigned last, and what came of asking it."""

    key = models.CharField(max_length=300, primary_key=True)  # its verifier key
    size = models.BigIntegerField(default=0)
    cosigned = models.DateTimeField(null=True)  # the time in its cosignature
    checkpoint = models.BinaryField()  # ours, with its cosignature; empty before the first
    asked = models.DateTimeField()
    trouble = models.TextField(blank=True)  # why it did not cosign when it was asked last; empty if it did

    def __str__(self) -> str:
        return f"{self.key}: {self.size}"


class Cursor(models.Model):
    """How far a follower has read."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.position}"
