"""Undoing what was done: through the network's interface, or by hand. Either way only the next look at the network proves it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from rostra.accounts.queries import relations
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.actions.following import subject_of
from rostra.moderation.models import Restriction
from rostra.moderation.rules.rights import may_undo
from rostra.platforms.base import Act, Platform, PlatformError
from rostra.platforms.base import Restriction as Shown


@sensitive_variables("secret")
def undo(restriction: Restriction, platform: Platform, secret: str, *, actor: Actor) -> None:
    """Undo it on the network, with a secret of the account that is used for this and kept nowhere.

    That it was ordered is on record before the network is asked, and what came of it after. The restriction stands until the network shows
    that it is gone. Raises Forbidden, Invalid without a secret, Conflict with the network's own words.
    """
    _ready(restriction, actor)
    if not secret.strip():
        raise Invalid({"secret": "Give a password of the account that was made for this."})
    if Act(restriction.act) not in platform.capabilities.lifts:
        raise Conflict(
            f"{restriction.account.network} offers no way to undo this from here", hint="undo it on the network, and say so here"
        )
    _note(restriction, "undoing-ordered", {}, actor)
    try:
        shown = Shown(Act(restriction.act), restriction.subject)
        platform.lift(restriction.account.identity, secret.strip(), restriction.record.uri, shown)
    except PlatformError as error:
        _note(restriction, "undoing-failed", {"answer": type(error).__name__}, actor)
        raise Conflict(str(error), hint="nothing was changed here: try again, or undo it on the network") from None
    _note(restriction, "undone-on-the-network", {}, actor)


def say_undone(restriction: Restriction, *, statement: str, actor: Actor) -> None:
    """Somebody undid it by hand, and says so. It stands until the network, or its next list, shows it. Raises Forbidden, Invalid."""
    _ready(restriction, actor)
    if not statement.strip():
        raise Invalid({"statement": "Say what you did, and when."})
    _note(restriction, "said-to-be-undone", {"statement": statement.strip()}, actor)


def _ready(restriction: Restriction, actor: Actor) -> None:
    may_undo(actor, restriction, also=relations(actor, restriction.account)).require()


@transaction.atomic
def _note(restriction: Restriction, what: str, facts: Mapping[str, str], actor: Actor) -> None:
    told = {"account": restriction.account.slug, "act": restriction.act, **facts}
    record_event(actor=actor, action=f"moderation.restriction.{what}", subject=subject_of(restriction), facts=told)
