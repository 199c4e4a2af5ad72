"""What the register says about the clauses that a city ties it to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_in, custody_on, keys_now
from rostra.accounts.rules.orphans import IN_USE, last_attested, parts_in_office
from rostra.accounts.states.life import AccountState, Attested, Part
from rostra.accounts.states.networks import label
from rostra.core import clock
from rostra.core.dates import in_words
from rostra.core.measures import Reading, Row, group, measure
from rostra.people.queries import city_day, persons_in_office

KEY_HOLDERS = 2
_USED = "official accounts in use"


@measure("accounts-without-backup", counts="official accounts without a backup steward in office", among=_USED)
def accounts_without_backup() -> Reading:
    """In use, and nobody in office is backup steward. Three queries."""
    parts = parts_in_office()
    return _of_accounts(accounts_in(*IN_USE), lambda account: "" if Part.BACKUP in parts[account.pk] else "no backup steward in office")


@measure("accounts-without-second-administrator", counts="official accounts whose keys are not with two people in office", among=_USED)
def accounts_without_second_administrator() -> Reading:
    """In use, and fewer than two of those who hold the keys are in office, or nobody is entered. Three queries."""
    held = keys_now()
    here = set(persons_in_office(city_day()).filter(pk__in={person for _, person in held}).values_list("pk", flat=True))
    holders = Counter(account.pk for account, person in held if person in here)
    return _of_accounts(accounts_in(*IN_USE), lambda account: "" if holders[account.pk] >= KEY_HOLDERS else _holders(holders[account.pk]))


def _holders(number: int) -> str:
    return "one key-holder in office" if number else "no key-holder in office"


@measure("accounts-attestation-overdue", counts="official accounts whose yearly attestation is overdue", among=_USED)
def accounts_attestation_overdue() -> Reading:
    """In use, and nobody attested in time that it is in order. Two queries."""
    attested, terms = last_attested(Attested.IN_ORDER), settings.PROFILE.registry
    latest = clock.now() - dt.timedelta(days=terms.attest_every + 1)

    def told(account: Account) -> str:
        last = attested.get(account.pk, account.registered)
        word = "attested last" if account.pk in attested else "never attested; registered"
        return f"{word} on {in_words(last)}" if last <= latest else ""

    return _of_accounts(accounts_in(*IN_USE), told)


@measure("accounts-without-poster", counts="active official accounts on which nobody in office may post", among="active official accounts")
def accounts_without_poster() -> Reading:
    """Active, and no authorised poster is in office. Three queries."""
    parts = parts_in_office()
    active = accounts_in(AccountState.ACTIVE)
    return _of_accounts(active, lambda account: "" if Part.POSTER in parts[account.pk] else "no authorised poster in office")


@measure("posters-not-in-office", counts="authorised posters who hold no position in the city", among="authorised posters", of_people=True)
def posters_not_in_office() -> Reading:
    """Who may post although they hold no position today: everybody once, and in each unit for whose accounts they may. Two queries."""
    today = city_day()
    posts = set(custody_on(today).filter(part=Part.POSTER).values_list("account__unit__name", "account__unit__slug", "person"))
    here = set(persons_in_office(today).values_list("pk", flat=True)) if posts else set()
    covered, gone = Counter((name, slug) for name, slug, _ in posts), Counter((name, slug) for name, slug, who in posts if who not in here)
    rows = (group(name, f"unit/{slug}", gone[name, slug], covered[name, slug]) for name, slug in sorted(covered))
    people = {who for _, _, who in posts}
    return Reading(len(people - here), len(people), tuple(rows))


def account_row(account: Account, told: str) -> Row:
    """An account as a line of a list, with a link to its public page."""
    return Row(f"{account.name} ({label(account.network)})", told, f"account/{account.slug}")


def _of_accounts(accounts: Iterable[Account], told: Callable[[Account], str]) -> Reading:
    """The accounts of which ``told`` says something."""
    asked = list(accounts)
    rows = [account_row(account, words) for account in asked if (words := told(account))]
    return Reading(len(rows), len(asked), tuple(rows))
