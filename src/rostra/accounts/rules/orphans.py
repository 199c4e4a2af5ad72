"""Accounts in use that nobody looks after any more, and what was not attested in time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from django.conf import settings
from django.db.models import Max

from rostra.accounts.models import Account, Attestation, Found
from rostra.accounts.queries import accounts_in, custody_on, keys_now
from rostra.accounts.rules.clauses import clause_of
from rostra.accounts.rules.parts import successor_problem
from rostra.accounts.rules.register import subject
from rostra.accounts.states.life import AccountState, Attested, Part
from rostra.core import clock
from rostra.core.findings import Finding, Level
from rostra.people.queries import city_day, persons_in_office
from rostra.policy.queries.training import lapsed_among

FOUND_DAYS = 30  # a found account that waits for so long is out of order
IN_USE = (AccountState.ACTIVE, AccountState.TRANSITION, AccountState.SUSPENDED)


def orphans() -> Iterable[Finding]:
    """W004 attestation overdue, W005 no steward or backup, W006 no poster, W007 keys of somebody who left, W008 found accounts wait,
    W009 custody has passed on and the credentials were not rotated, W011 who may post has let training lapse, W012 custody cannot pass on.
    """
    accounts = list(accounts_in(*IN_USE))
    parts = parts_in_office()
    attested = last_attested(Attested.IN_ORDER)
    for account in accounts:
        yield from _not_attested(account, attested.get(account.pk, account.registered))
        yield from _not_looked_after(account, parts[account.pk])
    yield from _keys_of_who_left()
    yield from _waiting()
    yield from _still_known(accounts)
    yield from _untrained(accounts)
    yield from _not_passed_on(accounts)


def parts_in_office() -> defaultdict[int, set[str]]:
    """By account, the parts that somebody has who is in office today."""
    today = city_day()
    found: defaultdict[int, set[str]] = defaultdict(set)
    for account, part in custody_on(today).filter(person__in=persons_in_office(today)).values_list("account", "part"):
        found[account].add(part)
    return found


def last_attested(kind: Attested) -> dict[int, dt.datetime]:
    """By account, when ``kind`` was attested last."""
    rows = Attestation.objects.filter(kind=kind).order_by().values_list("account").annotate(last=Max("at"))
    return dict(rows)


def _not_attested(account: Account, last: dt.datetime) -> Iterable[Finding]:
    terms = settings.PROFILE.registry
    over = (clock.now() - last).days - terms.attest_every
    if over > 0:
        yield Finding(
            "accounts.W004",
            Level.ERROR if over > terms.attest_grace else Level.WARNING,
            f"{account}: nobody has attested for {over + terms.attest_every} days that it is in order.",
            "Who looks after it goes through parts, keys, notice and purpose, and puts their name to it on the account's page.",
            subject(account),
            clause_of("attestation"),
        )


def _not_looked_after(account: Account, parts: AbstractSet[str]) -> Iterable[Finding]:
    missing = [part.replace("-", " ") for part in (Part.STEWARD, Part.BACKUP) if part not in parts]
    if missing:
        text = f"{account}: nobody in office is {' or '.join(missing)}."
        yield Finding("accounts.W005", Level.WARNING, text, "Name them on the account's page.", subject(account), clause_of("stewards"))
    if account.state == AccountState.ACTIVE and Part.POSTER not in parts:
        text = f"{account} is in use, and nobody in office may post there."
        hint = "Say on the account's page who may; or suspend or close the account."
        yield Finding("accounts.W006", Level.WARNING, text, hint, subject(account), clause_of("posters"))


def _keys_of_who_left() -> Iterable[Finding]:
    held = keys_now()
    here = set(persons_in_office(city_day()).filter(pk__in={person for _, person in held}).values_list("pk", flat=True))
    for account in dict.fromkeys(account for account, person in held if person not in here):
        text = f"{account}: somebody who holds its keys has left office."
        hint = "Rotate the credentials, and enter who holds the keys now."
        yield Finding("accounts.W007", Level.ERROR, text, hint, subject(account), clause_of("access"))


def _waiting() -> Iterable[Finding]:
    waiting = Found.objects.filter(noticed__lt=clock.now() - dt.timedelta(days=FOUND_DAYS)).count()
    if waiting:
        text = f"Found accounts wait for a decision for more than {FOUND_DAYS} days: {waiting}."
        yield Finding("accounts.W008", Level.WARNING, text, "Adopt, convert or close them, or declare them personal.")


def _still_known(accounts: Iterable[Account]) -> Iterable[Finding]:
    """In transition, and the custodian is no longer the one whose leaving began it: the former one may still know the way in."""
    passing = {account.pk: account for account in accounts if account.state == AccountState.TRANSITION}
    moved = custody_on(city_day()).filter(account__in=passing, part=Part.CUSTODIAN).values_list("account", "begins")
    rotated = last_attested(Attested.CREDENTIALS_ROTATED)
    for pk, begins in moved:
        account = passing[pk]
        if begins >= account.since.date() and rotated.get(pk, account.registered) < account.since:
            text = f"{account}: custody has passed on, and nobody has attested that the credentials were rotated."
            hint = "Until then whoever had it can still post. Rotate them, attest it, and finish handing over."
            yield Finding("accounts.W009", Level.ERROR, text, hint, subject(account), clause_of("access"))


def _untrained(accounts: Iterable[Account]) -> Iterable[Finding]:
    """The right to post stays on record; while training has lapsed it is not to be used."""
    posters = list(custody_on(city_day()).filter(account__in=list(accounts), part=Part.POSTER).select_related("account"))
    lapsed = lapsed_among([row.person_id for row in posters], city_day())
    late: defaultdict[Account, list[str]] = defaultdict(list)
    for row in posters:
        if row.person_id in lapsed:
            late[row.account].append(row.person.name)
    for account, names in late.items():
        text = f"{account}: the training of who may post has lapsed: {', '.join(sorted(names))}."
        hint = "Until they complete it they do not post. Their right stays on record: nothing is taken away."
        yield Finding("accounts.W011", Level.WARNING, text, hint, subject(account), clause_of("training"))


def _not_passed_on(accounts: Iterable[Account]) -> Iterable[Finding]:
    """The successor's first day has come, and they cannot answer for the account."""
    today = city_day()
    for account in accounts:
        due = account.state == AccountState.TRANSITION and account.successor_from is not None and account.successor_from <= today
        problem = successor_problem(account, account.successor, today) if due and account.successor else ""
        if problem:
            text = (
                f"{account}: custody has not passed on to {account.successor}, and {account.custodian} still stands as custodian. {problem}"
            )
            hint = "Once that is seen to it passes on by itself; or name another successor."
            yield Finding("accounts.W012", Level.ERROR, text, hint, subject(account), clause_of("custodian"))
