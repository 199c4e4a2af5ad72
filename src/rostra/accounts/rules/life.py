"""Who may move an account on in its life, and what must stand before each step: every guard with what it serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from rostra.accounts.models import Account
from rostra.accounts.rules.register import may_register
from rostra.accounts.states.escrow import reference_problem
from rostra.accounts.states.life import ACCOUNT_LIFE, AccountState, Attested, said
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.models import Person
from rostra.people.queries import city_day, holds_office, open_grants
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Relation, Right, Role

COMMUNICATIONS = (Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR)
_BY_STEWARDS = frozenset({"suspend", "lose", "begin-transition"})  # what cannot wait; everything else is decided by who approves
_BY_THE_SYSTEM = frozenset({"begin-transition"})  # a term ends by itself


@dataclass(frozen=True, slots=True)
class Provisioning:
    """What is said when an account is provisioned. ``escrow``: where the credentials lie, never what they are."""

    first_administrator: Person
    second_administrator: Person
    escrow: str
    notice: str
    second_factor: bool  # attested: both sign in with one


@dataclass(frozen=True, slots=True)
class CaptureProof:
    """That an account is captured: the last check that succeeded; or ``reason``: why it cannot be, the platform having no interface.

    ``asked``: whether its network can be asked at all.
    """

    checked: dt.datetime | None
    reason: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class FinalCapture:
    """What the archive holds at the end: the last check that succeeded (or why there is none), and counts."""

    proof: CaptureProof
    records: int
    versions: int
    log_size: int


def may_move(actor: Actor, account: Account, move: str, *, also: Collection[Relation] = ()) -> Permission:
    """Whether the state allows ``move`` and the matrix allows it to ``actor``; ``also``: what they are to the account."""
    permission = _may_by_the_matrix(actor, move, also)
    return permission and ACCOUNT_LIFE.may_follow(move, AccountState(account.state), f"The account is {said(account.state)}")


def _may_by_the_matrix(actor: Actor, move: str, also: Collection[Relation]) -> Permission:
    if is_operator(actor) or (actor.is_system and move in _BY_THE_SYSTEM):
        return ALLOWED
    if move == "provision":
        return may(actor, Right.WRITE, Function.ESCROW)
    return may(actor, Right.WRITE if move in _BY_STEWARDS else Right.APPROVE, Function.REGISTER, also=also)


def may_change_custodian(actor: Actor, account: Account) -> Permission:
    """Who may register; but not while the custody passes on (then it is handed over) nor when there is nothing left to answer for."""
    if account.state == AccountState.TRANSITION:
        return not_now("The account is in transition: hand it over, so that what belongs to that is done.")
    if account.state == AccountState.ARCHIVED:
        return not_now("The account is archived: who answered for it stands as it is.")
    return may_register(actor)


def may_see_escrow(actor: Actor, also: Collection[Relation]) -> Permission:
    """Where an account's credentials lie."""
    return may(actor, Right.READ, Function.ESCROW, also=also)


def may_attest(actor: Actor, kind: Attested, also: Collection[Relation]) -> Permission:
    """Holds: who places them. The rest: who looks after the account. Never a part of the system: it saw nothing."""
    if is_operator(actor):
        return ALLOWED
    return may(actor, Right.WRITE, Function.HOLD if kind is Attested.HOLDS_CHECKED else Function.REGISTER, also=also)


def provision_problems(told: Provisioning) -> dict[str, str]:
    """What is missing, by field, before the account counts as provisioned (policy: access to official accounts)."""
    first, second = told.first_administrator, told.second_administrator
    checks = {
        "first_administrator": _administrator_problem(first),
        "second_administrator": _administrator_problem(second) or _pair_problem(first, second),
        "escrow": reference_problem(told.escrow),
        "notice": "" if told.notice.strip() else "Give the notice that stands on the profile.",
        "second_factor": "" if told.second_factor else "Say that both administrators sign in with a second factor.",
    }
    return {field: problem for field, problem in checks.items() if problem}


def _administrator_problem(person: Person) -> str:
    return "" if holds_office(person, city_day()) else f"{person.name} holds no position in the city today."


def _pair_problem(first: Person, second: Person) -> str:
    if first == second:
        return "Name two people: if one leaves, the other still holds the keys."
    if open_grants().filter(role__in=COMMUNICATIONS, user__person__in=[first, second]).exists():
        return ""
    return "One of the two must be the social media officer or the communications director."


def proof_problem(proof: CaptureProof, *, since: dt.datetime | None = None) -> str:
    """Why ``proof`` does not prove capture (policy: records); "" when it does. ``since``: the check must be later than this."""
    if proof.checked is None:
        return "" if proof.reason.strip() else "No check of the account has succeeded yet, so capture is not proven."
    return "" if since is None or proof.checked >= since else "No check has succeeded since then: wait for one, or ask the network now."


def missing_before_hand_over(account: Account) -> list[str]:
    """What must still be attested before custody moves on (policy: the account is the city's)."""
    return _missing(account, Attested.CREDENTIALS_ROTATED)


def missing_before_archive(account: Account, final: FinalCapture) -> list[str]:
    """What must still be done before a closing account is archived: credentials, holds, final capture."""
    problem = proof_problem(final.proof, since=account.since)
    return _missing(account, Attested.CREDENTIALS_ROTATED, Attested.HOLDS_CHECKED) + ([f"Final capture: {problem}"] if problem else [])


def missing_before_giving_up(account: Account, final: FinalCapture) -> list[str]:
    """What must still be done before a lost account is archived. Its credentials are not the city's to rotate."""
    problem = proof_problem(final.proof)
    return _missing(account, Attested.HOLDS_CHECKED) + ([f"Final capture: {problem}"] if problem else [])


_NOT_ATTESTED = {
    Attested.CREDENTIALS_ROTATED: "Nobody has attested that the credentials were rotated: whoever knew them can still post.",
    Attested.HOLDS_CHECKED: "Nobody has attested that no hold stands in the way: records manager, clerk or city attorney looks.",
}


def _missing(account: Account, *kinds: Attested) -> list[str]:
    """The attestations of these kinds that were not given since the account came into its present state."""
    given = set(account.attestations.filter(at__gte=account.since, kind__in=kinds).values_list("kind", flat=True))
    return [_NOT_ATTESTED[kind] for kind in kinds if kind not in given]
