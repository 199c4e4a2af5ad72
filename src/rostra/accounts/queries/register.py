"""Reads of the register."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from rostra.accounts.models import Account
from rostra.accounts.states.life import AccountState
from rostra.accounts.states.networks import label
from rostra.core.errors import Conflict, Invalid, RostraError
from rostra.platforms.base import AccountUnknown, Identity, PlatformError


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
