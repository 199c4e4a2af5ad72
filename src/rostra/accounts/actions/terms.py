"""Terms of office end by themselves: so the transition of an account begins, and custody moves, without anybody's asking."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from rostra.accounts import queries, rules
from rostra.accounts.actions.custody import pass_on
from rostra.accounts.actions.life import begin_transition
from rostra.accounts.actions.parts import plan_succession
from rostra.accounts.models import Account
from rostra.accounts.states.life import AccountState
from rostra.core.actor import Actor, system
from rostra.core.dates import in_words
from rostra.people.queries import city_day

TERMS = system("accounts")


def follow_terms() -> int:
    """One look at every account in use or in transition; how many were changed. Safe to do again, and to be killed at any line."""
    steps = (_begin, _plan, _move)
    return sum(bool(step(account, TERMS)) for account in queries.accounts_in_custody() for step in steps)


def _begin(account: Account, actor: Actor) -> bool:
    """The transition begins some time before the last day, if that is known."""
    last = queries.last_day_of_custody(account)
    near = city_day() + dt.timedelta(days=settings.PROFILE.registry.transition_before)
    if account.state != AccountState.ACTIVE or last is None or last > near:
        return False
    begin_transition(account, reason=f"The custodian's last day in the position is {in_words(last)}.", actor=actor)
    return True


@transaction.atomic
def _plan(account: Account, actor: Actor) -> bool:
    """Whoever is appointed to the same position comes next; where it is not one person, people decide."""
    if account.state != AccountState.TRANSITION or account.successor_id is not None:
        return False
    found = queries.next_in_position(account)
    if found is None:
        return False
    plan_succession(account, *found, actor=actor)
    return True


@transaction.atomic
def _move(account: Account, actor: Actor) -> bool:
    """On the successor's first day custody is theirs, if they are ready: else W012 says why not. Until the credentials are rotated the
    account stays in transition.
    """
    row = Account.objects.select_for_update(of=("self",)).select_related("successor").get(pk=account.pk)
    due = row.state == AccountState.TRANSITION and row.successor and row.successor_from and row.successor_from <= city_day()
    if not due or row.successor is None or rules.successor_problem(row, row.successor, city_day()):
        return False
    pass_on(row, row.successor, actor=actor)
    return True
