"""Campaigns that ask for acknowledgement, who is asked, and what each person answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rostra.core.dates import in_words
from rostra.people.models import Person, Position, Unit
from rostra.policy.models.texts import Version
from rostra.policy.states.asking import EVERY_ANSWER, REASONED, STATEMENT, AnswerState, CampaignState, Route


class Audience(models.Model):
    """Whom something is meant for, as data: the roster says on each day who that is. Empty: everybody whom the policy covers."""

    categories = models.JSONField(default=list, blank=True)  # of covered persons
    units = models.ManyToManyField(Unit, related_name="+", blank=True)  # each with all units below it
    positions = models.ManyToManyField(Position, related_name="+", blank=True)

    class Meta:
        abstract = True


class Campaign(Audience):
    """One version of a text, and whom it is laid before until when. Once it is open, nothing of it changes but its end."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="campaigns")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in CampaignState], default=CampaignState.DRAFT)
    due = models.DateField()
    newcomer_days = models.PositiveIntegerField()  # after their first day, or after they were entered
    remind = models.JSONField(default=list)  # days after the due date; before it, where negative
    escalate = models.PositiveIntegerField(null=True, blank=True)  # days after the due date; null: the supervisor is not written to
    message = models.TextField(blank=True)  # in the mail, above the address of the page
    statement = models.TextField(default=STATEMENT)  # what a person says by acknowledging
    quiz = models.TextField(blank=True)  # as ``states.quiz`` reads it
    pass_mark = models.PositiveSmallIntegerField()  # percent
    text_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of what is shown, fixed when it is opened
    created = models.DateTimeField()
    opened = models.DateTimeField(null=True, blank=True)
    closed = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", opened__isnull=True, text_digest="")
                | (Q(state__in=["open", "closed"], opened__isnull=False) & ~Q(text_digest="")),
                name="campaign_is_opened_with_its_text",
            ),
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="campaign_pass_mark_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.version}, by {in_words(self.due)}"


class Recipient(models.Model):
    """A person who is asked. It follows the roster; what was answered lies in ``Acknowledgement``, and here only how it stands."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="recipients")
    person = models.ForeignKey(Person, models.PROTECT, related_name="asked")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    begun = models.DateField()  # when the person was first asked
    due = models.DateField()
    left = models.DateField(null=True, blank=True)  # the day on which the person was no longer of the audience
    answer = models.CharField(max_length=20, choices=[(state.value, state.value) for state in AnswerState], default=AnswerState.NONE)
    answered = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # at the quiz that did not pass
    taken = models.DateField(null=True, blank=True)  # the day until which all steps of reminding were taken
    next = models.DateField(null=True, blank=True)  # the day of the next step

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="asked_once_in_a_campaign")]
        indexes = [
            models.Index(fields=["campaign", "unit"], name="recipient_by_unit"),
            models.Index(fields=["next"], condition=Q(left__isnull=True, next__isnull=False), name="recipient_next"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.answer}"


class Acknowledgement(models.Model):
    """What a person answered, once and for ever: the database itself refuses every change (see the migration)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(Version, models.PROTECT, related_name="acknowledgements")
    version_digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64)  # of what the person was shown
    at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=[(answer, answer) for answer in EVERY_ANSWER])
    route = models.CharField(max_length=10, choices=[(route.value, route.value) for route in Route])
    reason = models.TextField(blank=True)
    until = models.DateField(null=True, blank=True)  # of an exception
    by = models.CharField(max_length=200)  # who entered or decided it
    right = models.PositiveSmallIntegerField(null=True, blank=True)  # answers of the quiz; null: there was none, or it came on paper
    signed = models.DateField(null=True, blank=True)  # on paper
    scan = models.CharField(max_length=200, blank=True)  # where the sheet lies

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], condition=Q(answer="acknowledged"), name="acknowledged_once"),
            models.CheckConstraint(condition=Q(answer__in=EVERY_ANSWER), name="answer_is_declared"),
            models.CheckConstraint(condition=~Q(answer__in=REASONED) | ~Q(reason=""), name="answer_gives_its_reason"),
            models.CheckConstraint(
                condition=Q(answer="exception-granted", until__isnull=False) | (~Q(answer="exception-granted") & Q(until__isnull=True)),
                name="exception_has_an_end",
            ),
            models.CheckConstraint(
                condition=(Q(route="paper", signed__isnull=False) & ~Q(scan="")) | (~Q(route="paper") & Q(signed__isnull=True, scan="")),
                name="paper_names_its_sheet",
            ),
        ]
        indexes = [models.Index(fields=["version", "person"], name="acknowledgement_of_version")]

    def __str__(self) -> str:
        return f"{self.person}: {self.answer} ({self.version})"
