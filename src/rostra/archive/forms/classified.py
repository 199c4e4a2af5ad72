"""Input about classifications. What is valid is decided in ``rules.classification``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostra.archive.forms.records import RecordField
from rostra.archive.models import Record, Version
from rostra.archive.queries.bases import bases
from rostra.archive.queries.elsewhere import Place
from rostra.archive.rules.classification import LONGEST_LAW, Order, Proposed, Target
from rostra.archive.states.spans import occurrences
from rostra.archive.states.withholding import OF_RECORD, Part
from rostra.core.data_class import DataClass

AROUND = 30  # characters that are shown beside a place
LONGEST = 50_000
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_HELD_AS = [
    (DataClass.PRIVATE.value, _("Private: about a person, who may see it")),
    (DataClass.NONPUBLIC.value, _("Nonpublic: about no person; whom it is about may see it")),
    (DataClass.CONFIDENTIAL.value, _("Confidential: about a person, who may not see it either")),
    (DataClass.PROTECTED.value, _("Protected nonpublic: about no person; whom it is about may not see it either")),
]
_WHAT = {
    "span": _("Some words of the text: quote them below"),
    "text": _("The text of this version"),
    "version": _("Everything that is said in this version"),
    "whole": _("The whole record, in every version"),
    Part.AUTHOR: _("Who said it, in every version"),
    Part.HANDLE: _("The handle and the address on the network, in every version"),
    Part.NAME: _("The displayed name, in every version"),
    Part.ADDRESS: _("The address on the network, in every version"),
    Part.CONTEXT: _("What it answers, repeats or quotes"),
    Part.LINKS: _("Where the links of this version lead"),
}
_AGAIN = {
    Part.TEXT: _("the same text"),
    Part.LINKS: _("a link that leads to the same place"),
    Part.WHOLE: _("the same text, or the same picture"),
    Part.AUTHOR: _("the same author"),
    Part.HANDLE: _("the same handle"),
    Part.NAME: _("the same displayed name"),
}
ANOTHER = "another"
WITHHOLD, LEAVE = "withhold", "leave"
_ANSWERS = [(WITHHOLD, _("Withhold it there too")), (LEAVE, _("Seen: leave it open there, and do not ask again"))]
SHOWN = {
    "": _("All"),
    "standing": _("Withheld now"),
    "unconfirmed": _("To be confirmed"),
    "ending": _("Ends soon"),
    "open": _("Open again"),
}


class ListForm(forms.Form):
    """Which classifications are shown."""

    shown = forms.ChoiceField(label=_("Which"), required=False, choices=list(SHOWN.items()))
    held_as = forms.ChoiceField(label=_("Class"), required=False)
    basis = forms.ChoiceField(label=_("Law"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["held_as"].choices = [("", _("All")), *((value, value.replace("-", " ")) for value, _name in _HELD_AS)]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["basis"].choices = [("", _("All")), *_laws()]  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """A record by its number or its address here."""

    record = RecordField(label=_("A record"))


class LiftForm(forms.Form):
    """Why it is opened again."""

    reason = forms.CharField(label=_("Why it is opened again"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ClassifyForm(forms.Form):
    """What of a version is withheld, as what, on which law."""

    what = forms.ChoiceField(label=_("What is withheld"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("The words, exactly as they stand"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    places = forms.MultipleChoiceField(label=_("They stand in several places: which?"), required=False, widget=forms.CheckboxSelectMultiple)
    held_as = forms.ChoiceField(label=_("Class"), choices=_HELD_AS, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("Law"))
    law = forms.CharField(
        label=_("Another law"),
        required=False,
        max_length=LONGEST_LAW,
        help_text=_("As it is cited. Everybody reads it, so no content here."),
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For staff. Needed where the law is another one."),
    )
    until = forms.DateField(label=_("Last day, if it is temporary"), required=False, widget=_DAY)
    order = forms.CharField(label=_("Order of a court: its number"), required=False, max_length=80)
    court = forms.CharField(label=_("Which court"), required=False, max_length=80)
    ordered = forms.DateField(label=_("Day of the order"), required=False, widget=_DAY)

    def __init__(self, data: Any, version: Version, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.version = version
        words = _same_lines(str(self["words"].value() or ""))
        self.found = [Place(version, start, end) for start, end in occurrences(version.text, words)]
        self.fields["what"].choices = list(_what_of(version))  # type: ignore[attr-defined] # a ChoiceField
        self.fields["basis"].choices = [("", _("Choose one")), *_laws(), (ANOTHER, _("Another law"))]  # type: ignore[attr-defined]
        if len(self.found) > 1:
            self.fields["places"].choices = [(place.key, around(place)) for place in self.found]  # type: ignore[attr-defined]
        else:
            del self.fields["places"]

    def clean(self) -> dict[str, Any] | None:
        """Words must stand in the text; where they stand more than once, somebody says which are meant. A court's order is whole."""
        told = super().clean() or {}
        if told.get("what") == Part.SPAN:
            if not self.found:
                self.add_error("words", _("These words do not stand in the text exactly so. Copy them from it."))
            elif "places" in self.fields and not told.get("places"):
                self.add_error("places", _("They stand in several places: mark those that are meant."))
        given = [bool(told.get(name)) for name in ("order", "court", "ordered")]
        if any(given) and not all(given):
            self.add_error("order", _("An order needs its number, the court and the day."))
        return told

    def targets(self, record: Record) -> list[Target]:
        """What is withheld: one thing, or several places of the same words."""
        what = self.cleaned_data["what"]
        if what == Part.SPAN:
            chosen = self.cleaned_data.get("places") or [place.key for place in self.found]
            places = [place for place in self.found if place.key in chosen]
            return [Target(record, Part.SPAN, self.version.number, span=(place.start, place.end)) for place in places]
        if what.startswith("attachment-"):
            return [Target(record, Part.ATTACHMENT, self.version.number, ordinal=int(what.removeprefix("attachment-")))]
        if what == "version":
            return [Target(record, Part.WHOLE, self.version.number)]
        part = Part(what)
        return [Target(record, part, None if part in OF_RECORD or part is Part.WHOLE else self.version.number)]

    def proposed(self) -> Proposed:
        """As what, and on which law."""
        told = self.cleaned_data
        order = Order(told["order"], told["court"], told["ordered"]) if told["order"] else None
        plain = Proposed(DataClass(told["held_as"]), told["basis"], "", told["reason"], told["until"], order)
        return replace(plain, basis="", law=told["law"]) if told["basis"] == ANOTHER else plain


