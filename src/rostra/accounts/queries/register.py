"""Reads of the register, and the answer to "Is this account official?"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from rostra.accounts.models import Account, Handle
from rostra.accounts.states.life import AccountState
from rostra.accounts.states.likeness import DECEPTIVE, Difference, Likeness, difference, fold
from rostra.accounts.states.networks import LONGEST, Address, label, read_address, same_page
from rostra.core.errors import Conflict, Invalid, RostraError
from rostra.platforms.base import AccountUnknown, Identity, PlatformError

MOST_LOOK_ALIKES = 5  # shown in an answer


class OfficialStatus(StrEnum):
    """The answer to "Is this account official?"."""

    OFFICIAL = "official"
    LOST = "lost"  # the city's, but not in its hands now
    CLOSED = "closed"  # it was the city's; it is archived
    FORMER_HANDLE = "former-handle"  # a city account had this handle and has another one now
    UNKNOWN = "unknown"  # not on the list


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An account of the register whose handle, ``handle``, looks like the one asked about, and in what it differs."""

    account: Account
    handle: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says about the address that somebody asked about. ``asked`` is their own text, cut to a sane length."""

    asked: str
    address: Address
    standing: OfficialStatus
    accounts: tuple[Account, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()


def official_accounts() -> QuerySet[Account]:
    """The whole register, closed accounts too, with unit and custodian, by name."""
    return Account.objects.select_related("unit", "custodian")


def accounts_in(*states: AccountState) -> QuerySet[Account]:
    """The accounts of the register in any of ``states``, with unit and custodian."""
    return official_accounts().filter(state__in=states)


def account_by_slug(slug: str) -> Account | None:
    """The account with this alias, with unit and custodian."""
    return official_accounts().filter(slug=slug).first()


def account_of_identity(network: str, identity: str) -> Account | None:
    """The account with this identity on ``network``."""
    return official_accounts().filter(network=network, identity=identity).first()


def check_address(text: str) -> Answer:
    """Whether the account behind a handle, @handle, profile URL or identity is official. Never raises. Two queries at most."""
    asked = text[:LONGEST].strip()
    address = read_address(asked)
    register = list(official_accounts())
    current = [account for account in register if _is_named(account, address) or same_page(account.url, asked)]
    if current:
        return Answer(asked, address, _status_of(current), tuple(current))
    return _answer_from_history(asked, address)


def _status_of(current: Iterable[Account]) -> OfficialStatus:
    """Closed if all are; lost if one of those that are not closed is."""
    states = {account.state for account in current} - {AccountState.ARCHIVED}
    if AccountState.LOST in states:
        return OfficialStatus.LOST
    return OfficialStatus.OFFICIAL if states else OfficialStatus.CLOSED


def _is_named(account: Account, address: Address) -> bool:
    if address.network and account.network != address.network:
        return False
    return (bool(address.identity) and account.identity == address.identity) or _is_handle(account.handle, address)


def _is_handle(handle: str, address: Address) -> bool:
    return bool(fold(address.handle)) and fold(handle) == fold(address.handle)


def _answer_from_history(asked: str, address: Address) -> Answer:
    rows = _handles()
    former = [row.account for row in rows if _is_handle(row.handle, address) and address.network in {"", row.account.network}]
    if former:
        closed = all(account.state == AccountState.ARCHIVED for account in former)
        return Answer(asked, address, OfficialStatus.CLOSED if closed else OfficialStatus.FORMER_HANDLE, tuple(former))
    alike = _alike(address.handle, rows)
    return Answer(asked, address, OfficialStatus.UNKNOWN, look_alikes=tuple(alike[:MOST_LOOK_ALIKES]))


def _handles() -> list[Handle]:
    return list(Handle.objects.select_related("account__unit", "account__custodian"))


def look_alikes(handle: str, network: str) -> list[LookAlike]:
    """The register's handles that ``handle`` on ``network`` could be taken for, former ones too, the closest first.

    On other networks only those count that were chosen to be mistaken (letters or digits that look the same): the same name on two
    networks is what a city wants.
    """
    found = _alike(handle, _handles())
    return [each for each in found if each.account.network == network or each.difference.likeness in DECEPTIVE]


def _alike(handle: str, rows: Iterable[Handle]) -> list[LookAlike]:
    """The closest one of each account."""
    order = list(Likeness)
    found = [LookAlike(row.account, row.handle, differs) for row in rows if (differs := difference(handle, row.handle))]
    found.sort(key=lambda each: (order.index(each.difference.likeness), each.account.pk))
    return list({each.account.pk: each for each in reversed(found)}.values())[::-1]


def identity_on_network(network: str, address: str, ask: Callable[[str], Identity]) -> Identity:
    """The immutable identity behind ``address``, as the network itself tells it by ``ask`` (a platform's ``resolve``).

    Raises Invalid when the network knows no such account, Conflict when it cannot be asked now; both say what to do.
    """
    try:
        return ask(address)
    except AccountUnknown as error:
        raise Invalid({"address": f"{label(network)} knows no such account: {error}"}, hint="check the spelling") from error
    except PlatformError as error:
        raise _not_asked(network, error) from error


def _not_asked(network: str, error: PlatformError) -> RostraError:
    return Conflict(
        f"{label(network)} did not answer, so the account's identity is not known: {error}",
        hint="try again later; or, if you know the identity, give it yourself (--identity)",
    )
