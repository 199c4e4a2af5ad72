"""Consents: what a network asks for, which accounts are connected, and the tokens by which a platform reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import cast

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Q, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.states.life import AccountState
from rostra.capture.models import Connection, Coverage
from rostra.capture.states import ConnectionState
from rostra.core import clock
from rostra.core.errors import Misconfigured
from rostra.core.sealing import cipher
from rostra.platforms import PLATFORMS, consent_of
from rostra.platforms.base import Method, Unauthorised, Unreachable
from rostra.platforms.consent import Consenting, Tokens, TokensOf

_PURPOSE = "tokens"
_MOMENTS = ("expires", "ends")


def networks_asking() -> list[str]:
    """The networks of which nothing can be read without consent."""
    return [network for network in PLATFORMS if (told := consent_of(network)) and told.needed]


def connection_of(account: Account) -> Connection | None:
    """The consent of the account's holder, whether or not it is in force."""
    return Connection.objects.filter(account=account).first()


def connected() -> QuerySet[Connection]:
    """Those in force."""
    return Connection.objects.filter(state=ConnectionState.CONNECTED).select_related("account__custodian")


def is_connected(account: Account) -> bool:
    """Whether the consent of the account's holder is in force."""
    return connected().filter(account=account).exists()


def connected_among(accounts: Iterable[Account]) -> frozenset[int]:
    """Those, by key, whose holder's consent is in force. One query; none where nobody of them is asked for it."""
    asked = [account.pk for account in accounts if consent_of(account.network)]
    return frozenset(connected().filter(account__in=asked).values_list("account", flat=True)) if asked else frozenset()


def unconnected_accounts() -> QuerySet[Account]:
    """Official accounts of which nothing can be read, because consent is missing or in force no more; the archived ones apart.

    Not those that were never connected and come in as files.
    """
    here = Account.objects.filter(network__in=networks_asking()).exclude(state=AccountState.ARCHIVED)
    from_files = Q(connection__isnull=True, pk__in=Coverage.objects.filter(method=Method.IMPORT).values("account"))
    return here.exclude(from_files).exclude(pk__in=connected().values("account")).select_related("custodian", "unit", "connection")


def due_to_renew() -> QuerySet[Connection]:
    """Those that are due and that nobody renews now, the longest waiting first."""
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    return connected().filter(free, due__lte=now).order_by("due", "pk")


def tokens_of(network: str) -> TokensOf:
    """By which a platform asks for the tokens of an account: each time anew, so that it never holds one that was renewed meanwhile."""

    def find(identity: str) -> Tokens:
        found = connected().filter(account__network=network, account__identity=identity).only("sealed", "expires", "account_id").first()
        if found is None:
            raise Unauthorised("The account is not connected: its holder has not consented, or does not any more.")
        tokens = opened(found.sealed)
        if tokens.expires and tokens.expires <= clock.now():
            raise Unreachable("The token ran out and could not be renewed yet.")
        return tokens

    return find


def consenting(network: str, platform: object) -> Consenting:
    """The platform, as one whose accounts are connected by consent. Raises Misconfigured."""
    if consent_of(network) is None:
        raise Misconfigured(f"{network} asks nobody for consent", id="capture.E003", hint="its accounts are followed without it")
    return cast(Consenting, platform)


def redirect_address() -> str:
    """Where the holder comes back to: what the city registers with a platform."""
    return f"{settings.ROSTRA_URL}/desk/connected"


def sealed(tokens: Tokens) -> str:
    """The tokens as they lie in the database."""
    told = asdict(tokens) | {name: clock.exact_stamp(moment) if (moment := getattr(tokens, name)) else "" for name in _MOMENTS}
    return seal(json.dumps(told))


def opened(text: str) -> Tokens:
    """The tokens that lie so. Raises Unauthorised where the key is another one: then consent has to be given again."""
    told = json.loads(open_sealed(text))
    moments = {name: clock.parse_stamp(told[name]) if told[name] else None for name in _MOMENTS}
    return Tokens(**{**told, **moments, "scopes": tuple(told["scopes"])})


def seal(text: str) -> str:
    """A secret of a platform, as it lies in the database."""
    return cipher(_PURPOSE).encrypt(text.encode()).decode()


def open_sealed(text: str) -> str:
    """The secret. Raises Unauthorised where it was sealed under another key."""
    try:
        return cipher(_PURPOSE).decrypt(text).decode()
    except InvalidToken:
        raise Unauthorised("What was kept of the consent cannot be opened: the installation's key is another one.") from None
