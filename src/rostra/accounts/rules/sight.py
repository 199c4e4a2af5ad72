"""Who sees what of the register on the desk: everything, or the accounts and requests that are one's own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from rostra.accounts.models import Account, AccountRequest
from rostra.accounts.queries import accounts_looked_after, acted_as, asker_of, official_accounts, person_of, relations, requests
from rostra.core.actor import Actor
from rostra.core.permission import Permission
from rostra.people.queries import city_day, units_headed_by
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right


def sees_all(actor: Actor) -> Permission:
    """The whole register: by role."""
    return may(actor, Right.READ, Function.REGISTER)


def may_see_register(actor: Actor) -> Permission:
    """The desk's pages on accounts: by role, or of the accounts that one looks after or whose unit one heads."""
    return may(actor, Right.READ, Function.REGISTER, also=actor.relations)


def accounts_in_sight(actor: Actor) -> QuerySet[Account]:
    """The accounts that the actor sees on the desk."""
    if sees_all(actor):
        return official_accounts()
    person = person_of(actor)
    return accounts_looked_after(person) if person else Account.objects.none()


def may_see_account(actor: Actor, account: Account) -> Permission:
    """One account on the desk. That somebody holds a position somewhere in the city opens its public page, not this one."""
    whole = sees_all(actor)
    return whole or may(actor, Right.READ, Function.REGISTER, also=relations(actor, account) - {Relation.COVERED_PERSON})


def requests_in_sight(actor: Actor) -> QuerySet[AccountRequest]:
    """The requests that the actor sees: all by role, else those that are their own, name them, or are of a unit that they head."""
    if sees_all(actor):
        return requests()
    person = person_of(actor)
    if person is None:
        return AccountRequest.objects.none()
    named = Q(custodian=person) | Q(steward=person) | Q(backup=person)
    return requests().filter(Q(by_ref__in=acted_as(actor, person)) | named | Q(unit__in=units_headed_by(person, city_day())))


def own_requests(actor: Actor) -> QuerySet[AccountRequest]:
    """The requests that whoever acts made themselves, signed in or by an invitation, the latest first."""
    return requests().filter(by_ref__in=acted_as(actor, asker_of(actor)))


def may_see_request(actor: Actor, request: AccountRequest) -> Permission:
    """One request."""
    found = requests_in_sight(actor).filter(pk=request.pk).exists()
    return Permission() if found else Permission("Only who made it, who is named in it, and who decides about it may see this request.")
