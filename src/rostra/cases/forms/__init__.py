"""Input about cases. What is valid is decided in ``rules``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rostra.accounts.forms import AccountField
from rostra.accounts.queries import official_accounts
from rostra.archive.forms import FilesField, FilesInput, handed
from rostra.archive.states.submitted import Handed
from rostra.cases.rules.deciding import FOR_A_CALLER, LONGEST, NewCase, Triage
from rostra.cases.rules.notices import BY_HAND
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import Arbitration, PublicStatus
from rostra.cases.states.words import REMEDIES, Channel, NoticeWay, Part, RemedyKind, Side, Track
from rostra.core.dates import in_words
from rostra.core.languages import language_name, offered_languages
from rostra.people.forms.naming import PersonField, PositionField
from rostra.people.models import Person, User
from rostra.people.queries import city_day, positions_of
from rostra.policy.queries import effective_clauses, reference

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KEPT = _("They are kept.")
_ACCEPTED = {"accept": ".jpg,.jpeg,.png,.pdf,.txt"}
_CLEANED = _("JPEG, PNG, PDF or plain text. Place, device and author are taken out; names of files are dropped.")
CHANNELS = {
    Channel.PHONE: _("By telephone"),
    Channel.PAPER: _("On paper"),
    Channel.MEDIA: _("From the press"),
    Channel.WARD: _("By the office of a council member"),
    Channel.STAFF: _("By somebody of the staff"),
    Channel.FINDING: _("From what this system found"),
}
NOTICE_WAYS = {
    NoticeWay.PAGE: _("on the page on which they wrote"),
    NoticeWay.TALK: _("face to face"),
    NoticeWay.TELEPHONE: _("by telephone"),
    NoticeWay.LETTER: _("by letter"),
    NoticeWay.MAIL: _("by e-mail"),
}
PARTS = {
    Part.LEAD: _("Lead"),
    Part.INVESTIGATOR: _("Investigator"),
    Part.DEPARTMENT: _("Of the department involved"),
    Part.ATTORNEY: _("Attorney: the whole file, with the attorney’s section"),
    Part.FACTS: _("Communications: what was posted where, and nothing about a person"),
    Part.SAMPLE: _("Auditor: the case is drawn"),
}


def words(rows: int, *, label: Any, required: bool = True, help_text: Any = "", most: int = LONGEST) -> forms.CharField:
    """A field for a text."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area, help_text=help_text)


