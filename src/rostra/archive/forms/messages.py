"""Input about who takes part in a conversation. What is valid is decided in ``rules.messages``."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.archive.states.parties import PartyKind

KINDS = {
    PartyKind.RESIDENT: _("a member of the public"),
    PartyKind.OFFICIAL_ACCOUNT: _("an official account of an office or a department"),
    PartyKind.ELECTED_OFFICIAL: _("an elected official"),
    PartyKind.EMPLOYEE: _("an employee of the city"),
    PartyKind.VENDOR: _("somebody who does business with the city"),
    PartyKind.UNKNOWN: _("not known"),
}


class PartyForm(forms.Form):
    """Who somebody is, and how it is known."""

    kind = forms.ChoiceField(label=_("They are"), choices=[(kind.value, words) for kind, words in KINDS.items()])
    reason = forms.CharField(
        label=_("How it is known"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept with your name.")
    )
