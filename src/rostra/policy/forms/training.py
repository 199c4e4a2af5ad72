"""Input about training."""

from __future__ import annotations

from django import forms
from django.conf import settings

from rostra.core.refusals import SLUG_ERRORS
from rostra.people.queries import city_day
from rostra.policy.forms.asking import AudienceForm, lines

_DAY = forms.DateInput(attrs={"autocomplete": "off"})
_DAY_HINT = "For example 2026-01-31"


class ModuleForm(AudienceForm):
    """A module."""

    title = forms.CharField(label="Title", max_length=200)
    slug = forms.SlugField(
        label="Name in addresses", max_length=60, help_text="Small letters, digits, hyphens. It is chosen once.", error_messages=SLUG_ERRORS
    )
    text = forms.CharField(label="What it is, and where it is held", required=False, max_length=4_000, widget=lines(3))
    cadence_months = forms.IntegerField(label="Due again after so many months", min_value=0, max_value=120, help_text="0: once is enough.")
    newcomer_days = forms.IntegerField(label="Days that newcomers have", min_value=1, max_value=730)
    begins = forms.DateField(label="Needed from", widget=_DAY, help_text=_DAY_HINT)
    field_order = ("title", "slug", "text", "cadence_months", "newcomer_days", "begins")


def proposed() -> dict[str, object]:
    """What is proposed for a new module, from the city's profile."""
    terms = settings.PROFILE.training
    return {"cadence_months": terms.cadence_months, "newcomer_days": terms.newcomer_days, "begins": city_day()}


class CompletionsForm(forms.Form):
    """Who completed a module, and when."""

    people = forms.CharField(
        label="Who completed it", widget=lines(8), max_length=40_000, help_text="Their numbers or aliases, one a line."
    )
    day = forms.DateField(label="On", widget=_DAY, initial=city_day, help_text=_DAY_HINT)
    evidence = forms.CharField(
        label="Where the proof lies",
        required=False,
        max_length=200,
        help_text="As in “attendance list of March 2”, or a certificate’s number.",
    )

    def clean_people(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in str(self.cleaned_data["people"]).splitlines() if line.strip()]
