"""Training: modules that come round again, and who completed them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rostra.people.models import Person
from rostra.policy.models.asking import Audience


class Module(Audience):
    """Something that its audience learns, again every ``cadence_months``."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)  # what it is, and where it is held
    cadence_months = models.PositiveIntegerField()  # 0: once is enough
    newcomer_days = models.PositiveIntegerField()  # after the first day of somebody who never completed it
    begins = models.DateField()  # nobody is late before this day and their term
    ended = models.DateField(null=True, blank=True)  # the first day on which nobody needs it any more

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Completion(models.Model):
    """A person completed a module on a day: once and for ever, the database itself refuses every change."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="completions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="completions")
    day = models.DateField()
    evidence = models.CharField(max_length=200, blank=True)  # where the certificate or the list lies
    entered = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["module", "person", "day"], name="completed_once_on_a_day"),
            models.CheckConstraint(condition=~Q(by=""), name="completion_says_who_entered_it"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.module}, {self.day}"
