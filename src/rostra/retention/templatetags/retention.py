"""Holds in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.retention.states import HoldState

register = template.Library()

STATES = {HoldState.ACTIVE: _("stands"), HoldState.RELEASE_REQUESTED: _("release asked for"), HoldState.RELEASED: _("released")}
STEPS = {"request-release": _("Its release was asked for"), "release": _("Released"), "keep": _("Kept")}


@register.filter
def hold_state(state: str) -> str:
    """Whether a hold stands."""
    return str(STATES[HoldState(state)])


@register.filter
def hold_step(move: str) -> str:
    """What was done about it."""
    return str(STEPS[move])
