"""Input about filter words. What is valid is decided in ``rules``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.accounts.forms import AccountField
from rostra.moderation.actions.filters import WantedFilter


class FilterWordForm(forms.Form):
    """What is asked of counsel."""

    account = AccountField(label=_("Account"))
    term = forms.CharField(
        label=_("Word"),
        max_length=100,
        help_text=_("Exactly as it would be set on the network. No name of an official, a unit, an account or a critic, and no opinion."),
    )
    purpose = forms.CharField(
        label=_("What it is to stop, and why nothing milder does"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, accounts: Any) -> None:
        super().__init__(data)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # an AccountField

    def wanted(self) -> WantedFilter:
        """The clean values as an action takes them."""
        return WantedFilter(**self.cleaned_data)
