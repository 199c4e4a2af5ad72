"""Who sees the direct messages of an account, who says who takes part in them, and how they are held."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.archive import states
from rostra.archive.queries.bases import basis_of
from rostra.archive.queries.messages import Party
from rostra.archive.rules.classification import may_classify
from rostra.archive.states.parties import Decided, held_between
from rostra.core.actor import Actor
from rostra.core.data_class import DataClass
from rostra.core.errors import Misconfigured
from rostra.core.permission import Permission
from rostra.core.profile import MessageRule
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right

UNCLASSIFIED = "message-not-classified"
_LOOKING_AFTER = frozenset({Relation.CUSTODIAN, Relation.STEWARD})


def may_see_some_messages(actor: Actor) -> Permission:
    """The pages of messages at all: who reads the restricted archive, or looks after an account."""
    own = frozenset(actor.relations) & _LOOKING_AFTER
    return may(actor, Right.READ, Function.RESTRICTED_ARCHIVE, also=own, assigned=bool(own))


def may_see_messages(actor: Actor, account: Account, *, known: frozenset[Relation] | None = None) -> Permission:
    """Those of one account: who reads the restricted archive, and who looks after it. ``known``: what they are to it, if that was asked."""
    if whole := may(actor, Right.READ, Function.RESTRICTED_ARCHIVE):
        return whole
    own = (relations(actor, account) if known is None else known) & _LOOKING_AFTER
    return may(actor, Right.READ, Function.RESTRICTED_ARCHIVE, also=own, assigned=bool(own))


def may_say_party(actor: Actor, account: Account) -> Permission:
    """Say who somebody in a conversation is, since their messages are classified by it: who may both see them and classify."""
    return may_see_messages(actor, account) and may_classify(actor)


def held_as(parties: Iterable[Party]) -> Decided:
    """How the messages of a conversation between these are held. Raises Misconfigured where a rule names a law that is not known."""
    found = held_between([party.kind for party in parties], rules_in_force(), UNCLASSIFIED)
    known = basis_of(found.basis)
    if found.held_as is not DataClass.PUBLIC and (known is None or str(found.held_as) not in known.classes):
        raise Misconfigured(
            f"a rule of [[messages.rule]] holds messages as {found.held_as} on the law {found.basis!r}, which does not say so",
            id="archive.E301",
            hint="name a [[classification.basis]] by its key, with this class among its classes",
        )
    return found


def rules_in_force() -> list[MessageRule]:
    """The city's own rules, then the delivered ones."""
    return [*settings.PROFILE.messages.rule, *_delivered()]


@cache
def _delivered() -> list[MessageRule]:
    text = (Path(states.__file__).parent / "messages.toml").read_text(encoding="utf-8")
    return [MessageRule.model_validate(row) for row in tomllib.loads(text)["rule"]]
