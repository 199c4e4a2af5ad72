"""Accounts that stand in no register and may be the city's: adopt, convert, close, or declare personal, and then keep nothing."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from rostra.accounts import rules
from rostra.accounts.actions.life import close_account
from rostra.accounts.actions.register import register_account
from rostra.accounts.models import Account, Found, FoundDecision
from rostra.accounts.states.life import FOUND_LIFE, FoundState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.erasing import erase_after_commit
from rostra.core.errors import Conflict, Invalid
from rostra.people.models import Unit


@transaction.atomic
def note_found(network: str, address: str, unit: Unit, *, actor: Actor) -> Found:
    """Put an account before those who decide. No event holds its address: an event is for ever. Raises Forbidden, Invalid, Conflict."""
    rules.may_decide_found(actor).require()
    if problem := rules.found_problems(network, address):
        raise Invalid(problem)
    try:
        with transaction.atomic():
            found = Found.objects.create(network=network, address=address.strip(), unit=unit, noticed=clock.now())
    except IntegrityError:
        raise Conflict("This account was noted already and waits to be decided about.", hint="open the list of found accounts") from None
    record_event(actor=actor, action="accounts.found.noted", subject=f"found:{found.pk}")
    return found


@transaction.atomic
def adopt_found(found: Found, new: rules.NewAccount, *, actor: Actor, move: str = "adopt", accept_look_alike: str = "") -> Account:
    """It was the city's all along (``adopt``), or its owner gives it to the city (``convert``): it is registered. Raises as registering."""
    rules.may_decide_found(actor).require()
    outcome = FOUND_LIFE.target(move, FoundState.FOUND)
    account = register_account(new, actor=actor, accept_look_alike=accept_look_alike)
    _decide(found, outcome, account, actor)
    return account


@transaction.atomic
def close_found(found: Found, new: rules.NewAccount, *, reason: str, actor: Actor, accept_look_alike: str = "") -> Account:
    """It was the city's and is closed at once: registered, and closing. Raises as registering, and Invalid without a reason."""
    account = adopt_found(found, new, actor=actor, move="close", accept_look_alike=accept_look_alike)
    return close_account(account, reason=reason, actor=actor)


@transaction.atomic
def declare_personal(found: Found, *, actor: Actor) -> None:
    """It is not the city's. Nothing is kept but that this was decided: no address, no network, no unit, no word. Raises Forbidden."""
    rules.may_decide_found(actor).require()
    _decide(found, FOUND_LIFE.target("declare-personal", FoundState.FOUND), None, actor)
    erase_after_commit()


def _decide(found: Found, outcome: FoundState, account: Account | None, actor: Actor) -> None:
    row = Found.objects.select_for_update().filter(pk=found.pk).first()
    if row is None:
        raise Conflict("This account was decided about a moment ago.", hint="open the list of found accounts")
    number = row.pk
    row.delete()
    FoundDecision.objects.create(outcome=outcome, account=account, decided=clock.now(), by_ref=actor.ref)
    facts = {"account": account.slug} if account else {}
    record_event(actor=actor, action=f"accounts.found.{outcome}", subject=f"found:{number}", facts=facts)
