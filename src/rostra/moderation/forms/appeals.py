"""Input about notices and appeals. What is valid is decided in ``rules``."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.moderation.actions.appeals import LONGEST, Said
from rostra.moderation.actions.notices import Way
from rostra.moderation.states.appeals import Route

_ROUTES = [
    (Route.BY_HAND.value, _("On the network: I post or send the text myself")),
    (Route.MAIL.value, _("By e-mail, sent from here")),
    (Route.PAPER.value, _("On paper: I print and send the text")),
    (Route.NOT_POSSIBLE.value, _("It is not possible")),
]


class NoticeForm(forms.Form):
    """How the speaker is told."""

    route = forms.ChoiceField(label=_("How the person is told"), choices=_ROUTES, widget=forms.RadioSelect)
    address = forms.CharField(label=_("E-mail address"), required=False, max_length=254, help_text=_("Only for e-mail."))
    impossible = forms.CharField(
        label=_("Why it is not possible"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def way(self) -> Way:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        return Way(Route(told["route"]), told["address"], told["impossible"])


class AppealForm(forms.Form):
    """What a speaker says."""

    text = forms.CharField(
        label=_("Why was it wrong?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("In your own words. You need not give your name or a reason for asking."),
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want the answer by e-mail. It is on this page too."),
    )

    def said(self) -> Said:
        """The clean values as an action takes them."""
        return Said(self.cleaned_data["text"], self.cleaned_data["contact"])


class CodeForm(forms.Form):
    """The code of a notice."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("It stands in the notice, like A12-K7QM2-P4X9T."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
