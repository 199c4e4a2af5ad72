"""What is out of order in the register."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_in, official_accounts
from rostra.accounts.rules.clauses import clause_of
from rostra.accounts.rules.orphans import orphans
from rostra.accounts.rules.register import subject
from rostra.accounts.states.life import BEFORE_USE, AccountState, said
from rostra.accounts.states.likeness import DECEPTIVE, Difference, difference, skeleton
from rostra.core import clock
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.people.queries import city_day, persons_in_office

UNUSED_DAYS = 7  # an account that is approved and not in use for so long is out of order


@finding_source
def findings() -> Iterable[Finding]:
    """W001 no custodian in office, W002 look-alikes of each other, W003 approved but not in use; the rest in ``orphans``."""
    yield from _without_custodian()
    yield from _confusable()
    yield from _not_in_use()
    yield from orphans()


def _without_custodian() -> Iterable[Finding]:
    orphans = official_accounts().exclude(state=AccountState.ARCHIVED).exclude(custodian__in=persons_in_office(city_day()))
    for account in orphans:
        yield Finding(
            "accounts.W001",
            Level.WARNING,
            f"{account}: {account.custodian} holds no position in the city any more, so nobody answers for the account.",
            "Name another custodian, or close the account.",
            subject(account),
            clause_of("custodian"),
        )


def _confusable() -> Iterable[Finding]:
    """Each pair once; an account that was accepted with a reason is in order."""
    alike: defaultdict[str, list[Account]] = defaultdict(list)
    for account in official_accounts().exclude(state=AccountState.ARCHIVED).order_by("registered", "pk"):
        group = alike[skeleton(account.handle)]
        for earlier in group:
            differs = difference(account.handle, earlier.handle)
            if differs and not account.look_alike_reason and _matters(differs, account, earlier):
                yield Finding(
                    "accounts.W002",
                    Level.WARNING,
                    f"The handles of {account} and {earlier} look alike ({differs}).",
                    "Make sure that both are the city's; rename one where you can.",
                    subject(account),
                    clause_of("look-alikes"),
                )
        group.append(account)


def _matters(differs: Difference, account: Account, other: Account) -> bool:
    """The same name on two networks is what a city wants."""
    return differs.likeness in DECEPTIVE or account.network == other.network


def _not_in_use() -> Iterable[Finding]:
    since = clock.now() - dt.timedelta(days=UNUSED_DAYS)
    for account in accounts_in(*BEFORE_USE).filter(registered__lt=since):
        yield Finding(
            "accounts.W003",
            Level.WARNING,
            f"{account} has been on the list since {in_words(account.registered)} and is not in use: it is {said(account.state)}.",
            "Let it be captured if it is not yet, enter who holds its keys, and activate it; or close it.",
            subject(account),
        )
