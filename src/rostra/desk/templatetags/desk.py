"""Names of events and facts, for people."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import capfirst

register = template.Library()


@register.filter
def deed(action: str) -> str:
    """What an event tells of: ``accounts.account.registered`` as “Account registered”."""
    return str(capfirst(" ".join(action.split(".")[1:]).replace("-", " ")))


@register.filter
def named(fact: str) -> str:
    """A fact's name: ``look_alike_of`` as “Look alike of”."""
    return str(capfirst(fact.replace("_", " ")))
