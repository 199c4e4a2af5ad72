"""Input about holds. What is valid is decided in ``rules``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts
from rostra.archive.models import Record
from rostra.archive.queries.copies import copy_at
from rostra.retention.rules.holding import LONGEST_MATTER, LONGEST_REASON, Things

MOST_LINES = 200
STANDS, ASKED, RELEASED = "standing", "release-requested", "released"


class HoldListForm(forms.Form):
    """Which holds are shown."""

    state = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[("", _("All")), (STANDS, _("Standing")), (ASKED, _("Release asked for")), (RELEASED, _("Released"))],
    )


class ThingsForm(forms.Form):
    """What a hold is to cover."""

    records = forms.CharField(
        label=_("Records"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One on each line: its number, its address here as in …/record/12, or its address on its network. All its versions are held."
        ),
    )
    account = forms.ModelChoiceField(
        label=_("A whole account"),
        queryset=Account.objects.none(),
        required=False,
        to_field_name="slug",
        help_text=_("Every record of it, also those still to come."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["account"].queryset = official_accounts()  # type: ignore[attr-defined] # a ModelChoiceField

    def clean_records(self) -> list[Record]:
        """The records that are meant. A line that leads to none is named."""
        lines = [line.strip() for line in self.cleaned_data["records"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_now("Name at most %(most)s at once.") % {"most": MOST_LINES})
        found = {line: copy_at(line) for line in lines}
        if lost := [line[:100] for line, copy in found.items() if copy is None]:
            raise forms.ValidationError(_now("The archive holds no such record: %(lines)s.") % {"lines": ", ".join(lost[:5])})
        return [copy.record for copy in found.values() if copy]

    def things(self) -> Things:
        """The clean values as an action takes them."""
        account = self.cleaned_data["account"]
        return Things(self.cleaned_data["records"], [account] if account else [])


class PlaceForm(ThingsForm):
    """A new hold."""

    matter = forms.CharField(
        label=_("For which matter"),
        max_length=LONGEST_MATTER,
        help_text=_("Its number or name, as the records office and counsel know it. Whoever sees holds reads it."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept.")
    )
    field_order = ("matter", "reason", "records", "account")


class MoveForm(forms.Form):
    """Why a step is taken."""

    reason = forms.CharField(
        label=_("Reasons"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("They are kept.")
    )