class ListForm(forms.Form):
    """Which cases are shown."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100, help_text=_("Of its number, of a name, or of what was written."))
    status = forms.ChoiceField(label=_("Status"), required=False)
    track = forms.ChoiceField(label=_("Who decides"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        tracks = {Track.UNDECIDED: _("Not triaged"), Track.EMPLOYEE: _("Personnel office"), Track.OFFICIAL: _("Ethics officer")}
        names = {PublicStatus.OPEN: _("Open"), PublicStatus.UNDER_REVIEW: _("Under review"), PublicStatus.CLOSED: _("Closed")}
        self.fields["status"].choices = [("", _("All")), *((each.value, name) for each, name in names.items())]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["track"].choices = [("", _("All")), *((each.value, name) for each, name in tracks.items())]  # type: ignore[attr-defined]


class EnterForm(forms.Form):
    """What somebody says who did not write it themself."""

    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, CHANNELS[each]) for each in FOR_A_CALLER], widget=forms.RadioSelect
    )
    statement = words(7, label=_("What happened, in their words"))
    act_day = forms.DateField(label=_("On which day"), required=False, widget=DAY)
    account = AccountField(label=_("On which account of the city"), required=False, empty_label=_("None, or not known"))
    told = forms.BooleanField(label=_("I told them the above before I asked who they are"), required=False)
    complainant = forms.CharField(
        label=_("Who says it"), required=False, max_length=200, help_text=_("Only if they want to be named. Nobody has to be.")
    )
    contact = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if they want to be written to. It is shown to nobody else."),
    )
    language = forms.ChoiceField(label=_("Language of letters to them"), required=False)
    answer_in = forms.CharField(
        label=_("Another language in which they want an answer"), required=False, max_length=20, help_text=_("As they say it.")
    )
    files = FilesField(  # type: ignore[assignment] # Django takes fields off the class: the form's own ``files`` stands
        label=_("Files that came with it"), required=False, widget=FilesInput(attrs={**_ACCEPTED}), help_text=_CLEANED
    )

    def __init__(self, data: Any = None, files: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["language"].choices = [(code, language_name(code)) for code in offered_languages()]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["account"].queryset = official_accounts()  # type: ignore[attr-defined] # a ModelChoiceField

    def handed(self) -> list[Handed]:
        """The files that came with it."""
        return [handed(file, settings.PROFILE.residents.largest_file) for file in self.cleaned_data["files"]]

    def new_case(self) -> NewCase:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        return NewCase(
            Channel(told["channel"]),
            told["statement"],
            told["complainant"],
            told["contact"],
            told["language"],
            told["answer_in"],
            account=told["account"],
            act_day=told["act_day"],
        )


NO_CLAUSE = "none"  # said, and not left open: no clause is named so, for each has a stroke
Choices = list[tuple[str, str | list[tuple[str, str]]]]


def clauses_of(day: dt.date) -> Choices:
    """What can be broken on ``day``, by text; and that none of it was."""
    told = in_words(day)
    texts = [
        (f"{version.document.title}, {told}", [(reference(each), str(each)) for each in found]) for version, found in effective_clauses(day)
    ]
    return [("", gettext("Choose a clause, or say that none fits")), (NO_CLAUSE, gettext("None of these")), *texts]


class TriageForm(forms.Form):
    """Whose act it was, in which position, on which day, against which clause."""

    act_day = forms.DateField(label=_("On which day it was done"), widget=DAY, help_text=_("The policy in force on that day counts."))
    respondent = PersonField(
        label=_("Who is complained of"), required=False, among=Person.objects.all, help_text="Empty: nobody of the city’s."
    )
    position = PositionField(label=_("In which position"), required=False, help_text="May stay empty where they held only one that day.")
    clause = forms.ChoiceField(
        label=_("Which clause"),
        help_text=_("Of the texts in force on that day."),
        error_messages={
            "required": _("Choose a clause, or say that none fits: “None of these”."),
            "invalid_choice": _("“%(value)s” was not in force on that day. Correct the day, or choose one of those that were."),
        },
    )
    account = AccountField(label=_("On which account of the city"), required=False, empty_label=_("None, or not known"))
    reason = words(3, label=_("Why"), help_text=KEPT, most=5000)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["account"].queryset = official_accounts()  # type: ignore[attr-defined] # a ModelChoiceField
        self._offer(clauses_of(self._day()), self.data.get("clause", ""))

    def _offer(self, choices: Choices, sent: str) -> None:
        """Those of the day; and what was chosen for another stays chosen, so that it is not lost once the day is corrected."""
        field: Any = self.fields["clause"]
        field.choices = choices
        if sent and not field.valid_value(sent):
            field.widget.choices = [*choices, (gettext("Not in force on that day"), [(sent, sent)])]

    def _day(self) -> dt.date:
        """The day that was sent, or the one that who complains named; today where there is none."""
        try:
            told = self.fields["act_day"].clean(self.data["act_day"]) if self.is_bound else self.initial.get("act_day")
        except (KeyError, forms.ValidationError):
            told = None
        return told or city_day()

    def clean(self) -> dict[str, Any]:
        """The only position of that day is the one that is meant."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        person, day = told.get("respondent"), told.get("act_day")
        if person and day and told.get("position") is None and "position" not in self.errors:
            held = positions_of(person, day)
            told["position"] = held[0] if len(held) == 1 else None
        return told

    def found(self) -> Triage:
        """The clean values as an action takes them."""
        told = self.cleaned_data
        clause = "" if told["clause"] == NO_CLAUSE else told["clause"]
        return Triage(told["act_day"], told["respondent"], told["position"], clause, told["account"])


