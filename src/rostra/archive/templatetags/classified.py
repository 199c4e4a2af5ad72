"""Classes of data and what is withheld, in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.archive.models import Attachment, Classification, Version
from rostra.archive.queries.bases import basis_of
from rostra.archive.queries.withheld import staff_copy, standing_of
from rostra.archive.states.breach import BreachState
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import Part, Standing, Step
from rostra.core.data_class import DataClass

register = template.Library()

CLASSES = {
    DataClass.PUBLIC: _("public"),
    DataClass.PRIVATE: _("private"),
    DataClass.NONPUBLIC: _("nonpublic"),
    DataClass.CONFIDENTIAL: _("confidential"),
    DataClass.PROTECTED: _("protected nonpublic"),
}
MEANINGS = {
    DataClass.PUBLIC: _("everybody may see it"),
    DataClass.PRIVATE: _("about a person, who may see it"),
    DataClass.NONPUBLIC: _("about no person; whom it is about may see it"),
    DataClass.CONFIDENTIAL: _("about a person, who may not see it either"),
    DataClass.PROTECTED: _("about no person; whom it is about may not see it either"),
}
PARTS = {
    Part.WHOLE: _("the whole record"),
    Part.AUTHOR: _("who said it"),
    Part.HANDLE: _("the handle and the address on the network"),
    Part.NAME: _("the displayed name"),
    Part.ADDRESS: _("the address on the network"),
    Part.CONTEXT: _("what it answers, repeats or quotes"),
    Part.TEXT: _("the text"),
    Part.LINKS: _("where the links lead"),
    Part.ATTACHMENT: _("an attachment"),
    Part.SPAN: _("some words of the text"),
}
BREACHES = {
    BreachState.DISCOVERED: _("discovered, not assessed"),
    BreachState.ASSESSED: _("assessed, not decided"),
    BreachState.NO_BREACH: _("no breach"),
    BreachState.BREACH: _("a breach: people are to be told"),
    BreachState.NOTIFIED: _("people were told"),
    BreachState.REPORTED: _("reported"),
}
BREACH_STEPS = {
    "open": _("entered"),
    "assess": _("assessed"),
    "assess-again": _("to be assessed again"),
    "find-breach": _("decided: it was a breach"),
    "find-none": _("decided: it was none"),
    "notify": _("people were told"),
    "report": _("reported"),
}
STANDINGS = {
    Standing.WITHHELD: _("withheld"),
    Standing.UNCONFIRMED: _("withheld, to be confirmed"),
    Standing.ENDED: _("ended by its day"),
    Standing.OPEN: _("open again"),
}
STEPS = {Step.SET: _("withheld"), Step.CONFIRMED: _("confirmed"), Step.LIFTED: _("opened again")}


@register.filter
def class_name(held_as: str) -> str:
    """A class of data."""
    return str(CLASSES[DataClass(held_as)])


@register.filter
def class_meaning(held_as: str) -> str:
    """Who may see something of a class."""
    return str(MEANINGS[DataClass(held_as)])


@register.filter
def withheld_name(part: str) -> str:
    """What a classification is about."""
    return str(PARTS[Part(part)])


@register.filter
def withheld_part(row: Classification) -> str:
    """The same with which version, which attachment, and which characters: two places of one text are told apart without their words."""
    name = f"{withheld_name(row.part)}, {row.ordinal + 1}" if row.ordinal is not None else withheld_name(row.part)
    if row.start is not None and row.end is not None:
        name = f"{name}, {_('characters')} {row.start + 1}–{row.end}"
    return f"{name} ({_('version')} {row.version})" if row.version else name


@register.filter
def withholding_step(step: str) -> str:
    """What a row of a history tells."""
    return str(STEPS[Step(step)])


@register.filter
def basis_words(key: str) -> str:
    """What a known law protects; empty for another."""
    known = basis_of(key)
    return known.words if known else ""


@register.filter
def withholds(version: Version, attachment: Attachment) -> bool:
    """Whether an attachment of a version (``as_public``) is withheld."""
    return bool(version.withheld.why_attachment(attachment.ordinal))


@register.filter
def for_staff(version: Version) -> Version:
    """A version without what a law withholds: staff who need that have a page for it, which asks what for."""
    return staff_copy(version)


@register.filter
def held_pieces(version: Version, withheld: Withheld) -> list[tuple[str, str]]:
    """The whole text, for staff, in pieces: each with the law on which it is withheld, or nothing."""
    if why := withheld.why(Part.TEXT):
        return [(version.text, why)]
    pieces: list[tuple[str, str]] = []
    place = 0
    for start, end, label in withheld.spans(len(version.text)):
        pieces += ((version.text[place:start], ""), (version.text[start:end], label))
        place = end
    return [*pieces, (version.text[place:], "")]


@register.filter
def breach_state(state: str) -> str:
    """How a breach stands."""
    return str(BREACHES[BreachState(state)])


@register.filter
def breach_step(move: str) -> str:
    """What was done about a breach."""
    return str(BREACH_STEPS[move])


@register.filter
def stands(row: Classification) -> str:
    """How the newest row of a history stands today."""
    return str(STANDINGS[standing_of(row)])
