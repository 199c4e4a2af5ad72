"""Acts and standings in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.moderation.states.reports import BlockReportState, What
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
    Standing.TOLERATED: _("takes nothing from anybody"),
    Standing.LIFTED: _("undone"),
}

REPORTS = {
    BlockReportState.RECEIVED: _("It was received."),
    BlockReportState.LOOKED_INTO: _("Somebody looks into it."),
    BlockReportState.CONFIRMED: _("It was looked into, and confirmed."),
    BlockReportState.NOT_FOUND: _("It was looked into, and nothing was found."),
    BlockReportState.WITHDRAWN: _("It was taken back."),
    BlockReportState.CLOSED: _("It is closed."),
}

WHATS = {
    What.BLOCKED: _("Blocked"),
    What.REPLY_HIDDEN: _("Reply hidden"),
    What.COMMENT_REMOVED: _("Comment removed"),
    What.COMMENTS_CLOSED: _("Comments closed or limited"),
    What.OTHER: _("Something else"),
}


@register.filter
def report_words(state: str) -> str:
    """Where a report stands, in a sentence."""
    return str(REPORTS[BlockReportState(state)])


@register.filter
def what_words(what: str) -> str:
    """What was reported."""
    return str(WHATS[What(what)])


@register.filter
def act_label(act: str) -> str:
    """What was done."""
    return str(ACTS[Act(act)])


@register.filter
def standing_words(standing: str) -> str:
    """How it stands."""
    return str(STANDINGS[Standing(standing)])
