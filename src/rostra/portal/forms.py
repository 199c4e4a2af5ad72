"""What the public sends. What is valid is decided by the rules of the app that takes it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from rostra.accounts.forms import AccountField
from rostra.accounts.queries import official_accounts
from rostra.accounts.rules import NewReport
from rostra.accounts.states.networks import NETWORKS, label
from rostra.cases.rules.deciding import NewCase, new_case_problems
from rostra.cases.states.words import Channel
from rostra.moderation.rules.reports import LONGEST, NewBlockReport, new_report_problems
from rostra.moderation.states.reports import What

WORDS_OF_A_CASE = 10_000  # characters
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


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class BlockReportForm(forms.Form):
    """What a resident reports of an account of the city. Files are kept beside the form, so that none has to be chosen twice."""

    account = AccountField(
        label="Which account of the city?",
        empty_label="Choose an account",
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
        widget=forms.TextInput(attrs=_EXACT),
        help_text="Without it we may not find what it is about.",
    )
    files = forms.FileField(  # type: ignore[assignment] # Django takes fields off the class: the form's own ``files`` stands
        label="Pictures of the screen, or other files",
        required=False,
        widget=_Files(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.txt"}),
        help_text="JPEG, PNG, PDF or plain text. Place and device are taken out of pictures; names of files are dropped.",
    )
    contact = forms.EmailField(
        label="Your e-mail address",
        required=False,
        max_length=254,
        help_text="Only if you want to hear by e-mail that there is an answer. You can read it without, with a key that you get.",
        error_messages={"invalid": "Give an e-mail address such as name@example.org, or leave it empty."},
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, wrong: Sequence[str] = ()) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["account"].queryset = official_accounts().order_by("name", "network")  # type: ignore[attr-defined] # an AccountField
        self.wrong = wrong

    def clean(self) -> dict[str, Any]:
        """What the rules say of the whole, and what is wrong with the files."""
        given: dict[str, Any] = super().clean() or {}
        for problem in self.wrong:
            self.add_error("files", problem)
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


class CaseReportForm(forms.Form):
    """What somebody brings to light. Nothing is asked that is not needed, and nobody has to say who they are."""

    statement = forms.CharField(
        label="What happened, in your own words",
        max_length=WORDS_OF_A_CASE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What was said or done, where, and who did it, as far as you know.",
        error_messages={"required": "Say what happened."},
    )
    account = AccountField(
        label="Which official account is it about?",
        required=False,
        empty_label="Somebody of the city, or I do not know",
        error_messages={"invalid_choice": "Choose an account of the list, or leave it open."},
    )
    act_day = forms.DateField(
        label="On which day?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give a day such as 2026-01-31, or leave it empty."},
    )
    link = forms.URLField(
        label="Web address of the post",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs=_EXACT),
        help_text="Only the one that it is about. We look at nothing else of that account.",
        error_messages={"invalid": "Give an address such as https://network.example/post/1, or leave it empty."},
    )
    complainant = forms.CharField(
        label="Your name",
        required=False,
        max_length=200,
        help_text="Only if you want to be named. It changes nothing in what is done.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.EmailField(
        label="Your e-mail address",
        required=False,
        max_length=254,
        help_text="Only if you want to hear by e-mail that there is news. You can read it without, with a key that you get.",
        error_messages={"invalid": "Give an e-mail address such as name@example.org, or leave it empty."},
    )
    language = forms.CharField(
        label="In which language shall we answer?",
        required=False,
        max_length=20,
        help_text="For example: Spanish, Somali, Hmong.",
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["account"].queryset = official_accounts().order_by("name", "network")  # type: ignore[attr-defined] # an AccountField

    def clean(self) -> dict[str, Any]:
        """What the rules say of the whole."""
        given: dict[str, Any] = super().clean() or {}
        if "statement" in given:
            for field, text in new_case_problems(self.new_case()).items():
                if field not in self.errors:
                    self.add_error(field, text)
        return given

    def new_case(self) -> NewCase:
        """The clean values as an action takes them. The address of the post is a part of what they say, and goes with it."""
        given = self.cleaned_data
        said = given["statement"].replace("\r\n", "\n")
        statement = f"{said}\n\nThe post: {given['link']}" if given.get("link") else said
        words = {name: given.get(name, "") for name in ("complainant", "contact", "language")}
        return NewCase(Channel.RESIDENT, statement, **words, account=given.get("account"), act_day=given.get("act_day"))


class ReturnForm(forms.Form):
    """Number and key of a report."""

    number = forms.CharField(label="Number of your report", max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", **_EXACT}))
    key = forms.CharField(
        label="Your key",
        max_length=40,
        widget=forms.TextInput(attrs=_EXACT),
        help_text="Twelve letters and digits. It does not matter whether they are large or small, or how they are grouped.",
    )


class CaseReturnForm(ReturnForm):
    """Number and key of a case."""

    number = forms.CharField(
        label="Number of your case", max_length=20, widget=forms.TextInput(attrs=_EXACT), help_text="For example: 2026-0012"
    )


class CaseAppealForm(forms.Form):
    """That a decision was wrong. The key says that it is who handed it in."""

    text = forms.CharField(
        label="Why was it wrong?",
        max_length=WORDS_OF_A_CASE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why it was wrong."},
    )
    key = forms.CharField(
        label="Your key, once more",
        max_length=40,
        widget=forms.TextInput(attrs=_EXACT),
        error_messages={"required": "Give the key: it shows that it is you who appeals."},
    )


class WordForm(forms.Form):
    """A word to the city."""

    words = forms.CharField(label="Your message", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
