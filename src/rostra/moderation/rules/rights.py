"""Who may see, undo, except."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings

from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission
from rostra.moderation.models import BlockException, Restriction
from rostra.moderation.states.exceptions import ExceptionState
from rostra.moderation.states.standing import Standing
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right

EXCEPTION = "attorney-exception"


def may_see_restrictions(actor: Actor) -> Permission:
    """That there are some, and how they stand; whom they are against is opened one by one, and written down."""
    return may(actor, Right.READ, Function.BLOCK_EXCEPTION)


def may_see_whom(actor: Actor, *, also: Collection[Relation] = ()) -> Permission:
    """Whom one is against: who may undo it, and who sees them all; not who only heads the unit."""
    return may(actor, Right.WRITE, Function.BLOCK_EXCEPTION, also=also) or may_see_restrictions(actor)


def may_undo(actor: Actor, restriction: Restriction, *, also: Collection[Relation] = ()) -> Permission:
    """Who looks after the account, and communications."""
    if restriction.standing == Standing.LIFTED:
        return Permission("It is lifted already.")
    return may(actor, Right.WRITE, Function.BLOCK_EXCEPTION, also=also)


def may_request_exception(actor: Actor, *, also: Collection[Relation] = ()) -> Permission:
    """Whoever may undo, where the city has exceptions at all."""
    return _if_any(may(actor, Right.WRITE, Function.BLOCK_EXCEPTION, also=also))


def may_recommend_exception(actor: Actor, exception: BlockException) -> Permission:
    """Communications; another person than the one who asked."""
    return _if_any(_not_own(actor, exception) and may(actor, Right.WRITE, Function.BLOCK_EXCEPTION))


def may_decide_exception(actor: Actor, exception: BlockException) -> Permission:
    """Counsel; never who asked for it (law: requester and approver are two people)."""
    return _not_own(actor, exception) and may(actor, Right.APPROVE, Function.BLOCK_EXCEPTION)


def may_end_exception(actor: Actor, exception: BlockException, *, also: Collection[Relation] = ()) -> Permission:
    """Early: counsel, and whoever may undo, for it only takes a restriction away."""
    if exception.state != ExceptionState.IN_FORCE:
        return Permission(f"It is {exception.state.replace('-', ' ')}.")
    return may(actor, Right.APPROVE, Function.BLOCK_EXCEPTION) or may(actor, Right.WRITE, Function.BLOCK_EXCEPTION, also=also)


def _if_any(permission: Permission) -> Permission:
    if settings.PROFILE.moderation.blocking != EXCEPTION:
        return Permission("This city’s rule knows no exceptions: nobody is blocked.")
    return permission


def _not_own(actor: Actor, exception: BlockException) -> Permission:
    return Permission("Whoever asked for an exception does not decide about it.") if actor.ref == exception.by_ref else ALLOWED
