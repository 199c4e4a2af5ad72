"""Input about restrictions and exceptions. What is valid is decided in ``rules``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from rostra.accounts.forms import AccountField
from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.archive.queries.public import PUBLIC
from rostra.core.dates import in_words
from rostra.moderation.models import Restriction
from rostra.moderation.states.standing import WORDS

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_RECORD = re.compile(r"(?:^|/)record/(\d{1,16})")
_NUMBER = re.compile(r"\d{1,16}")


class FilterForm(forms.Form):
    """Which restrictions are shown."""

    standing = forms.ChoiceField(label="Standing", required=False)
    account = AccountField(label="Account", required=False, empty_label="All")

    def __init__(self, data: Any, accounts: QuerySet[Account]) -> None:
        super().__init__(data)
        self.fields["standing"].choices = [("", "All"), *((each.value, words.capitalize()) for each, words in WORDS.items())]  # type: ignore[attr-defined]
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # a ModelChoiceField


class UndoForm(forms.Form):
    """The secret with which it is undone, once."""

    secret = forms.CharField(
        label="App password",
        max_length=200,
        strip=True,
        help_text="Made in the account’s settings for this one act. It is used once and kept nowhere; delete it there afterwards.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False),
    )


class StatementForm(forms.Form):
    """What somebody did by hand."""

    statement = forms.CharField(label="What you did, and when", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ExceptionForm(forms.Form):
    """What is asked of counsel. Whom it is about stands on the restriction that it is asked for."""

    ground = forms.ChoiceField(label="Ground", widget=forms.RadioSelect)
    facts = forms.CharField(
        label="What was done",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Facts, so that the ground’s test can be checked. The opposite opinion in the same words would have to be treated alike.",
    )
    alternatives = forms.CharField(
        label="What milder was considered",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="To ignore, to mute for yourself, to answer with the rule, to report to the network: and why it is not enough.",
    )
    relied_on = forms.CharField(
        label="Captured posts that it rests on",
        max_length=2000,
        help_text="Their addresses in this archive, one a line: …/record/123.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(label="Last day", widget=_DAY)

    def __init__(self, data: Any = None, *, act: str) -> None:
        super().__init__(data)
        self.fields["ground"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (ground.key, f"{ground.name}: {ground.test}") for ground in settings.PROFILE.moderation.grounds_for(act)
        ]

    def clean_relied_on(self) -> Sequence[Record]:
        """The records of these addresses."""
        wanted = [_number(line) for line in self.cleaned_data["relied_on"].split()]
        found = Record.objects.filter(PUBLIC).in_bulk([number for number in wanted if number])
        if len(found) < len(set(wanted)):
            raise forms.ValidationError("One of these is not the address of a record in this archive.")
        return list(found.values())


class ReasonForm(forms.Form):
    """Why it is decided so."""

    reason = forms.CharField(label="Reasons", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}), help_text="They are kept.")


class WordsForm(forms.Form):
    """What who reported is told."""

    words = forms.CharField(label="What you write", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class ConfirmForm(WordsForm):
    """Which entry of the register a report is about."""

    restriction = forms.ModelChoiceField(
        label="What it is about",
        queryset=Restriction.objects.none(),
        empty_label="Choose an entry of the register",
        help_text="Only what this account was seen to do. Where its network shows no lists, take in an export first.",
    )
    field_order = ["restriction", "words"]

    def __init__(self, data: Any = None, *, among: QuerySet[Restriction]) -> None:
        super().__init__(data)
        choice = self.fields["restriction"]
        choice.queryset = among  # type: ignore[attr-defined] # a ModelChoiceField
        choice.label_from_instance = _restriction_label  # type: ignore[attr-defined]


def _restriction_label(row: Restriction) -> str:
    end = f"until {in_words(row.ended)}" if row.ended else "stands"
    return f"Number {row.pk}: {row.get_act_display()}, seen {in_words(row.begun)}, {end}"


def _number(line: str) -> int:
    found = _RECORD.search(line)
    digits = found[1] if found else line
    return int(digits) if _NUMBER.fullmatch(digits) else 0
