"""The numbers of the ledger on a page, each with its name beside it for whoever reads the page by program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from rostra.capture.queries.ledger import LOOKS, Numbers, share
from rostra.capture.rules import bearable_break
from rostra.capture.states import Work
from rostra.core import clock
from rostra.core.dates import month_in_words
from rostra.core.months import Month
from rostra.platforms.base import Cause, Evidence, Method
from rostra.portal.templatetags.portal import duration

register = template.Library()

WAYS = {
    Method.STREAM: gettext_lazy("as it happens"),
    Method.POLL: gettext_lazy("asked for news"),
    Method.PROBE: gettext_lazy("looked again at what we hold"),
    Method.SNAPSHOT: gettext_lazy("compared lists"),
    Method.IMPORT: gettext_lazy("took in a file"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A number of one part of a group: of a way of looking, a cause, a grade of evidence."""

    name: str
    numbers: Numbers

    @property
    def gaps(self) -> int:
        """Of a cause: how many gaps."""
        return self.numbers[f"{self.name} gaps"]


@register.filter
def number(numbers: Numbers, name: str) -> SafeString:
    """A number, with its thousands apart."""
    return format_html('<span data-number="{}">{}</span>', name, f"{numbers[name]:,}")


@register.filter
def minutes(numbers: Numbers, name: str) -> SafeString:
    """The same of minutes, with the word in its right form."""
    return format_html(ngettext("{} minute", "{} minutes", numbers[name]), number(numbers, name))


@register.filter
def signed(numbers: Numbers, name: str) -> SafeString:
    """A number that may lie below 0, with its sign."""
    return format_html('<span data-number="{}">{}</span>', name, f"{numbers[name]:+,}" if numbers[name] else "0")


@register.filter
def percent(numbers: Numbers, name: str) -> SafeString:
    """What part of the month so far these minutes are."""
    return format_html('<span data-percent="{}">{}</span> %', name, f"{share(numbers, name):.1f}")


@register.filter
def of_part(part: Part, name: str) -> SafeString:
    """A number of a part."""
    return number(part.numbers, f"{part.name} {name}")


@register.filter
def minutes_of_part(part: Part) -> SafeString:
    """For how long."""
    return minutes(part.numbers, f"{part.name} minutes")


@register.filter
def percent_of_part(part: Part, name: str) -> SafeString:
    """The same of minutes."""
    return percent(part.numbers, f"{part.name} {name}")


@register.filter
def ways_of(numbers: Numbers) -> list[Part]:
    """The ways in which it was looked at without a break for any time."""
    return list(_parts(numbers, LOOKS, "minutes"))


@register.filter
def checks_of(numbers: Numbers) -> list[Part]:
    """The ways in which anything was asked."""
    return list(_parts(numbers, LOOKS, "done", "failed"))


@register.filter
def causes_of(numbers: Numbers) -> list[Part]:
    """The causes of what may have been missed."""
    return list(_parts(numbers, Cause, "gaps"))


@register.filter
def evidence_of(numbers: Numbers) -> list[Part]:
    """The grades of evidence of what was taken in, strongest first."""
    return list(_parts(numbers, Evidence, "versions"))


def _parts(numbers: Numbers, names: type[Cause | Evidence] | tuple[Method, ...], *told: str) -> Iterator[Part]:
    """Those of the names of which there is anything to tell."""
    return (Part(name.value, numbers) for name in names if any(numbers[f"{name} {each}"] for each in told))


@register.inclusion_tag("portal/ledger-note.html")
def ledger_note() -> dict[str, str]:
    """What "watched" means here: how often the city has its accounts asked, and for how long they may go unasked."""
    now = clock.now()
    asked = dt.timedelta(seconds=settings.PROFILE.capture.poll_every)
    return {"every": duration(now - asked, now), "bearable": duration(now - bearable_break(Work.POLL), now)}


@register.filter
def way_label(method: str) -> str:
    """How it was looked at."""
    return str(WAYS[Method(method)])


@register.filter
def month_name(month: Month) -> str:
    """A month: ``November 2026``."""
    return month_in_words(month.first_day)
