"""Acts and standings in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

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


@register.filter
def act_label(act: str) -> str:
    """What was done."""
    return str(ACTS[Act(act)])


@register.filter
def standing_words(standing: str) -> str:
    """How it stands."""
    return str(STANDINGS[Standing(standing)])