class ElsewhereForm(forms.Form):
    """Where the same is withheld too, or was seen and stays open."""

    places = forms.MultipleChoiceField(label=_("It stands here too"), widget=forms.CheckboxSelectMultiple)
    answer = forms.ChoiceField(label=_("What of those that are marked"), choices=_ANSWERS, initial=WITHHOLD, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why it stays open there"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For staff."),
    )

    def __init__(self, data: Any, found: Sequence[Place]) -> None:
        super().__init__(data)
        self.found = found
        self.fields["places"].choices = [(place.key, _elsewhere(place)) for place in found]  # type: ignore[attr-defined] # a ChoiceField

    def chosen(self) -> list[Place]:
        """Those that were marked."""
        return [place for place in self.found if place.key in self.cleaned_data["places"]]


def around(place: Place) -> str:
    """Words with a little of what stands beside them."""
    text = place.version.text
    before, after = text[max(place.start - AROUND, 0) : place.start], text[place.end : place.end + AROUND]
    return f"…{before}[{text[place.start : place.end]}]{after}…"


def _elsewhere(place: Place) -> str:
    number = _("every version") if place.every else f"{_('version')} {place.version.number}"
    return f"{_('Record')} {place.version.record_id}, {number}: {_what_stands(place)}"


def _what_stands(place: Place) -> str:
    if place.part is Part.SPAN:
        return around(place)
    return str(_AGAIN[place.part]) if place.ordinal is None else f"{_('the same attachment')} ({place.ordinal + 1})"


def _same_lines(words: str) -> str:
    """Forms send lines with both of their ends; texts have one."""
    return words.replace("\r\n", "\n")


def _laws() -> Iterator[tuple[str, str]]:
    return ((each.key, f"{each.law}: {each.words}") for each in bases())


def _what_of(version: Version) -> Iterator[tuple[str, Any]]:
    for key, name in _WHAT.items():
        if version.text or key not in {"span", "text", Part.LINKS}:
            yield str(key), name
    for each in version.attachments.all():
        yield f"attachment-{each.ordinal}", f"{_('Attachment')} {each.ordinal + 1}: {each.alt[:60] or each.media_type}"
