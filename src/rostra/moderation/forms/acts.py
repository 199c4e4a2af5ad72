"""Input about acts of moderation. What is valid is decided in ``rules``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rostra.accounts.forms import AccountField
from rostra.archive.models import Version
from rostra.core.profile import Ground
from rostra.moderation.rules.acts import NewAct, latest_review
from rostra.moderation.states.acts import RECORDED
from rostra.people.queries import city_day
from rostra.platforms.base import Act

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_ANSWERS = [("yes", _("Yes: it would be treated alike")), ("no", _("No: it would stay"))]
_NAMES = {
    Act.HIDE: _("Hide it"),
    Act.REMOVE: _("Remove it"),
    Act.RESTRICT: _("Restrict the person"),
    Act.CLOSE_COMMENTS: _("Close the comments"),
}


class ActForm(forms.Form):
    """What is done to a comment as it was captured, on which ground, and how it is told apart."""

    act = forms.ChoiceField(label=_("What is to be done"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    met = forms.CharField(
        label=_("How its test is met"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("A sentence is enough.")
    )
    neutral = forms.ChoiceField(
        label=_("Would the opposite opinion in the same words be removed?"), choices=_ANSWERS, widget=forms.RadioSelect
    )
    review_on = forms.DateField(label=_("Last day, unless somebody looks again"), widget=_DAY)

    def __init__(self, data: Any = None, *, acts: Sequence[Act], initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"act": acts[0].value, "review_on": latest_review(city_day()), **(initial or {})})
        grounds = grounds_of(acts)
        self.fields["act"].choices = [(act.value, _NAMES[act]) for act in acts]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["ground"].choices = [(each.key, each.name) for each in grounds]  # type: ignore[attr-defined]
        self.fields["ground"].template_name = "moderation/ground-field.html"  # type: ignore[attr-defined] # Django 5 has it
        self.fields["ground"].shown = grounds  # type: ignore[attr-defined]
        self.fields["review_on"].template_name = "moderation/day-field.html"  # type: ignore[attr-defined]

    def new_act(self, version: Version | None = None) -> NewAct:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        return NewAct(Act(told["act"]), told["ground"], told["met"], told["neutral"] == "yes", told["review_on"], version)


class EmergencyForm(ActForm):
    """The same about what was not captured."""

    account = AccountField(label=_("Account"))
    subject = forms.CharField(label=_("Its address on the network"), max_length=600)
    emergency = forms.CharField(
        label=_("Why it cannot be captured first"),
        error_messages={"required": _("Say why it cannot wait: the archive holds no copy of it.")},
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where waiting does harm. It is marked, and a second person looks at it."),
    )
    field_order = ("account", "subject", "emergency", "act", "ground", "met", "neutral", "review_on")

    def __init__(self, data: Any = None, *, accounts: Any, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, acts=[act for act in RECORDED if settings.PROFILE.moderation.grounds_for(act.value)], initial=initial)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # an AccountField

    def new_act(self, version: Version | None = None) -> NewAct:
        """The clean values as an action takes them."""
        told, base = self.cleaned_data, super().new_act(version)
        return NewAct(
            base.act, base.ground, base.met, base.neutral, base.review_on, None, told["account"], told["subject"], told["emergency"]
        )


class KeepForm(forms.Form):
    """Another look."""

    until = forms.DateField(label=_("Last day, unless somebody looks again"), widget=_DAY)
    reason = forms.CharField(label=_("Reasons"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("They are kept."))


class FindForm(forms.Form):
    """A comment by its address, or the comments to an account."""

    q = forms.CharField(
        label=_("Address of the comment"), required=False, max_length=600, help_text=_("On its network, or in this archive: …/record/123.")
    )
    account = AccountField(label=_("Or the latest comments to an account"), required=False)

    def __init__(self, data: Any = None, *, accounts: Any) -> None:
        super().__init__(data)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # an AccountField


def acts_on(version: Version) -> list[Act]:
    """What can be done to such a record, as far as the city has a ground for it."""
    wanted = [Act.CLOSE_COMMENTS] if version.record.official else [act for act in RECORDED if act is not Act.CLOSE_COMMENTS]
    return [act for act in wanted if settings.PROFILE.moderation.grounds_for(act.value)]


def grounds_of(acts: Sequence[Act]) -> list[Ground]:
    """The grounds that can bear any of these."""
    wanted = {act.value for act in acts}
    return [each for each in settings.PROFILE.moderation.ground if wanted & set(each.acts)]