class EntryForm(forms.Form):
    """One part of the file. ``read``: the entry that stood there when it was opened."""

    text = words(10, label=_("Text"))
    read = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NoticeForm(forms.Form):
    """That whoever is complained of was told what for they are asked."""

    way = forms.ChoiceField(
        label=_("How they were told"), choices=[(each.value, NOTICE_WAYS[each]) for each in BY_HAND], widget=forms.RadioSelect
    )
    told = forms.DateTimeField(
        label=_("When they were told"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: now."),
    )


def measures(nothing: Promise) -> list[tuple[str, str | Promise]]:
    """The measures that the city knows, below a line that chooses none of them."""
    return [("", nothing), *((each.key, each.name) for each in settings.PROFILE.cases.measures)]


class StepForm(forms.Form):
    """Why a step is taken."""

    reason = words(4, label=_("Reasons"), help_text=KEPT, most=5000)

    def __init__(self, data: Any = None, *, required: bool = True) -> None:
        super().__init__(data)
        self.fields["reason"].required = required


class DisciplineForm(StepForm):
    """What discipline comes to."""

    measure = forms.ChoiceField(label=_("What it comes to"))
    field_order = ("measure", "reason")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["measure"].choices = measures(_("Choose a measure"))  # type: ignore[attr-defined] # a ChoiceField


class FinishForm(StepForm):
    """That a disposition is final."""

    arbitration = forms.ChoiceField(
        label=_("What the arbitrator decided, or what was settled"),
        required=False,
        choices=[
            ("", _("Nothing: the discipline stands")),
            (Arbitration.UPHELD.value, _("Upheld")),
            (Arbitration.MODIFIED.value, _("Modified")),
            (Arbitration.REVERSED.value, _("Reversed in all aspects")),
        ],
    )
    measure = forms.ChoiceField(label=_("What it comes to now"), required=False, help_text=_("Only where it was modified."))
    field_order = ("arbitration", "measure", "reason")

    def __init__(self, data: Any = None, *, grieved: bool = True) -> None:
        super().__init__(data)
        if not grieved:
            self.fields["arbitration"].widget = self.fields["measure"].widget = forms.HiddenInput()
        self.fields["measure"].choices = measures(_("As it was decided"))  # type: ignore[attr-defined] # a ChoiceField


class JoinForm(StepForm):
    """Which case it repeats."""

    other = forms.CharField(label=_("Number of the other case"), max_length=20)
    field_order = ("other", "reason")


class CaseAppealForm(forms.Form):
    """What somebody says against a decision, entered for them."""

    side = forms.ChoiceField(
        label=_("Who appeals"),
        choices=[(Side.COMPLAINANT.value, _("Who complained")), (Side.RESPONDENT.value, _("Who was complained of"))],
        widget=forms.RadioSelect,
    )
    text = words(7, label=_("What they say"), help_text=_("Their own words. Whoever enters an appeal does not decide it."))


class RemedyForm(forms.Form):
    """What is to be put right, and by when."""

    kind = forms.ChoiceField(
        label=_("What is to be put right"), choices=[(each.value, REMEDIES[each]) for each in RemedyKind], widget=forms.RadioSelect
    )
    due = forms.DateField(label=_("By which day"), widget=DAY)


class RemedyDoneForm(forms.Form):
    """That it was put right."""

    done = forms.DateField(label=_("On which day it was done"), widget=DAY)


class ParticipantForm(forms.Form):
    """Who is needed, as what, and why."""

    person = PersonField(label=_("Who"), among=lambda: Person.objects.filter(user__in=User.objects.filter(is_active=True)))
    part = forms.ChoiceField(label=_("As what"), choices=[(each.value, PARTS[each]) for each in Part], widget=forms.RadioSelect)
    reason = words(3, label=_("Why they are needed"), help_text=KEPT, most=2000)


class EvidenceForm(forms.Form):
    """The one thing that is complained of."""

    copy = forms.CharField(
        label=_("Address or number of the record"),
        max_length=600,
        help_text=_("In this archive, as in …/record/12/v/2, or on its network. Only what is captured can be evidence."),
    )
    remark = words(
        2,
        label=_("What it shows"),
        required=False,
        most=2000,
        help_text=_("Whoever is complained of reads this too, and so does Communications where it was added."),
    )


class SubmitForm(forms.Form):
    """A file that came otherwise, as by mail."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={**_ACCEPTED}), help_text=_CLEANED)
    part = forms.ChoiceField(
        label=_("Who handed it in"),
        choices=[
            (CaseField.STATEMENT.value, _("Who complains: whoever reads their statement sees it")),
            (CaseField.EVIDENCE.value, _("Somebody else: whoever reads the evidence sees it")),
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, CHANNELS[each]) for each in FOR_A_CALLER], widget=forms.RadioSelect
    )
    remark = words(2, label=_("What it shows"), required=False, most=2000)
