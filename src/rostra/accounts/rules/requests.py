"""Who may ask for an account and who decides; and the checks before it may exist, each with the clause it serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings

from rostra.accounts.models import Account, AccountRequest
from rostra.accounts.queries import LookAlike, acted_as, asker_of, look_alikes
from rostra.accounts.rules.readiness import Check, named_in, readiness
from rostra.accounts.rules.register import look_alike_warning, may_register
from rostra.accounts.states.life import AccountState
from rostra.accounts.states.likeness import Likeness, fold
from rostra.accounts.states.requests import REQUEST_LIFE, RequestState, said
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, holds_office, persons_in_office
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right, Role

OWN_MOVES = frozenset({"resubmit", "appeal", "withdraw"})
NEEDS_REASON = frozenset({"return", "deny", "appeal", "grant-appeal", "uphold"})
APPROVING = frozenset({"approve", "grant-appeal"})
_ON_APPEAL = frozenset({"grant-appeal", "uphold"})


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is said when somebody asks for an account."""

    network: str
    handle: str
    name: str
    unit: Unit
    justification: str
    audience: str
    custodian: Person
    steward: Person
    backup: Person | None = None
    terms: str = ""


def may_request(actor: Actor) -> Permission:
    """Who holds a position today, signed in or let in by an invitation, and who keeps the register; not somebody who only audits."""
    if may_register(actor):
        return ALLOWED
    person = None if actor.roles == {Role.AUDITOR} else asker_of(actor)
    covered = person is not None and holds_office(person, city_day())
    if may(actor, Right.WRITE, Function.ACCOUNT_REQUEST, also=[Relation.COVERED_PERSON] if covered else []):
        return ALLOWED
    return Permission("Only somebody who holds a position in the city, or keeps the register, may ask for an account.")


def may_move_request(actor: Actor, request: AccountRequest, move: str, *, also: Collection[Relation] = ()) -> Permission:
    """Whether the state allows ``move`` and ``actor`` may take it; ``also``: what they are to the unit."""
    stands = f"The request is {said(request.state)}"
    return _may_if_it_follows(actor, request, move, also) and REQUEST_LIFE.may_follow(move, RequestState(request.state), stands)


def _may_if_it_follows(actor: Actor, request: AccountRequest, move: str, also: Collection[Relation]) -> Permission:
    if move in OWN_MOVES:
        return _may_move_own(actor, request, move)
    if _has_a_stake(actor, request):
        return Permission("Nobody decides about a request of their own, or for an account in which they would have a part.")
    if move in _ON_APPEAL and actor.ref == request.decided_by:
        return Permission("An appeal is decided by somebody else than the one who denied the request.")
    return may(actor, Right.APPROVE, Function.REGISTER, also=also)


def _may_move_own(actor: Actor, request: AccountRequest, move: str) -> Permission:
    if request.by_ref not in acted_as(actor, asker_of(actor)):
        return Permission(f"Only {request.by_name}, who made the request, may do this.")
    if move == "appeal" and request.state == RequestState.DENIED and city_day() > appeal_until(request):
        return not_now(f"The term for an appeal ended on {in_words(appeal_until(request))}.")
    return ALLOWED


def _has_a_stake(actor: Actor, request: AccountRequest) -> bool:
    person = asker_of(actor)
    named = {request.custodian_id, request.steward_id, request.backup_id}
    return request.by_ref in acted_as(actor, person) or (person is not None and person.pk in named)


def appeal_until(request: AccountRequest) -> dt.date:
    """The last day for an appeal against the denial: business days after the day on which it was decided."""
    profile = settings.PROFILE
    decided = clock.in_zone(request.since, profile.city.zone).date()
    return add_business_days(decided, profile.registry.appeal_within, profile.holidays_of(range(decided.year, decided.year + 2)))


def request_problems(new: NewRequest) -> dict[str, str]:
    """What cannot even be asked, by field."""
    checks = {
        "network": "" if new.network in settings.PROFILE.registry.networks else f"The city has no accounts on {new.network!r}.",
        "handle": _handle_problem(new),
        "name": "" if new.name.strip() else "Give the account a name.",
        "justification": "" if new.justification.strip() else "Say why the city needs this account.",
        "audience": "" if new.audience.strip() else "Say whom it is meant to reach.",
        "backup": "The steward cannot be their own backup." if new.backup == new.steward else "",
    }
    return {field: problem for field, problem in checks.items() if problem}


def _handle_problem(new: NewRequest) -> str:
    if not new.handle.strip() or not new.handle.isprintable():
        return "Give the handle that is wanted."
    known = next((each.account for each in look_alikes(new.handle, new.network) if _is_it(each, new)), None)
    return f"This account is in the register: {known}." if known else ""


def _is_it(each: LookAlike, new: NewRequest) -> bool:
    return (
        each.difference.likeness is Likeness.SAME and fold(each.account.handle) == fold(new.handle) and each.account.network == new.network
    )


def checks_of(request: AccountRequest) -> list[Check]:
    """Everything that is looked at before an account may exist. A fixed number of queries."""
    return list(_checked(request))


def _checked(request: AccountRequest) -> Iterator[Check]:
    named = [key for key in (request.custodian_id, request.steward_id, request.backup_id) if key is not None]
    here = set(persons_in_office(city_day()).filter(pk__in=named).values_list("pk", flat=True))
    alike = next(iter(look_alikes(request.handle, request.network)), None)
    siblings = Account.objects.filter(unit=request.unit, network=request.network).exclude(state=AccountState.ARCHIVED).count()
    yield Check("purpose", "It says why the city needs the account, and whom it is meant to reach.", bool(request.audience), True)
    yield Check("custodian", f"{request.custodian} answers for it and holds a position today.", request.custodian_id in here, True)
    yield Check("stewards", f"{request.steward} looks after it and holds a position today.", request.steward_id in here, True)
    yield Check("stewards", "It has a second owner: a backup steward who holds a position today.", request.backup_id in here, True)
    yield from readiness(named_in(request))
    yield Check("platform-terms", "The platform’s terms were read for a government’s use.", bool(request.terms.strip()), True)
    yield Check("look-alikes", look_alike_warning(alike) if alike else "Its handle looks like no other one of ours.", alike is None, False)
    text = f"The unit has {siblings} on this network already." if siblings else "The unit has no other account on this network."
    yield Check("purpose", text, not siblings, False)


def blocking(request: AccountRequest) -> list[Check]:
    """The checks that stand in the way of approving."""
    return [check for check in checks_of(request) if check.blocks and not check.passed]
