"""Whose an item is: what an official account says below another's post is its own, in whoever's thread it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured, Sealed
from rostra.archive.queries.listed import listed
from rostra.archive.states.storable import clean
from rostra.core import clock
from rostra.platforms.base import POSTS, Absence, Item

Events = Sequence[Captured | Sealed | Absence]
Accounts = Mapping[str, Account]


def given_to_authors(events: Events, accounts: Accounts) -> tuple[Events, Accounts]:
    """The events, each post under the official account that wrote it; and ``accounts`` with those accounts beside.

    An author is known by its identity on that network, on a day on which the account was the city's. One query where anybody else spoke.
    What is sealed already stays as it is: a file speaks for its own account alone.
    """
    spoke = {clean(each.item.author.id) for each in events if isinstance(each, Captured) and _is_others(each.item, accounts)}
    if not spoke:
        return events, accounts
    networks = {account.network for account in accounts.values()}
    authors = {account.identity: account for account in Account.objects.filter(network__in=networks, identity__in=listed(spoke))}
    known = authors | dict(accounts)
    return [_given(each, known) if isinstance(each, Captured) and _is_others(each.item, accounts) else each for each in events], known


def _is_others(item: Item, accounts: Accounts) -> bool:
    """Whether somebody else wrote a post than the account that it came with."""
    account = accounts.get(item.account)
    return account is not None and item.kind in POSTS and item.author.id not in {account.identity, item.account}


def _given(captured: Captured, accounts: Accounts) -> Captured:
    item, author = captured.item, accounts.get(captured.item.author.id)
    if author is None or author.network != accounts[item.account].network or not _in_use(author, item):
        return captured
    return replace(captured, item=replace(item, account=author.identity))


def _in_use(account: Account, item: Item) -> bool:
    """Whether the account was the city's on the day of the post, as far as the register knows."""
    day = clock.in_zone(item.published or item.source.seen, settings.PROFILE.city.zone).date()
    return not (account.opened and day < account.opened) and not (account.closed and day > account.closed)
