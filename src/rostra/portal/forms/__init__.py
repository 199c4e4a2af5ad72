"""What the public sends. What is valid is decided by the rules of the app that takes it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.accounts.forms import AccountField
from rostra.accounts.queries import accounts_under_way, official_accounts
from rostra.accounts.rules import NewReport
from rostra.accounts.states.networks import FEEDS, NETWORKS, label
from rostra.moderation.rules.reports import LONGEST, NewBlockReport, new_report_problems
from rostra.moderation.states.reports import What
from rostra.portal.forms.parts import EXACT, DraftForm

_NETWORKS = [("", "Choose a network"), *((each.slug, each.label) for each in NETWORKS.values()), ("other", "Another one")]


class ImpersonationForm(forms.Form):
    """An account that pretends to be the city's."""

    network = forms.ChoiceField(label="Network", choices=_NETWORKS)
    address = forms.CharField(label="Handle or web address of the account", max_length=500, widget=forms.TextInput(attrs=EXACT))
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
        widget=forms.TextInput(attrs=EXACT),
        help_text="Your own, as your profile shows it. For example: nadia.example.com",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        used = official_accounts().exclude(network__in=FEEDS).order_by("network").values_list("network", flat=True).distinct()
        self.fields["network"].choices = [(network, label(network)) for network in used]  # type: ignore[attr-defined] # a ChoiceField


class BlockReportForm(DraftForm):
    """What a resident reports of an account of the city."""

    account = AccountField(
        label="Which account of the city?",
        empty_label="Choose an account",
        help_text="The list has accounts in use that can block or hide. One that is closed is not on it: write or call about it.",
        error_messages={"required": "Choose an account.", "invalid_choice": "Choose an account of the list."},
    )
    what = forms.ChoiceField(
        label="What happened?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
        choices=[
            (What.BLOCKED.value, "It blocked me"),
            (What.REPLY_HIDDEN.value, "It hid what I replied"),
            (What.COMMENT_REMOVED.value, "It removed my comment"),
            (What.COMMENTS_CLOSED.value, "It closed or limited comments"),
            (What.OTHER.value, "Something else"),
        ],
    )
    told = forms.CharField(
        label="In your own words",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="When did you notice it, and what does the network show you?",
    )
    handle = forms.CharField(
        label="Your handle on that network",
        required=False,
        max_length=255,
        widget=forms.TextInput(attrs=EXACT),
        help_text="Without it we may not find what it is about.",
    )
    contact = forms.EmailField(
        label="Your e-mail address",
        required=False,
        max_length=254,
        help_text="Only if you want to hear by e-mail that there is an answer. You can read it without, with a key that you get.",
        error_messages={"invalid": "Give an e-mail address such as name@example.org, or leave it empty."},
    )

    field_order = ("account", "what", "told", "handle", "files", "contact")

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, wrong: Sequence[str] = ()) -> None:
        super().__init__(data, initial=initial, wrong=wrong)
        self.fields["account"].queryset = accounts_under_way().exclude(network__in=FEEDS)  # type: ignore[attr-defined] # an AccountField

    def clean(self) -> dict[str, Any]:
        """What the rules say of the whole, and what is wrong with the files."""
        given = super().clean()
        if "account" in given and "what" in given:
            for field, text in new_report_problems(self.new_report()).items():
                if field not in self.errors:
                    self.add_error(field, text)
        return given

    def new_report(self) -> NewBlockReport:
        """The clean values as an action takes them."""
        given = self.cleaned_data
        words = {name: given.get(name, "") for name in ("told", "handle", "contact")}
        return NewBlockReport(given["account"], What(given["what"]), **words)


class ReturnForm(forms.Form):
    """Number and key of a report."""

    number = forms.CharField(
        label=_("Number of your report"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", **EXACT})
    )
    key = forms.CharField(
        label=_("Your key"),
        max_length=40,
        widget=forms.TextInput(attrs=EXACT),
        help_text=_("Twelve letters and digits. It does not matter whether they are large or small, or how they are grouped."),
    )


class WordForm(forms.Form):
    """A word to the city."""

    words = forms.CharField(label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
