"""Documents, their versions in clauses, how each was adopted, what covered persons said about it, and what differs between two."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rostra.core import clock
from rostra.core.measures import Figure
from rostra.people.models import Person, Unit
from rostra.policy.states.life import EVERY_STATE, OPEN, DocumentKind, PolicyState


def _in_order(earlier: str, later: str) -> Q:
    """Both days, if both are known, in this order; they may be the same."""
    return Q(**{f"{earlier}__isnull": True}) | Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)})


class Document(models.Model):
    """A policy, or the procedures of one. Each has a history of its own."""

    slug = models.SlugField(max_length=60, unique=True)  # in addresses: chosen once
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DocumentKind])
    policy = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="procedures")  # that procedures carry out
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents")  # that administers it
    reviewed = models.DateField(null=True, blank=True)  # last looked through and left as it is

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.POLICY, policy__isnull=True) | Q(kind=DocumentKind.PROCEDURES, policy__isnull=False),
                name="procedures_are_of_a_policy",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """A version. Its text can be changed until it is adopted or approved, and never again; the database itself sees to that."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=[(state, state) for state in EVERY_STATE], default=PolicyState.DRAFT)
    source = models.TextField()  # canonical Markdown with the marker of every clause
    digest = models.CharField(max_length=64)  # SHA-256 of the source
    edits = models.PositiveIntegerField(default=0)  # counted up by each edit: who began from an older count changed another text
    created = models.DateTimeField()
    edited = models.DateTimeField()
    reviewed_digest = models.CharField(max_length=64, blank=True)  # of the text that the city attorney approved
    comments_close = models.DateField(null=True, blank=True)  # the last day of the comment period
    approved = models.DateField(null=True, blank=True)  # by the council, or, for procedures, by the director
    signed = models.DateField(null=True, blank=True)
    published = models.DateField(null=True, blank=True)
    effective = models.DateField(null=True, blank=True)  # the first day in force
    superseded = models.DateField(null=True, blank=True)  # the first day no longer in force

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(fields=["document"], condition=Q(state="effective"), name="one_effective_version"),
            models.UniqueConstraint(fields=["document", "effective"], name="one_version_begins_on_a_day"),
            models.CheckConstraint(condition=Q(state__in=EVERY_STATE), name="version_state_is_declared"),
            models.CheckConstraint(
                condition=_in_order("approved", "signed") & _in_order("signed", "published") & _in_order("published", "effective"),
                name="version_days_in_order",
            ),
            models.CheckConstraint(condition=_in_order("approved", "effective"), name="version_begins_after_approval"),
            models.CheckConstraint(
                condition=Q(superseded__isnull=True) | Q(effective__isnull=False, superseded__gt=F("effective")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["effective", "superseded", "repealed"]) | Q(effective__isnull=False, published__isnull=False),
                name="version_in_force_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether its text can still be changed."""
        return self.state in OPEN

    @property
    def is_repealed(self) -> bool:
        """Whether it ended without a successor."""
        return self.state == PolicyState.REPEALED

    @property
    def last_day(self) -> dt.date | None:
        """The last day in force; None while none is known."""
        return self.superseded - dt.timedelta(days=1) if self.superseded else None

    @property
    def entered_later(self) -> bool:
        """Whether the text was entered here only after the day on which it is said to have been published."""
        return self.published is not None and clock.in_zone(self.created, settings.TIME_ZONE).date() > self.published


class Revision(models.Model):
    """The text of a version as somebody saved it. Each is kept, also when others have written over it."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()  # what ``edits`` of the version was then
    source = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)  # empty: from before texts were kept

    class Meta:
        ordering = ["version", "-number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_revision_of_a_number")]

    def __str__(self) -> str:
        return f"{self.version}, as saved on {self.at:%Y-%m-%d %H:%M}"


class Clause(models.Model):
    """A clause of a version. Its key is the same in every version of the document."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    key = models.SlugField(max_length=60)
    ordinal = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)  # its number, as it is written
    title = models.CharField(max_length=400, blank=True)
    level = models.PositiveSmallIntegerField()  # of its heading; 0 where it has none
    text = models.TextField(blank=True)  # Markdown
    html = models.TextField(blank=True)  # safe
    figures: list[Figure]  # no column: what is measured of it, where a page brought it along

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="one_clause_of_a_key"),
            models.UniqueConstraint(fields=["version", "ordinal"], name="one_clause_in_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip() or self.key


class Adoption(models.Model):
    """The act by which a version was adopted: by whom, under which number, with which vote."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="adoption")
    body = models.CharField(max_length=200)
    file_number = models.CharField(max_length=80)
    vote = models.CharField(max_length=200)
    day = models.DateField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.body}, {self.file_number}"


class Repeal(models.Model):
    """What an act repeals: a version that is here, or something that never was, by its name."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="repeals")
    name = models.CharField(max_length=200)  # "Resolution 2011A-0616"
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="repealed_by")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["adoption", "name"], name="an_act_repeals_a_thing_once")]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What a covered person said about a clause during the comment period, and the answer."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="comments")
    key = models.SlugField(max_length=60)  # of the clause
    about = models.TextField()  # the clause as it read then
    person = models.ForeignKey(Person, models.PROTECT, related_name="policy_comments")
    at = models.DateTimeField()
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__isnull=True, answer="") | (Q(answered__isnull=False) & ~Q(answer="")),
                name="comment_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.key}"


class Comparison(models.Model):
    """What differs between two versions of a document. Computed when a version is saved, never when it is asked for."""

    before = models.ForeignKey(Version, models.CASCADE, related_name="+")
    after = models.ForeignKey(Version, models.CASCADE, related_name="comparisons")
    blocks = models.JSONField()  # as ``states.difference.compare`` gives them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="one_comparison_of_two_versions")]

    def __str__(self) -> str:
        return f"{self.before.number} to {self.after.number}"
