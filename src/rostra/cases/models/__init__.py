"""Cases, what is said and found in them, and who works on them. What may be seen of it is decided in ``states.classes``."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.archive.models import Version
from rostra.cases.models import guards as guards
from rostra.cases.states.classes import CaseField, RespondentKind
from rostra.cases.states.life import Arbitration, CaseState, Outcome
from rostra.cases.states.words import Capacity, Channel, NoticeWay, Part, RemedyKind, Side, Track
from rostra.people.models import Person, Position


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value.replace("-", " ")) for value in values]


class Case(models.Model):
    """Something that was brought to light, until it is closed. Its row stays; what was said goes by the schedule."""

    number = models.CharField(max_length=20, unique=True)  # as in 2026-0012: all that is told of it outside
    channel = models.CharField(max_length=20, choices=_choices(Channel))
    language = models.CharField(max_length=12, blank=True)  # of the page on which it was handed in: its tag
    answer_in = models.CharField(max_length=20, blank=True)  # the language that they want an answer in, in their words
    received = models.DateTimeField()
    state = models.CharField(max_length=30, choices=_choices(CaseState), default=CaseState.RECEIVED.value)
    since = models.DateTimeField()  # in this state
    outcome = models.CharField(max_length=20, choices=_choices(Outcome), default=Outcome.NONE.value)
    measure = models.CharField(max_length=100, blank=True)  # what discipline came to: a key of the city's profile
    arbitration = models.CharField(max_length=20, choices=_choices(Arbitration), default=Arbitration.NONE.value)
    due = models.DateField()  # by which the next step is to be taken; of a closed one, the last day of an appeal

    # what who handed it in said: never rewritten, and emptied where it is none of the city's
    said_day = models.DateField(null=True)
    said_account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="cases_said")

    # what triage found; until then day and account as they were said
    track = models.CharField(max_length=20, choices=_choices(Track), default=Track.UNDECIDED.value)
    act_day = models.DateField(null=True)  # of what is complained of, in the city
    clause = models.CharField(max_length=200, blank=True)  # of the version in force that day: document/version#key
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="cases")
    respondent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases_about")
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="cases")  # held on the day of the act
    kind = models.CharField(max_length=20, choices=_choices(RespondentKind), default=RespondentKind.NOBODY.value)
    joined = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")  # to the case that it repeats

    capacity = models.CharField(max_length=20, choices=_choices(Capacity), blank=True)  # in which it was said: a part of the worksheet

    # what counsel says, and what happened to the respondent
    left = models.DateField(null=True)  # the respondent left while it was open
    jeopardises = models.BooleanField(default=False)
    sources = models.BooleanField(default=False)
    civil_action = models.BooleanField(default=False)
    screened = models.DateField(null=True)  # for protected speech, before there is discipline

    # who handed it in
    complainant = models.CharField(max_length=200, blank=True)
    contact = models.EmailField(blank=True)
    key = models.CharField(max_length=64, blank=True)  # keyed hash of what they come back with

    class Meta:
        ordering = ["-received", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in CaseState]), name="case_state_is_declared"),
            models.CheckConstraint(condition=Q(joined__isnull=True) | ~Q(joined=F("pk")), name="case_does_not_repeat_itself"),
            models.CheckConstraint(
                condition=Q(track=Track.UNDECIDED.value, respondent__isnull=True) | ~Q(track=Track.UNDECIDED.value),
                name="case_with_a_respondent_has_a_track",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="case_by_state")]

    def __str__(self) -> str:
        return self.number


class Entry(models.Model):
    """One part of a case as it was written: never changed, the newest of a part counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    part = models.CharField(max_length=20, choices=_choices(CaseField))
    text = models.TextField()
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100, blank=True)  # empty: who handed it in
    by_name = models.CharField(max_length=200, blank=True)
    emptied = models.DateTimeField(null=True)  # when what was said went; that it was there stays

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(part__in=[part.value for part in CaseField]), name="entry_part_is_declared")]

    def __str__(self) -> str:
        return f"{self.part}, {self.at:%Y-%m-%d}"


