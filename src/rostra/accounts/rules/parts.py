"""Who may say who has a part in an account, and who can have one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import holder_on
from rostra.accounts.rules.readiness import unready_problem
from rostra.accounts.rules.register import custodian_problem, may_register
from rostra.accounts.states.life import AccountState, Part, said
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.permission import Permission, not_now
from rostra.people.models import Person
from rostra.people.queries import city_day, holds_office
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Relation, Right

_OTHER = {Part.STEWARD: Part.BACKUP, Part.BACKUP: Part.STEWARD}


def may_assign(actor: Actor, account: Account, part: Part, *, also: Collection[Relation] = ()) -> Permission:
    """Posters: who looks after the account. Steward and backup: who keeps the register, and the head of the unit."""
    if account.state == AccountState.ARCHIVED:
        return not_now("The account is archived: who had which part in it stands as it is.")
    if part is Part.CUSTODIAN:
        return Permission("A custodian is named by changing the custodian or by handing the account over.")
    if is_operator(actor):
        return may_register(actor)
    if part is Part.POSTER:
        return may(actor, Right.WRITE, Function.REGISTER, also=also)
    return may(actor, Right.APPROVE, Function.REGISTER, also=also)


def part_problems(account: Account, part: Part, person: Person, begins: dt.date, ends: dt.date | None) -> dict[str, str]:
    """What is wrong, by field: a part is had by somebody in office; steward and backup are two people; days are in order."""
    checks = {
        "person": _person_problem(account, part, person, begins),
        "begins": _first_day_problem(account, part, begins),
        "ends": "" if ends is None or ends >= begins else "The last day lies before the first.",
    }
    return {field: problem for field, problem in checks.items() if problem}


def _first_day_problem(account: Account, part: Part, begins: dt.date) -> str:
    registered = clock.in_zone(account.registered, settings.PROFILE.city.zone).date()
    if part is Part.POSTER:
        told = f"The account stands in the register since {in_words(registered)}: nobody has a part in it before that day."
        return "" if begins >= registered else told
    return "" if begins == city_day() else "Steward and backup take over today."


def _person_problem(account: Account, part: Part, person: Person, day: dt.date) -> str:
    if not holds_office(person, day):
        return f"{person.name} holds no position in the city on that day."
    if part in _OTHER and holder_on(account, _OTHER[part], day) == person:
        return "Steward and backup are two people: if one is away, the other looks after it."
    return unready_problem(person, part.replace("-", " "))


def successor_problem(account: Account, successor: Person, begins: dt.date) -> str:
    """Why ``successor`` cannot answer for the account from ``begins``, as far as it can be told today; "" when they can."""
    if successor.pk == account.custodian_id:
        return f"{successor} answers for the account already: name somebody else, or hand it over to them to end the transition."
    return custodian_problem(successor, begins) or unready_problem(successor, Part.CUSTODIAN)


def may_name_successor(actor: Actor, account: Account) -> Permission:
    """Who may register, while custody passes on."""
    passes_on = account.state == AccountState.TRANSITION
    told = f"The account is {said(account.state)}: a successor is named while it is in transition."
    return may_register(actor) and not_now("" if passes_on else told)


def may_change_keys(actor: Actor, account: Account) -> Permission:
    """Who keeps the escrow, from the first provision until the account is archived."""
    if account.state in {AccountState.APPROVED, AccountState.ARCHIVED}:
        return not_now(f"The account is {said(account.state)}: who holds its keys does not change.")
    return may_register(actor) if is_operator(actor) else may(actor, Right.WRITE, Function.ESCROW)
