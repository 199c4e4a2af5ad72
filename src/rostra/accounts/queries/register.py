"""Reads of the register."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.states.life import BEFORE_USE, AccountState
from rostra.accounts.states.networks import label
from rostra.core.errors import Conflict, Invalid, RostraError
from rostra.core.profile import Profile
from rostra.platforms.base import AccountUnknown, Identity, PlatformError
from rostra.platforms.guard import NotAllowed

ORDERS = {
    "name": ("name", "network"),
    "unit": ("unit__name", "name", "network"),
    "network": ("network", "name"),
    "state": ("state", "name", "network"),
    "since": ("registered", "name"),
}
STAFF_ORDERS = ORDERS | {"custodian": ("custodian__name", "name")}


def official_accounts() -> QuerySet[Account]:
    """The whole register, closed accounts too, with unit and custodian, by name."""
    return Account.objects.select_related("unit", "custodian")


def registered(*, find: str = "", unit: str = "", network: str = "", state: str = "") -> QuerySet[Account]:
    """The accounts in whose name, handle, alias or unit every word of ``find`` stands, of this unit, network and state."""
    found = official_accounts()
    for word in find.split():
        told = word.removeprefix("@")
        named = Q(name__icontains=told) | Q(handle__icontains=told) | Q(slug__icontains=told)
        found = found.filter(named | Q(unit__name__icontains=told))
    wanted = {"unit__slug": unit, "network": network, "state": state}
    return found.filter(**{field: value for field, value in wanted.items() if value})


def accounts_under_way() -> QuerySet[Account]:
    """The accounts past their preparation and not archived, so those that close or are lost too, by name, with unit and custodian."""
    return official_accounts().exclude(state__in={*BEFORE_USE, AccountState.ARCHIVED}).order_by("name", "network")


def accounts_in(*states: AccountState) -> QuerySet[Account]:
    """The accounts of the register in any of ``states``, with unit and custodian."""
    return official_accounts().filter(state__in=states)


def account_by_slug(slug: str) -> Account | None:
    """The account with this alias, with unit and custodian."""
    return official_accounts().filter(slug=slug).first()


def account_of_identity(network: str, identity: str) -> Account | None:
    """The account with this identity on ``network``."""
    return official_accounts().filter(network=network, identity=identity).first()


def identity_on_network(network: str, address: str, ask: Callable[[str], Identity], *, by: str = "") -> Identity:
    """The immutable identity behind ``address``, as the network itself tells it by ``ask`` (a platform's ``resolve``).

    ``by``: how it can be given instead, in brackets after the hint.

    Raises Invalid when the network knows no such account, Conflict when it cannot be asked now; both say what to do.
    """
    try:
        return ask(address)
    except AccountUnknown as error:
        raise Invalid({"address": f"{label(network)} knows no such account: {error}"}, hint="check the spelling") from error
    except NotAllowed as error:
        section = network if network in Profile.model_fields else f"platform.{network}"
        hint = f"give a public address with https://, or set allow_http under [{section}] in the city's profile and start the archive again"
        raise Conflict(f"{label(network)} was not asked: {error}", hint=hint) from error
    except PlatformError as error:
        raise _not_asked(network, error, by) from error


def _not_asked(network: str, error: PlatformError, by: str) -> RostraError:
    return Conflict(
        f"{label(network)} did not answer, so the account's identity is not known: {error}",
        hint=f"try again later; or, if you know the identity, give it yourself{f' ({by})' if by else ''}",
    )
