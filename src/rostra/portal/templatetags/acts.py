"""Acts against somebody's speech in plain English: how one stands, what was done about it, how it was looked for."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rostra.moderation.queries.looks import Way
from rostra.moderation.queries.public import How
from rostra.moderation.queries.settings import Known

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
    "explained": gettext_lazy("It has its explanation: a recorded act, or a filter word that counsel allowed."),
    "reopened": gettext_lazy("It has no explanation any more, and is to be undone."),
    "proposed": gettext_lazy("A moderator recorded the act with its ground. A second person looks at it."),
    "approved": gettext_lazy("The act was approved."),
    "left": gettext_lazy("It was left as it was."),
    "applied": gettext_lazy("The act was done on the network."),
    "reviewed": gettext_lazy("A second person looked at what was done in an emergency."),
    "kept": gettext_lazy("Somebody looked at it again, and kept it."),
    "told": gettext_lazy("The person was told, or it is on record why not."),
    "appealed": gettext_lazy("An appeal came in."),
    "upheld": gettext_lazy("The appeal was decided: it stands."),
    "reversed": gettext_lazy("The act was taken back, and is to be undone."),
    "restored": gettext_lazy("It was restored."),
    "closed": gettext_lazy("The act is closed: nothing more can come of it."),
    "word-asked": gettext_lazy("The filter word was asked for."),
    "word-refused": gettext_lazy("The filter word was refused."),
    "word-allowed": gettext_lazy("The city attorney allowed the filter word, until a day."),
    "word-ended": gettext_lazy("The filter word was ended."),
    "refused": gettext_lazy("The city attorney refused the exception."),
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
    Way.ATTESTED: (
        gettext_lazy("Settings read off by a person"),
        gettext_lazy(
            "Somebody read off who may comment and which words are filtered. No list was handed in: whether anybody is blocked is not "
            "known."
        ),
    ),
    Way.NOTHING: (
        gettext_lazy("Not looked at"),
        gettext_lazy(
            "The network shows it to the account’s holder alone, and no list was handed in. That nothing is recorded proves nothing."
        ),
    ),
}


KNOWN = {
    Known.RECORDS: (
        gettext_lazy("From the network’s own records"),
        gettext_lazy("The network publishes what is set for each thread, and answers for it through its interface."),
    ),
    Known.EXPORT: (
        gettext_lazy("From a list that was handed in"),
        gettext_lazy("The account’s holder took the list of filter words out of the network as a file. Other settings were not looked at."),
    ),
    Known.ATTESTED: (
        gettext_lazy("Read off by a person"),
        gettext_lazy(
            "The network shows it to the account’s holder alone. Somebody who looks after the account read it off the screen and handed "
            "over pictures. That is weaker evidence than what a network answers or exports: it rests on what one person says they saw."
        ),
    ),
    Known.NOTHING: (
        gettext_lazy("Not looked at"),
        gettext_lazy("The network shows it to the account’s holder alone, and nobody has read it off yet."),
    ),
}


@register.filter
def known_label(known: str) -> str:
    """How a setting is known."""
    return str(KNOWN[Known(known)][0])


@register.filter
def known_meaning(known: str) -> str:
    """The same in a sentence."""
    return str(KNOWN[Known(known)][1])


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
