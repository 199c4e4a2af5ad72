"""Input about breaches. What is valid is decided in ``rules.breach``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.archive.forms.records import RecordField
from rostra.archive.rules.breach import Assessment, Discovery, Telling

LONGEST = 20_000


def _words(label: Any, rows: int = 4, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=area, help_text=help_text)


class DiscoveryForm(forms.Form):
    """What was found."""

    day = forms.DateField(label=_("Discovered on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    happened = _words(_("What happened, and how it came to light"), help_text=_("Those whom it is about are told so, word for word."))
    record = RecordField(label=_("The record, if it is about one"), required=False)

    def discovery(self) -> Discovery:
        """The clean values as an action takes them."""
        return Discovery(self.cleaned_data["day"], self.cleaned_data["happened"], self.cleaned_data["record"])


class AssessmentForm(forms.Form):
    """Which data, and whose."""

    data_ = _words(_("Which data"), help_text=_("Those whom it is about are told so, word for word. Do not quote the data."))
    people = forms.IntegerField(label=_("How many people"), min_value=0, max_value=2_000_000_000)
    affected = _words(_("Who they are, one a line"), required=False)
    cost = forms.IntegerField(
        label=_("What letters to all of them would cost, in dollars"), required=False, min_value=0, max_value=2_000_000_000
    )

    def assessment(self) -> Assessment:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        return Assessment(told["data_"], told["people"], told["affected"], told["cost"] or 0)


class ReasonForm(forms.Form):
    """Why."""

    reason = _words(_("Why"))


class TellingForm(forms.Form):
    """How people were told."""

    published = forms.BooleanField(label=_("By a published notice instead of letters"), required=False)
    agencies = forms.BooleanField(label=_("Consumer reporting agencies were told too"), required=False)

    def telling(self) -> Telling:
        """The clean values as an action takes them."""
        return Telling(self.cleaned_data["published"], self.cleaned_data["agencies"])


class ReportForm(forms.Form):
    """The report after the final disposition."""

    report = _words(_("The report, or where it is kept"), 8)
