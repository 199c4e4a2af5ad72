"""What the public sends. What is valid is decided by the rules of the app that takes it in."""

from __future__ import annotations

from typing import Any

from django import forms

from rostra.accounts.queries import official_accounts
from rostra.accounts.rules import NewReport
from rostra.accounts.states.networks import NETWORKS, label

_EXACT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
_NETWORKS = [("", "Choose a network"), *((each.slug, each.label) for each in NETWORKS.values()), ("other", "Another one")]


class ImpersonationForm(forms.Form):
    """An account that pretends to be the city's."""

    network = forms.ChoiceField(label="Network", choices=_NETWORKS)
    address = forms.CharField(label="Handle or web address of the account", max_length=500, widget=forms.TextInput(attrs=_EXACT))
    claims = forms.CharField(
        label="What does it do?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For example: it uses the city’s seal and asks for money.",
    )
    evidence = forms.URLField(label="Web address of a post that shows it", required=False, max_length=500, assume_scheme="https")
    contact = forms.CharField(
        label="How to reach you",
        required=False,
        max_length=200,
        help_text="Only if you want an answer. It is deleted when the report ends.",
    )

    def new_report(self) -> NewReport:
        """The clean values as an action takes them."""
        return NewReport(**self.cleaned_data)


class InquiryForm(forms.Form):
    """Who asks whether they were blocked or hidden, by the handle that they have on a network."""

    network = forms.ChoiceField(label="On which network?", widget=forms.RadioSelect)
    handle = forms.CharField(
        label="Your handle there",
        max_length=255,
        widget=forms.TextInput(attrs=_EXACT),
        help_text="Your own, as your profile shows it. For example: nadia.example.com",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        used = official_accounts().order_by("network").values_list("network", flat=True).distinct()
        self.fields["network"].choices = [(network, label(network)) for network in used]  # type: ignore[attr-defined] # a ChoiceField
