"""Input about second looks. What is valid is decided in ``rules``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.moderation.rules.samples import grounds_to_choose
from rostra.moderation.states.samples import Outcome

_GROUND = "ground:"  # before the key of one
_OTHERS = [(Outcome.LEAVE_UP.value, _("It stays up")), (Outcome.UNCLEAR.value, _("The text alone does not tell"))]


class BlindForm(forms.Form):
    """What the second person would do: act on a ground of the closed list, leave it up, or neither can be told from the text."""

    answer = forms.ChoiceField(label=_("What would you do?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        grounds = grounds_to_choose()
        field = self.fields["answer"]
        field.choices = [*((_GROUND + each.key, each.name) for each in grounds), *_OTHERS]  # type: ignore[attr-defined] # a ChoiceField
        field.template_name = "moderation/blind-field.html"  # type: ignore[attr-defined] # Django 5 has it
        field.shown = [(_GROUND + each.key, each) for each in grounds]  # type: ignore[attr-defined]
        field.others = _OTHERS  # type: ignore[attr-defined]

    def answered(self) -> tuple[Outcome, str]:
        """The clean value: the outcome, and the key of its ground."""
        told: str = self.cleaned_data["answer"]
        ground = told.removeprefix(_GROUND)
        return (Outcome(told), "") if ground == told else (Outcome.ACT, ground)
