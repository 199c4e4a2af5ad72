"""Input about policies. What is valid is decided in ``rules``, ``states.markdown`` and the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings

from rostra.core.refusals import SLUG_ERRORS
from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.policy.models import Document
from rostra.policy.states import DocumentKind
from rostra.policy.states.markdown import LONGEST
from rostra.policy.states.word import LARGEST_FILE

_DAY = forms.DateInput(attrs={"autocomplete": "off"})
_DAY_HINT = "For example 2026-01-31"


class DocumentForm(forms.Form):
    """A policy, or the procedures of one."""

    title = forms.CharField(label="Title", max_length=200)
    slug = forms.SlugField(
        label="Name in addresses", max_length=60, help_text="Small letters, digits, hyphens. It is chosen once.", error_messages=SLUG_ERRORS
    )
    policy = forms.ModelChoiceField(
        Document.objects.filter(kind=DocumentKind.POLICY), label="Procedures of", required=False, empty_label="None: it is a policy itself"
    )
    unit = forms.ModelChoiceField(Unit.objects.all(), label="Unit that administers it", empty_label="Choose a unit")


class TextForm(forms.Form):
    """A text, typed or from a file; how often it had been edited when the writer began."""

    edits = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    source = forms.CharField(
        label="Text in Markdown",
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "true"}),
        help_text="A heading begins a clause. Its marker, as in {#no-blocking}, is its lasting key: leave it where it is. "
        "Where there is none, one is written when you save.",
    )
    file = forms.FileField(
        label="Or a file", required=False, help_text="DOCX, or Markdown in UTF-8. It takes the place of what stands above.", max_length=200
    )

    def clean_file(self) -> Any:
        """Not larger than any policy."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.")
        return file


class CommentForm(forms.Form):
    """A comment on a clause."""

    text = forms.CharField(label="Comment", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))


class AnswerForm(forms.Form):
    """The answer to a comment."""

    answer = forms.CharField(
        label="Answer", max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}), help_text="What was changed, or why nothing was."
    )


def _end_of_comments() -> dt.date:
    return city_day() + dt.timedelta(days=settings.PROFILE.policy.comment_days)


class CirculateForm(forms.Form):
    """Until when covered persons may comment."""

    closes = forms.DateField(
        label="Last day of the comment period",
        required=False,
        widget=_DAY,
        initial=_end_of_comments,
        help_text=f"{_DAY_HINT}. Empty: there is none.",
    )


class ActForm(forms.Form):
    """What the council did."""

    body = forms.CharField(label="Body", max_length=200, help_text="As in “City Council”.")
    file_number = forms.CharField(label="File number", max_length=80)
    vote = forms.CharField(label="Vote", max_length=200, help_text="As in “11 to 0, 2 absent”.")
    day = forms.DateField(label="Day of the vote", widget=_DAY, help_text=_DAY_HINT)


class AdoptForm(ActForm):
    """An adoption."""

    effective = forms.DateField(
        label="First day in force",
        widget=_DAY,
        help_text=f"{_DAY_HINT}. The version before is in force until the day before.",
    )
    repeals = forms.CharField(
        label="What it repeals besides the version before",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, as the act names it. Also what is not in this system.",
    )

    def clean_repeals(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in str(self.cleaned_data["repeals"]).splitlines() if line.strip()]


class RepealForm(ActForm):
    """A repeal without a successor."""

    day = forms.DateField(label="First day no longer in force", widget=_DAY, help_text=_DAY_HINT)


class DayForm(forms.Form):
    """The day on which something was done."""

    day = forms.DateField(label="Day", widget=_DAY, initial=city_day, help_text=_DAY_HINT)


class EffectiveForm(forms.Form):
    """From when on something is in force."""

    effective = forms.DateField(label="First day in force", widget=_DAY, help_text=_DAY_HINT)


class WithdrawForm(forms.Form):
    """Why something is given up."""

    reason = forms.CharField(label="Reason", max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