class NoticeText(models.Model):
    """Words that people are told before they are asked about themselves. Words that change are another text: none is ever rewritten."""

    text = models.TextField()
    digest = models.BinaryField(max_length=32, unique=True)  # SHA-256 of the text
    since = models.DateTimeField()  # when it was first used

    def __str__(self) -> str:
        return f"text {self.pk}, since {self.since:%Y-%m-%d}"


class Notice(models.Model):
    """That one side was told, before it was asked about itself, what for, whether it may refuse, what follows, and who gets it, and in
    which words (Minn. Stat. 13.04 subd. 2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    side = models.CharField(max_length=20, choices=_choices(Side))
    words = models.ForeignKey(NoticeText, models.PROTECT, related_name="notices")
    way = models.CharField(max_length=20, choices=_choices(NoticeWay))
    told = models.DateTimeField()  # when they heard or read it
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100, blank=True)  # empty: the page told them
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["told", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="notice_side_is_declared"),
            models.CheckConstraint(condition=Q(told__lte=F("at")), name="notice_was_given"),
        ]

    def __str__(self) -> str:
        return f"{self.side}, {self.told:%Y-%m-%d}"


class Step(models.Model):
    """One move of a case, with its reason. The public log tells only that there was one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    state = models.CharField(max_length=30, choices=_choices(CaseState))
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    emptied = models.DateTimeField(null=True)  # when what was said went; that it was there stays

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.move}, {self.at:%Y-%m-%d}"


class Participant(models.Model):
    """Somebody who was added to a case, by whom and why; ended, never deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases_worked_on")
    part = models.CharField(max_length=20, choices=_choices(Part))
    reason = models.TextField()
    added = models.DateTimeField()
    added_by = models.CharField(max_length=100)
    ended = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)
    emptied = models.DateTimeField(null=True)  # when what was said went; that it was there stays

    class Meta:
        ordering = ["added"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(ended__isnull=True), name="one_open_part_in_a_case"),
            models.CheckConstraint(condition=~Q(reason="") | Q(emptied__isnull=False), name="participant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.part}"


class Remedy(models.Model):
    """What is to be put right after a case, by when, and when it was."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=20, choices=_choices(RemedyKind))
    due = models.DateField()
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    done = models.DateField(null=True)
    done_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in RemedyKind]), name="remedy_kind_is_declared"),
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(done__isnull=True), name="one_open_remedy_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, by {self.due}"


class Evidence(models.Model):
    """The specific thing that is complained of, as the archive holds it, with its proof."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="cases")  # none: it went
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    emptied = models.DateTimeField(null=True)  # when what was said went; that it was there stays

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="a_thing_is_evidence_once"),
            models.CheckConstraint(condition=Q(version__isnull=False) | Q(emptied__isnull=False), name="evidence_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.version_id}"


class SubmittedFile(models.Model):
    """Submitted evidence: a file that somebody handed in. We did not capture it, and it never is a record of the archive.

    ``part``: whose words it is, and so who reads it: the statement's where who handed the case in gave it, else the evidence's.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    ordinal = models.PositiveIntegerField()
    part = models.CharField(max_length=20, choices=_choices(CaseField))
    channel = models.CharField(max_length=20, choices=_choices(Channel))
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100, blank=True)  # empty: who handed the case in
    by_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=30)
    size = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of what is kept
    came_as = models.BinaryField(max_length=32)  # SHA-256 of what was handed in
    place = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001 -- unique: chosen at random; none: it went
    scanned = models.DateTimeField(null=True)  # when a virus scanner found nothing in it; none: it was not scanned
    emptied = models.DateTimeField(null=True)  # when it went; that it was there stays

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="submitted_file_place"),
            models.CheckConstraint(condition=Q(part__in=[CaseField.STATEMENT.value, CaseField.EVIDENCE.value]), name="submitted_file_part"),
            models.CheckConstraint(condition=Q(place__isnull=True) ^ Q(emptied__isnull=True), name="submitted_file_lies_or_went"),
        ]

    def __str__(self) -> str:
        return f"{self.case}, file {self.ordinal}"
