"""What counsel says of a case, and finds of the capacity in which something was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rostra.accounts.models import Authority
from rostra.archive.models import Version
from rostra.archive.queries.withheld import as_staff
from rostra.cases.forms import DAY, KEPT, words
from rostra.cases.models import Evidence
from rostra.cases.rules.word import CounselsWord
from rostra.cases.rules.worksheet import Used, Worksheet
from rostra.cases.states.words import Capacity
from rostra.core.dates import in_words
from rostra.people.queries import city_day_of

FIRST_WORDS = 80  # characters of a post, by which it is known among others


class WordForm(forms.Form):
    """What counsel says. ``read``: the step by which it stood when it was opened."""

    jeopardises = forms.BooleanField(label=_("Telling more would harm an active investigation"), required=False)
    sources = forms.BooleanField(label=_("Telling who complained would reveal a confidential source"), required=False)
    civil_action = forms.BooleanField(
        label=_("A civil action is pending or expected"), required=False, help_text=_("The chief attorney’s word (Minn. Stat. 13.39).")
    )
    left = forms.DateField(label=_("The respondent left on"), required=False, widget=DAY)
    screened = forms.DateField(
        label=_("Screened for protected speech on"), required=False, widget=DAY, help_text=_("Before there is discipline.")
    )
    reason = words(3, label=_("Reasons"), help_text=KEPT, most=5000)
    read = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def word(self) -> CounselsWord:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        return CounselsWord(told["jeopardises"], told["sources"], told["civil_action"], told["left"], told["screened"])


class WorksheetForm(forms.Form):
    """In which capacity something was said: both parts, what is beside them, and what counsel finds."""

    about = forms.ModelChoiceField(
        label=_("What it is about"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=_("The account, and all that is evidence"),
        help_text=_("Each post for itself; what you find of all of it is what the case is known by."),
    )
    authority = forms.ModelChoiceField(
        label=_("Authority to speak for the city on this matter, on that day"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("None in the register"),
        help_text=_("The first part. From the register of who may speak for the city."),
    )
    custom = words(
        2, label=_("Custom of those who held the office before"), required=False, most=2000, help_text=_("Authority can rest on it too.")
    )
    used = forms.ChoiceField(
        label=_("Was this authority used here?"),
        choices=[(Used.YES.value, _("Yes")), (Used.NO.value, _("No")), (Used.UNCLEAR.value, _("It is unclear"))],
        widget=forms.RadioSelect,
        help_text=_("The second part."),
    )
    facts = words(
        4, label=_("What was said, and how"), most=5000, help_text=_("Was it first announced here? Did it do the city’s business?")
    )
    trappings = words(
        2, label=_("Trappings of the office"), required=False, most=2000, help_text=_("Title, seal, links, who posts, whose time.")
    )
    disclaimer = words(2, label=_("Disclaimer that stood there then"), required=False, most=2000, help_text=_("It alone never decides."))
    outcome = forms.ChoiceField(
        label=_("What you find"),
        choices=[
            (Capacity.OFFICIAL.value, _("Official: both parts are there")),
            (Capacity.PERSONAL.value, _("Personal: one of them is missing")),
            (Capacity.MIXED.value, _("Mixed: some of it is official")),
            (Capacity.UNDECIDED.value, _("Undecided")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = words(4, label=_("Reasons"), most=5000, help_text=_("Your name stands below them."))

    def __init__(self, data: Any = None, *, among: Sequence[Authority], posts: QuerySet[Evidence]) -> None:
        super().__init__(data)
        about: Any = self.fields["about"]
        about.queryset, about.label_from_instance = posts, _one_post(posts)
        self.fields["authority"].queryset = Authority.objects.filter(pk__in=[each.pk for each in among])  # type: ignore[attr-defined]

    def found(self) -> Worksheet:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        return Worksheet(
            Used(told["used"]), Capacity(told["outcome"]), told["facts"], told["reasons"], told["authority"], told["trappings"],
            told["disclaimer"], told["custom"], told["about"],
        )  # fmt: skip


def _one_post(posts: QuerySet[Evidence]) -> Callable[[Evidence], str]:
    """Each by its number, day and first words, as everybody reads them: what is withheld stays so here."""
    shown = as_staff([each.version for each in posts.select_related("version__record") if each.version])
    told = {version.pk: _day_and_words(version) for version in shown}
    return lambda each: told[each.version_id] if each.version_id in told else str(each)


def _day_and_words(version: Version) -> str:
    day, words = in_words(city_day_of(version.record.published)), Truncator(" ".join(version.text.split())).chars(FIRST_WORDS)
    told = gettext("Record %(n)s, copy %(v)s, %(day)s") % {"n": version.record_id, "v": version.number, "day": day}
    return f"{told}: {words}" if words else told
