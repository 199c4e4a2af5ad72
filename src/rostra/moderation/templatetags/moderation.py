"""Acts in plain words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.moderation.rules.acts import ground_of
from rostra.moderation.states.acts import ActState
from rostra.moderation.states.reports import BlockReportState, What
from rostra.moderation.states.samples import Agreement, Outcome
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


ACT_NAMES = {
    Act.HIDE: _("Hide a comment"),
    Act.REMOVE: _("Remove a comment"),
    Act.RESTRICT: _("Restrict a person"),
    Act.CLOSE_COMMENTS: _("Close comments"),
}


AGREEMENTS = {
    Agreement.SAME: _("the same"),
    Agreement.OTHER_GROUND: _("another ground"),
    Agreement.OTHER_OUTCOME: _("the other outcome"),
    Agreement.UNCLEAR: _("the text alone did not tell"),
}

OUTCOMES = {
    Outcome.ACT: _("Act on it"),
    Outcome.LEAVE_UP: _("It stays up"),
    Outcome.UNCLEAR: _("The text alone does not tell"),
}


@register.filter
def agreement_words(agreement: str) -> str:
    """How a second look compares with what was decided."""
    return str(AGREEMENTS[Agreement(agreement)])


@register.filter
def outcome_words(outcome: str) -> str:
    """What the second person would do."""
    return str(OUTCOMES[Outcome(outcome)])


@register.filter
def act_name(act: str) -> str:
    """What is done in an act, whether it was done yet or left."""
    return str(ACT_NAMES[Act(act)])


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
def report_words(state: str) -> str:
    """Where a report stands, in a sentence."""
    return str(REPORTS[BlockReportState(state)])


@register.filter
def what_words(what: str) -> str:
    """What was reported."""
    return str(WHATS[What(what)])


@register.filter
def act_label(act: str) -> str:
    """What was done, in a word or two."""
    return str(ACTS[Act(act)][0])


@register.filter
def act_meaning(act: str) -> str:
    """The same in a sentence."""
    return str(ACTS[Act(act)][1])
