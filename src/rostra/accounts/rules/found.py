"""Accounts that stand in no register: who decides about them, and what may be noted of one."""

from __future__ import annotations

from django.conf import settings

from rostra.accounts.queries import check_address
from rostra.accounts.states.networks import LONGEST
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Right

LONGEST_ADDRESS = min(LONGEST, 500)


def may_decide_found(actor: Actor) -> Permission:
    """Who approves accounts, and the command line."""
    return ALLOWED if is_operator(actor) else may(actor, Right.APPROVE, Function.REGISTER)


def found_problems(network: str, address: str) -> dict[str, str]:
    """What is wrong with what was noted, by field."""
    checks = {
        "network": "" if network in settings.PROFILE.registry.networks else f"The city has no accounts on {network!r}.",
        "address": _address_problem(network, address.strip()),
    }
    return {field: problem for field, problem in checks.items() if problem}


def _address_problem(network: str, address: str) -> str:
    if not address or not address.isprintable() or len(address) > LONGEST_ADDRESS:
        return f"Give the handle or the address of the profile, {LONGEST_ADDRESS} characters at most, none of them hidden."
    known = [account for account in check_address(address).accounts if account.network == network]
    return f"This account is in the register: {known[0]}." if known else ""
