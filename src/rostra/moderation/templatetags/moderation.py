"""Acts in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.platforms.base import Act

register = template.Library()

ACTS = {
    Act.MUTE: (_("Mute"), _("The account does not see somebody’s posts. Everybody else does.")),
    Act.HIDE: (_("Hidden comment"), _("A reply was hidden below its post, or a quote detached from it.")),
    Act.REMOVE: (_("Removed comment"), _("What somebody wrote to the account was taken away.")),
    Act.RESTRICT: (
        _("Restriction"),
        _("What somebody writes to the account is seen by fewer, or only after approval."),
    ),
    Act.CLOSE_COMMENTS: (_("Comments closed"), _("Nobody may answer or quote a post, or only some may.")),
    Act.FILTER: (_("Filter word"), _("Comments that hold a word are hidden.")),
    Act.BLOCK: (_("Block"), _("Somebody cannot see or answer what the account posts.")),
}


@register.filter
def act_label(act: str) -> str:
    """What was done, in a word or two."""
    return str(ACTS[Act(act)][0])


@register.filter
def act_meaning(act: str) -> str:
    """The same in a sentence."""
    return str(ACTS[Act(act)][1])
