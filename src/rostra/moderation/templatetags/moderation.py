"""Acts and standings in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.moderation.rules.acts import ground_of
from rostra.moderation.states.acts import ActState
from rostra.moderation.states.standing import Standing
from rostra.platforms.base import Act

register = template.Library()

ACTS = {
    Act.MUTE: _("Mute"),
    Act.HIDE: _("Hidden reply or quote"),
    Act.REMOVE: _("Removed comment"),
    Act.RESTRICT: _("Restricted person"),
    Act.CLOSE_COMMENTS: _("Closed or limited comments"),
    Act.FILTER: _("Filter word"),
    Act.BLOCK: _("Block"),
}

STANDINGS = {
    Standing.OPEN: _("to be undone"),
    Standing.EXCEPTED: _("allowed by counsel"),
    Standing.EXPLAINED: _("recorded as an act"),
    Standing.TOLERATED: _("takes nothing from anybody"),
    Standing.LIFTED: _("undone"),
}

STATES = {
    ActState.PROPOSED: _("waits for a second person"),
    ActState.APPROVED: _("approved"),
    ActState.APPLIED: _("done"),
    ActState.NOTICED: _("the person was told"),
    ActState.APPEALED: _("appealed"),
    ActState.UPHELD: _("upheld"),
    ActState.REVERSED: _("to be undone"),
    ActState.RESTORED: _("restored"),
    ActState.CLOSED: _("closed"),
    ActState.LEFT_UP: _("left up"),
}


@register.filter
def act_state_words(state: str) -> str:
    """Where an act stands."""
    return str(STATES[ActState(state)])


@register.filter
def ground_name(key: str) -> str:
    """A ground of the closed list; its key where it is no longer on it."""
    ground = ground_of(key)
    return ground.name if ground else key


@register.filter
def act_label(act: str) -> str:
    """What was done."""
    return str(ACTS[Act(act)])


@register.filter
def standing_words(standing: str) -> str:
    """How it stands."""
    return str(STANDINGS[Standing(standing)])
