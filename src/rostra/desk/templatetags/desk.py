"""Names of events and facts, for people."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sized

from django import template
from django.template.defaultfilters import capfirst

from rostra.core import clock
from rostra.core.dates import in_words
from rostra.desk.forms import ACTS
from rostra.platforms.base import Act

register = template.Library()

STAMP = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@register.filter
def deed(action: str) -> str:
    """What an event tells of: ``accounts.account.registered`` as “Account registered”."""
    return str(capfirst(" ".join(action.split(".")[1:]).replace("-", " ")))


@register.filter
def list_label(act: str) -> str:
    """What a list of an act holds."""
    return str(ACTS[Act(act)])


@register.filter
def named(fact: str) -> str:
    """A fact's name: ``look_alike_of`` as “Look alike of”."""
    return str(capfirst(fact.replace("_", " ")))


@register.filter
def stamped(value: object) -> dt.datetime | None:
    """The moment that a fact tells of, where it is one."""
    try:
        return clock.parse_stamp(value) if isinstance(value, str) else None
    except ValueError:
        return None


@register.filter
def told(text: str) -> list[tuple[str, dt.datetime | None]]:
    """A text in pieces: words, and the moments that stand in it as stamps."""
    words, stamps = STAMP.split(text), STAMP.findall(text)
    return list(zip(words, [*map(clock.parse_stamp, stamps), None], strict=True))


@register.filter
def less(more: int, some: Sized) -> int:
    """How many are left when ``some`` are shown."""
    return more - len(some)


@register.filter
def listed(value: object) -> str:
    """A fact in words: several of them in a row, a day as pages say days."""
    if isinstance(value, list):
        return ", ".join(map(listed, value))
    text = str(value)
    try:
        return in_words(dt.date.fromisoformat(text)) if DAY.fullmatch(text) else text
    except ValueError:  # no such day
        return text


@register.filter
def pairs(facts: Mapping[str, object]) -> list[tuple[str, object]]:
    """Names and values. Not ``facts.items``: of facts that have a name ``items`` a template takes that one."""
    return list(facts.items())


@register.filter
def at(found: Mapping[int, int], key: int) -> int | None:
    """What stands at this key; None where nothing does."""
    return found.get(key)
