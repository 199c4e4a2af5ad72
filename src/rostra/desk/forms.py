"""Input of the desk's own pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.archive.forms import FilesField, FilesInput, handed
from rostra.capture.rules import Told
from rostra.capture.states import Declared
from rostra.capture.templatetags.attested import NAMES, VALUES
from rostra.core import clock
from rostra.platforms.attested import CHOICES, Setting, Step
from rostra.platforms.base import Act
from rostra.platforms.lists import Columns, Form, form_of

ACTS = {  # lists of what an account does against somebody's speech
    Act.BLOCK: gettext_lazy("Blocked accounts"),
    Act.MUTE: gettext_lazy("Muted accounts"),
    Act.RESTRICT: gettext_lazy("Restricted accounts"),
    Act.HIDE: gettext_lazy("Hidden replies"),
    Act.REMOVE: gettext_lazy("Removed replies"),
    Act.CLOSE_COMMENTS: gettext_lazy("Posts with comments closed"),
    Act.FILTER: gettext_lazy("Filter words"),
}
FORMS = {
    Form.CSV: gettext_lazy("CSV with a header"),
    Form.TEXT: gettext_lazy("Plain text, one a line"),
    Form.X: gettext_lazy("As X exports it (block.js, mute.js)"),
    Form.INSTAGRAM: gettext_lazy("As Instagram exports it (blocked_profiles.json, restricted_profiles.json)"),
}


class EventsForm(forms.Form):
    """Which events are looked for."""

    who = forms.CharField(label="Who", required=False, max_length=200)
    what = forms.CharField(label="What", required=False, max_length=80)
    about = forms.CharField(label="About", required=False, max_length=200)


class NoteForm(forms.Form):
    """A note on a gap."""

    note = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What happened and what was done. It stands on the public coverage page; the gap itself cannot be deleted.",
    )


class ExportForm(forms.Form):
    """A list as its owner exported it, and what they say of it."""

    act = forms.ChoiceField(label="Which list is it?", choices=[("", "Choose a list"), *((act.value, name) for act, name in ACTS.items())])
    file = forms.FileField(label="File")
    exported = forms.DateTimeField(
        label="When was it exported?",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: now.",
    )
    complete = forms.BooleanField(
        label="The list is complete",
        required=False,
        help_text="Then whoever is not on it any more is taken off here too, from that day on.",
    )
    form = forms.ChoiceField(
        label="How is it written down?",
        required=False,
        choices=[("", "By the file’s name"), *((form.value, name) for form, name in FORMS.items())],
    )
    identity = forms.CharField(
        label="CSV: the column that says who or what it is",
        required=False,
        max_length=80,
        help_text="Empty: identity. Best the number that the network gives an account: handles change.",
    )
    handle = forms.CharField(label="CSV: the column with the handle", required=False, max_length=80)
    name = forms.CharField(label="CSV: the column with the name", required=False, max_length=80)
    since = forms.CharField(label="CSV: the column that says since when", required=False, max_length=80)

    def declared(self) -> Declared:
        """What was said, once it is valid."""
        said = self.cleaned_data
        columns = Columns(said["identity"] or "identity", said["handle"], said["name"], said["since"])
        form = Form(said["form"]) if said["form"] else form_of(said["file"].name)
        return Declared(Act(said["act"]), form, said["exported"] or clock.now(), said["complete"], columns)


class EndingForm(forms.Form):
    """How many entries end, said again where they are many."""

    ending = forms.IntegerField(
        label="How many end?", required=False, min_value=0, help_text="Only needed where more would end than an export may end by itself."
    )


class SettingsForm(forms.Form):
    """The settings of an account, a step each: what to open, what to read off; then the pictures, and when it was seen."""

    seen = forms.DateTimeField(
        label=gettext_lazy("When did you see it?"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Empty: now."),
    )
    files = FilesField(  # type: ignore[assignment] # Django takes fields off the class: the form's own ``files`` stands
        label=gettext_lazy("Pictures of the screen"),
        error_messages={"required": gettext_lazy("Add a picture of what you saw.")},
        widget=FilesInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.txt"}),
        help_text=gettext_lazy(
            "One of each step. JPEG, PNG, PDF or plain text; place, device and the like are taken out. They are kept sealed, and their "
            "digests go into the log. If something is wrong on this page, choose them again."
        ),
    )

    def __init__(self, data: Any, files: Any, *, steps: Sequence[Step], now: Mapping[Setting, Sequence[str]]) -> None:
        super().__init__(data, files)
        self._steps = [Setting(step.setting) for step in steps]
        self.fields = {**dict(_steps(steps, now)), **self.fields}

    def told(self) -> Told:
        """What was read off, once the form is valid. A file that is too large is not read."""
        given, limit = self.cleaned_data, settings.PROFILE.capture.largest_picture
        values = {setting: _lines(given[setting.value]) for setting in self._steps}
        files = [handed(file, limit) for file in given["files"]]
        return Told(given["seen"] or clock.now(), values, files)


def _steps(steps: Sequence[Step], now: Mapping[Setting, Sequence[str]]) -> Iterator[tuple[str, forms.Field]]:
    for number, step in enumerate(steps, 1):
        setting = Setting(step.setting)
        label = _("Step %(n)s: %(name)s") % {"n": number, "name": NAMES[setting]}
        guide = _("Open: %(open)s Read off: %(read)s") % {"open": step.open, "read": step.read}
        if setting in CHOICES:
            choices = [("", _("Choose what stands there")), *((value, VALUES.get(value, value)) for value in CHOICES[setting])]
            yield setting.value, forms.ChoiceField(label=label, help_text=guide, choices=choices)
        else:
            yield setting.value, forms.CharField(
                label=label, help_text=guide + _(" One a line; empty if there is none."), required=False,
                initial="\n".join(now.get(setting, ())), widget=forms.Textarea(attrs={"rows": 5}),
            )  # fmt: skip


def _lines(said: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in said.splitlines() if line.strip())
