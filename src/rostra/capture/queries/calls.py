"""What platforms tell by themselves: where they call, by what they are known, which accounts they are to tell of, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.states.life import CAPTURED
from rostra.capture.models import ReceivedCall, Telling
from rostra.capture.queries.due import free
from rostra.capture.states import Work
from rostra.core import clock
from rostra.core.sealing import word
from rostra.platforms import PLATFORMS, hook_of, is_told_by_hub, tells_when_asked
from rostra.platforms.calls import Hook, Keys
from rostra.platforms.consent import App

MOST_TRIES = 3  # after which it is a finding that nothing is told


def calling_hook(network: str) -> Hook | None:
    """How a network calls that may; None where the city does not let it, or it does not."""
    return hook_of(network) if network in settings.PROFILE.capture.hooks else None


def is_let_tell(network: str) -> bool:
    """Whether the city lets the network tell what happens, at an address or on a line."""
    terms = settings.PROFILE.capture
    return network in terms.hooks or network in terms.lines


def keys_of(network: str) -> Keys:
    """By which the network and we know each other."""
    app: App | None = settings.PLATFORM_APPS.get(network)
    return Keys(app.signing if app else "", word(f"of {network}"))


def address_of(network: str, key: str = "") -> str:
    """Where the network calls: for all accounts, or a hub for the one that this key names."""
    return f"{settings.ROSTRA_URL}/hooks/{network}" + (f"/{key}" if key else "")


def networks_to_ask() -> list[str]:
    """Those that tell only when they are asked for each account."""
    terms = settings.PROFILE.capture
    told = {name for name in terms.hooks if is_told_by_hub(name) or tells_when_asked(name)}
    return sorted(told | set(terms.lines))


def accounts_to_ask_for() -> QuerySet[Account]:
    """Accounts that are polled, on networks that tell only when they are asked."""
    polled = Q(schedules__work=Work.POLL, schedules__due__isnull=False)
    return Account.objects.filter(polled, network__in=networks_to_ask(), state__in=CAPTURED)


def due_tellings() -> QuerySet[Telling]:
    """What is to be asked for, by whom nobody works on, the longest waiting first."""
    now = clock.now()
    return Telling.objects.filter(free(now), due__lte=now).select_related("account").order_by("due", "pk")


def untold() -> QuerySet[Telling]:
    """Accounts of which nothing is told though it was asked for again and again."""
    return Telling.objects.filter(failures__gte=MOST_TRIES).select_related("account").order_by("account__slug")


def told_lately(network: str) -> tuple[int, dt.datetime | None]:
    """Of how many accounts a network was asked to tell, or has told; and when it did last."""
    rows = Telling.objects.filter(account__network=network)
    return rows.count(), rows.aggregate(last=Max("heard"))["last"]


def telling_of(network: str, key: str) -> Telling | None:
    """That a hub was asked, by the key in the address that it calls; None where it was not, or where the city lets it call no more."""
    if network not in settings.PROFILE.capture.hooks or not is_told_by_hub(network):
        return None
    return Telling.objects.filter(account__network=network, key=key).exclude(hub="").select_related("account").first()


def due_calls() -> QuerySet[ReceivedCall]:
    """Calls that wait, and that nobody attends to now, in the order in which they came."""
    now = clock.now()
    return ReceivedCall.objects.filter(free(now), due__lte=now).select_related("account").order_by("pk")


def called_accounts(network: str, identities: Iterable[str], handles: Iterable[str]) -> list[Account]:
    """Those of these accounts that are captured."""
    named = Q(identity__in=list(identities)) | Q(handle__in=list(handles))
    return list(Account.objects.filter(named, network=network, state__in=CAPTURED))


def platform_class(network: str) -> type[object]:
    """The platform of a network that is in the table."""
    return cast(type[object], PLATFORMS[network])
