"""Input about campaigns and answers. What is valid is decided in ``rules``, ``states.quiz`` and the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings

from rostra.people.models import Position
from rostra.people.queries import city_day, units_on
from rostra.people.states import Category
from rostra.policy.models import Campaign, Recipient, Version
from rostra.policy.states.asking import STATEMENT, AnswerState, Standing
from rostra.policy.states.quiz import Question, parse

_DAY = forms.DateInput(attrs={"autocomplete": "off"})
_DAY_HINT = "For example 2026-01-31"
_CATEGORIES = [(category.value, category.value.replace("-", " ")) for category in Category]
_DIGEST = 8  # characters of a digest that are typed from a sheet


def lines(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class AudienceForm(forms.Form):
    """Whom something is meant for: nothing chosen means everybody whom the policy covers."""

    categories = forms.MultipleChoiceField(
        label="Categories",
        choices=_CATEGORIES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: everybody whom the policy covers.",
    )
    units = forms.ModelMultipleChoiceField(
        units_on(dt.date.min), label="Units, each with all below it", required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    positions = forms.CharField(
        label="Positions besides", required=False, widget=lines(2), help_text="Their aliases, one a line, as in city-clerk."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units_on(city_day()).order_by("name")  # type: ignore[attr-defined] # a ModelMultipleChoiceField's

    def clean_categories(self) -> list[Category]:
        """The categories themselves."""
        return [Category(each) for each in self.cleaned_data["categories"]]

    def clean_positions(self) -> list[Position]:
        """The positions of these aliases."""
        told = [line.strip() for line in str(self.cleaned_data["positions"]).splitlines() if line.strip()]
        found = {position.slug: position for position in Position.objects.filter(slug__in=told)}
        if unknown := [slug for slug in told if slug not in found]:
            raise forms.ValidationError(f"There is no position {', '.join(unknown[:10])}.")
        return list(found.values())


class DaysField(forms.CharField):
    """Numbers of days in a row."""

    def __init__(self, **told: Any) -> None:
        super().__init__(required=False, max_length=100, **told)

    def prepare_value(self, value: Any) -> Any:
        """As they are typed."""
        return ", ".join(str(days) for days in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        """The numbers."""
        told = super().clean(value).replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() for part in told):
            raise forms.ValidationError("Whole numbers of days with commas between them, as in “14, 3”.")
        return [int(part) for part in told]


class CampaignForm(AudienceForm):
    """A campaign."""

    version = forms.ModelChoiceField(Version.objects.none(), label="Text", empty_label="Choose a text")
    due = forms.DateField(label="Answer by", widget=_DAY, help_text=_DAY_HINT)
    newcomer_days = forms.IntegerField(label="Days that newcomers have", min_value=1, max_value=365)
    remind_before = DaysField(
        label="Remind so many days before the due date", help_text="As in “14, 3” for two reminders. Empty: none before it."
    )
    remind_after = DaysField(
        label="Remind so many days after the due date",
        help_text="Of those who did not answer yet, as in “7”; 0 is the due date itself. Empty: none after it.",
    )
    escalate = forms.IntegerField(
        label="Tell the supervisor so many days after the due date", required=False, min_value=1, max_value=365, help_text="Empty: never."
    )
    message = forms.CharField(label="Message in the mail", required=False, max_length=4_000, widget=lines(4))
    statement = forms.CharField(label="What people say by acknowledging", max_length=1_000, widget=lines(2), initial=STATEMENT)
    quiz = forms.CharField(
        label="Quiz",
        required=False,
        max_length=8_000,
        widget=lines(8),
        help_text="A question, then its answers, each on a line after * (the right one) or - (wrong). An empty line between questions.",
    )
    pass_mark = forms.IntegerField(label="Right answers that pass, in percent", min_value=0, max_value=100)
    field_order = ("version", "due", "newcomer_days", "categories", "units", "positions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Version.objects.filter(published__isnull=False).exclude(superseded__lte=city_day())
        self.fields["version"].queryset = published.select_related("document").defer("source")  # type: ignore[attr-defined] # a ModelChoiceField's

    def clean(self) -> dict[str, Any]:
        """With all reminders in days after the due date, before it where negative."""
        told = self.cleaned_data
        before, after = told.pop("remind_before", []), told.pop("remind_after", [])
        return told | {"remind": sorted({*(-days for days in before), *after})}


def proposed() -> dict[str, object]:
    """What is proposed for a new campaign, from the city's profile."""
    terms = settings.PROFILE.acknowledgement
    return {
        "due": city_day() + dt.timedelta(days=terms.due_days),
        "newcomer_days": terms.newcomer_days,
        **_reminders(terms.remind),
        "escalate": terms.escalate_after,
        "pass_mark": terms.pass_mark,
    }


def written(campaign: Campaign) -> dict[str, object]:
    """A campaign as its form shows it."""
    names = ("version", "due", "newcomer_days", "escalate", "message", "statement", "quiz", "pass_mark", "categories")
    shown: dict[str, object] = {name: getattr(campaign, name) for name in names}
    shown |= _reminders(campaign.remind)
    shown["units"] = list(campaign.units.all())
    shown["positions"] = "\n".join(position.slug for position in campaign.positions.all())
    return shown


