"""What the list of coverage is narrowed to."""

from __future__ import annotations

from django import forms

from rostra.accounts.forms import NarrowForm
from rostra.capture.states import CaptureStatus


class CoverageForm(NarrowForm):
    """By how capture stands, too."""

    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("", "Every standing"), *((each.value, each.value.capitalize()) for each in CaptureStatus)],
    )
