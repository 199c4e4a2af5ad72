"""What the public sends of cases, in every language that the city offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rostra.accounts.forms import AccountField
from rostra.accounts.queries import official_accounts
from rostra.archive.forms import FilesField, FilesInput
from rostra.cases.rules.deciding import NewCase, new_case_problems
from rostra.cases.states.words import Channel
from rostra.portal.forms import ReturnForm, WordForm
from rostra.portal.forms.parts import ACCEPTED, EXACT, FILES, DraftForm

WORDS_OF_A_CASE = 10_000  # characters


class CaseReportForm(DraftForm):
    """What somebody brings to light. Nothing is asked that is not needed, and nobody has to say who they are."""

    statement = forms.CharField(
        label=_("What happened, in your own words"),
        max_length=WORDS_OF_A_CASE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was said or done, where, and who did it, as far as you know."),
        error_messages={"required": _("Say what happened.")},
    )
    account = AccountField(
        label=_("Which official account is it about?"),
        required=False,
        empty_label=_("Somebody of the city, or I do not know"),
        error_messages={"invalid_choice": _("Choose an account of the list, or leave it open.")},
    )
    act_day = forms.DateField(
        label=_("On which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],  # others are read in another way in another language
        error_messages={"invalid": _("Give a day such as 2026-01-31, or leave it empty.")},
    )
    link = forms.URLField(
        label=_("Web address of the post"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs=EXACT),
        help_text=_("Only the one that it is about. We look at nothing else of that account."),
        error_messages={"invalid": _("Give an address such as https://network.example/post/1, or leave it empty.")},
    )
    complainant = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=200,
        help_text=_("Only if you want to be named. It changes nothing in what is done."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want to hear by e-mail that there is news. You can read it without, with a key that you get."),
        error_messages={"invalid": _("Give an e-mail address such as name@example.org, or leave it empty.")},
    )
    answer_in = forms.CharField(
        label=_("In which language shall we answer?"),
        required=False,
        max_length=20,
        help_text=_("If it is not the one of this page. For example: Somali, Hmong."),
    )
    field_order = ("statement", "account", "act_day", "link", "files", "complainant", "contact", "answer_in")

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, wrong: Sequence[str] = ()) -> None:
        super().__init__(data, initial=initial, wrong=wrong)
        self.fields["account"].queryset = official_accounts().order_by("name", "network")  # type: ignore[attr-defined] # an AccountField

    def clean(self) -> dict[str, Any]:
        """What the rules say of the whole."""
        given = super().clean()
        if "statement" in given:
            for field, text in new_case_problems(self.new_case()).items():
                if field not in self.errors:
                    self.add_error(field, text)
        return given

    def new_case(self) -> NewCase:
        """The clean values as an action takes them, and the language of the page. The address of the post goes with what they say."""
        given = self.cleaned_data
        said = given["statement"].replace("\r\n", "\n")
        link = _("The post: %(address)s") % {"address": given["link"]} if given.get("link") else ""
        words = {name: given.get(name, "") for name in ("complainant", "contact", "answer_in")}
        language = get_language() or settings.LANGUAGE_CODE
        return NewCase(
            Channel.RESIDENT,
            f"{said}\n\n{link}".strip(),
            **words,
            language=language,
            account=given.get("account"),
            act_day=given.get("act_day"),
        )


class CaseReturnForm(ReturnForm):
    """Number and key of a case."""

    number = forms.CharField(
        label=_("Number of your case"), max_length=20, widget=forms.TextInput(attrs=EXACT), help_text=_("For example: 2026-0012")
    )


class CaseAppealForm(forms.Form):
    """That a decision was wrong. The key says that it is who handed it in."""

    text = forms.CharField(
        label=_("Why was it wrong?"),
        max_length=WORDS_OF_A_CASE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say why it was wrong.")},
    )
    key = forms.CharField(
        label=_("Your key, once more"),
        max_length=40,
        widget=forms.TextInput(attrs=EXACT),
        error_messages={"required": _("Give the key: it shows that it is you who appeals.")},
    )


class CaseWordForm(WordForm):
    """A word to the city about one's case, or files, or both."""

    files = FilesField(required=False, widget=FilesInput(attrs={**ACCEPTED}), **FILES)  # type: ignore[assignment] # Django takes fields off the class

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["words"].required = False