def _reminders(remind: list[int]) -> dict[str, object]:
    """Reminders as the form asks for them: before the due date, and after it."""
    return {"remind_before": [-days for days in remind if days < 0], "remind_after": [days for days in remind if days >= 0]}


ACKNOWLEDGE, REFUSE, ASK = "acknowledge", "refuse", "ask"


class OwnAnswerForm(forms.Form):
    """One's own answer, with the quiz."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="Your reason", required=False, max_length=4_000, widget=lines(4), help_text="Only if you refuse or ask for an exception."
    )

    def __init__(self, recipient: Recipient, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign = recipient.campaign
        self.questions: list[Question] = parse(campaign.quiz)
        self.fields["digest"].initial = campaign.text_digest
        for place, question in enumerate(self.questions):
            choices = [(str(number), answer) for number, answer in enumerate(question.answers)]
            self.fields[f"question_{place}"] = forms.ChoiceField(
                label=question.text, choices=choices, required=False, widget=forms.RadioSelect
            )
        answers = [(ACKNOWLEDGE, campaign.statement), (REFUSE, "I refuse."), (ASK, "I ask for an exception.")]
        self.fields["answer"] = forms.ChoiceField(label="Your answer", choices=answers, widget=forms.RadioSelect)
        self.order_fields([*(f"question_{place}" for place in range(len(self.questions))), "answer", "reason"])

    def picked(self) -> dict[int, int]:
        """The answers to the quiz, by the place of the question."""
        told = {place: self.cleaned_data.get(f"question_{place}") for place in range(len(self.questions))}
        return {place: int(answer) for place, answer in told.items() if answer}


class ExceptionForm(forms.Form):
    """What is decided about an exception."""

    until = forms.DateField(label="Granted until", required=False, widget=_DAY, help_text=f"{_DAY_HINT}. Empty: the exception is declined.")
    reason = forms.CharField(label="Reason", max_length=4_000, widget=lines(3), help_text="The person is told.")


class SheetForm(forms.Form):
    """Signed sheets: who signed, when, and where the sheets lie."""

    people = forms.CharField(
        label="Who signed", widget=lines(10), max_length=40_000, help_text="Their numbers or aliases, one a line, as on the printed sheet."
    )
    digest = forms.CharField(
        label="Code of the text", max_length=64, help_text=f"The first {_DIGEST} characters of it at least, as printed on the sheet."
    )
    signed = forms.DateField(label="Signed on", widget=_DAY, help_text=_DAY_HINT)
    scan = forms.CharField(label="Where the sheet lies", max_length=200, help_text="As in “Box 12, sheet 3”, or the number of its scan.")
    refused = forms.BooleanField(label="They refused", required=False)
    reason = forms.CharField(label="Reason for refusing", required=False, max_length=4_000, widget=lines(2))

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._text = campaign.text_digest

    def clean_digest(self) -> str:
        """The whole digest of the campaign's text. Another text is refused: what was signed must be what is asked."""
        told = str(self.cleaned_data["digest"]).replace(" ", "").lower()
        if len(told) < _DIGEST or not self._text.startswith(told):
            raise forms.ValidationError("This is not the text of this campaign: look at the foot of the sheet.")
        return self._text

    def clean_people(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in str(self.cleaned_data["people"]).splitlines() if line.strip()]


class CodeForm(forms.Form):
    """A code from a letter."""

    code = forms.CharField(
        label="Your code", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="As in your letter, for example 4711-K7QM2-P4X9T. Capital or small letters, hyphens and spaces make no difference.",
    )  # fmt: skip


class KioskForm(CodeForm):
    """Who stands at the kiosk, and their code."""

    who = forms.CharField(label="Your number or name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("who",)


class FilterForm(forms.Form):
    """Which people of a campaign are listed."""

    unit = forms.ModelChoiceField(units_on(dt.date.min), label="Unit", required=False, empty_label="Every unit")
    standing = forms.ChoiceField(
        label="Answer",
        required=False,
        choices=[
            ("", "Any"),
            *((standing.value, standing.value) for standing in Standing),
            (AnswerState.ASKED.value, "exception asked for"),
        ],
    )

    def __init__(self, campaign: Campaign, within: set[int] | None, *args: Any, **kwargs: Any) -> None:
        """``within``: the units that are offered; None for all that are asked."""
        super().__init__(*args, **kwargs)
        units = campaign.recipients.filter(left__isnull=True).values("unit")
        self.fields["unit"].queryset = units_on(city_day()).filter(pk__in=units).order_by("name")  # type: ignore[attr-defined] # a ModelChoiceField's
        if within is not None:
            offered = [choice for choice in self.fields["unit"].choices if not choice[0] or choice[0].value in within]  # type: ignore[attr-defined] # as above
            self.fields["unit"].widget.choices = offered  # one that is not offered is refused by its rule
