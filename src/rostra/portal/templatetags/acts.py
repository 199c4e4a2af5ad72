"""Acts against somebody's speech in plain English: how one stands, what was done about it, how it was looked for."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rostra.moderation.queries.looks import Way
from rostra.moderation.queries.public import How

register = template.Library()

HOWS = {
    How.OPEN: (gettext_lazy("Not undone yet"), "clock", "edited"),
    How.OVERDUE: (gettext_lazy("Overdue"), "warning", "gone"),
    How.ALLOWED: (gettext_lazy("Allowed by counsel"), "proof", "public"),
    How.RECORDED: (gettext_lazy("Recorded, with its ground"), "proof", "public"),
    How.TOLERATED: (gettext_lazy("Takes nothing from anybody"), "unknown", "plain"),
    How.UNDONE: (gettext_lazy("Undone"), "present", "present"),
}

STEPS = {
    "found": gettext_lazy("It was seen, and entered here."),
    "judged-again": gettext_lazy("A reply from before it came to be known, and it was judged again."),
    "ordered": gettext_lazy("Undoing it was ordered through the network’s interface."),
    "failed": gettext_lazy("The network did not undo it."),
    "accepted": gettext_lazy("The network answered that it is undone. Only the next look proves it."),
    "said": gettext_lazy("Somebody who looks after the account said that it is undone. Only the next look proves it."),
    "gone": gettext_lazy("It was seen to be gone."),
    "asked": gettext_lazy("An exception was asked for."),
    "recommended": gettext_lazy("Communications recommended the exception."),
    "allowed": gettext_lazy("The city attorney allowed the exception, until a day."),
    "expired": gettext_lazy("The exception ran out."),
    "withdrawn": gettext_lazy("The exception was ended early."),
    "overturned": gettext_lazy("The exception was overturned on appeal."),
}

WAYS = {
    Way.RECORDS: (
        gettext_lazy("From the network’s own records"),
        gettext_lazy("The network publishes what the account does, and it is read there as it happens."),
    ),
    Way.EXPORT: (
        gettext_lazy("From a list that was handed in"),
        gettext_lazy(
            "The network shows it to the account’s holder alone, who took the list out of it. What happened between two lists is not known."
        ),
    ),
    Way.NOTHING: (
        gettext_lazy("Not looked at"),
        gettext_lazy(
            "The network shows it to the account’s holder alone, and no list was handed in. That nothing is recorded proves nothing."
        ),
    ),
}


@register.filter
def how_label(how: str) -> str:
    """How it stands."""
    return str(HOWS[How(how)][0])


@register.filter
def how_icon(how: str) -> str:
    """The icon beside it."""
    return HOWS[How(how)][1]


@register.filter
def how_mark(how: str) -> str:
    """The mark around it."""
    return HOWS[How(how)][2]


@register.filter
def step_label(what: str) -> str:
    """Something that was done about it."""
    return str(STEPS[what])


@register.filter
def way_label(way: str) -> str:
    """How it was looked for."""
    return str(WAYS[Way(way)][0])


@register.filter
def way_meaning(way: str) -> str:
    """The same in a sentence."""
    return str(WAYS[Way(way)][1])


@register.filter
def in_days(days: float | None) -> str:
    """How long something stood: ``3.6 days``."""
    if days is None:
        return ""
    if days < 1:
        return _("less than a day")
    told = f"{days:.1f}".removesuffix(".0")
    return ngettext("%(n)s day", "%(n)s days", 1 if told == "1" else 2) % {"n": told}
