"""What the list of coverage is narrowed to."""

from __future__ import annotations

from django import forms

from rostra.accounts.forms import NarrowForm
from rostra.capture.queries.coverage import SHOWN


class CoverageForm(NarrowForm):
    """By how capture stands, too."""

    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("", "Every standing"), *((each, each.capitalize()) for each in SHOWN)],
    )
