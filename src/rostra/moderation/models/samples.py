"""Samples of decided acts that are looked at a second time, blinded. No words and no person of the public: there is no field for either."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.moderation.models.acts import ModerationAct
from rostra.moderation.states.samples import Agreement, BlindState, Outcome


class Drawing(models.Model):
    """What was drawn of one period, and the state of the public log that chose it: anybody can draw it again."""

    begins = models.DateField(unique=True)  # of the period
    ends = models.DateField()  # the day after its last one
    size = models.BigIntegerField()  # of the log: its entries from before the end
    root = models.BinaryField(max_length=32)  # of the log at that size: the seed
    share = models.PositiveSmallIntegerField()  # percent, as the profile had it
    pool = models.PositiveIntegerField()  # acts that could be drawn
    made = models.DateTimeField()

    class Meta:
        ordering = ["-begins"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="drawing_period")]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class BlindReview(models.Model):
    """One act that was drawn, and what somebody who took no part would have done. What was decided is fixed when it is drawn."""

    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="reviews")
    act = models.OneToOneField(ModerationAct, models.PROTECT, related_name="blind_review")
    place = models.PositiveIntegerField()  # in the order in which it was drawn
    left_up = models.BooleanField()  # what was decided, when it was drawn; on which ground, the act says
    due = models.DateField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in BlindState], default=BlindState.DRAWN.value)
    since = models.DateTimeField()  # in this state
    reviewer = models.CharField(max_length=100, blank=True)  # of the staff
    reviewer_name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(o.value, o.value.replace("-", " ")) for o in Outcome])
    ground = models.SlugField(max_length=60, blank=True)  # key of the closed list
    agreement = models.CharField(max_length=14, blank=True, choices=[(a.value, a.value.replace("-", " ")) for a in Agreement])

    class Meta:
        ordering = ["drawing", "place"]
        constraints = [
            models.UniqueConstraint(fields=["drawing", "place"], name="blind_review_place"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in BlindState]), name="blind_review_state_is_declared"),
            models.CheckConstraint(condition=Q(state=BlindState.DRAWN.value) ^ ~Q(reviewer=""), name="blind_review_is_somebodys"),
            models.CheckConstraint(condition=~Q(state=BlindState.ANSWERED.value) ^ ~Q(outcome=""), name="blind_review_is_answered_whole"),
            models.CheckConstraint(condition=Q(outcome="") ^ ~Q(agreement=""), name="blind_review_is_compared"),
            models.CheckConstraint(condition=Q(outcome=Outcome.ACT.value) ^ Q(ground=""), name="blind_review_acts_on_a_ground"),
            models.UniqueConstraint(fields=["reviewer"], condition=Q(state=BlindState.TAKEN.value), name="blind_review_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"second look {self.pk}"
