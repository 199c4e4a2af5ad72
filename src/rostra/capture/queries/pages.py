"""Which pages are an account's own, by all that the register knows of it."""

from __future__ import annotations

from functools import partial

from rostra.accounts.models import Account, Handle
from rostra.accounts.states.networks import plain_handle, read_address
from rostra.platforms.base import Identity
from rostra.platforms.webpages import Owner


def pages_of(account: Account) -> Owner:
    """Whose archived pages are taken: those whose address names the account, by its identity or any handle it has or had. One query."""
    handles = {account.handle, *Handle.objects.filter(account=account).values_list("handle", flat=True)}
    names = frozenset(plain_handle(handle) for handle in handles if handle)
    identity = Identity(account.identity, account.handle, account.name)
    return Owner(account.network, identity, tuple(sorted(names)), partial(names_account, account.network, account.identity, names))


def names_account(network: str, identity: str, handles: frozenset[str], address: str) -> bool:
    """Whether an address is that of a page of the account with this identity or one of these plain handles, on its network's hosts."""
    if identity.startswith("https://"):  # where the identity is an address, what lies below it is the account's too
        below = identity.rstrip("/")
        if address == below or address.startswith((f"{below}/", f"{below}?")):
            return True
    found = read_address(address)
    return found.network == network and (found.identity == identity or plain_handle(found.handle) in handles)
