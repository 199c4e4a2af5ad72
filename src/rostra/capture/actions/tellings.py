"""Asking platforms and hubs to tell of our accounts, again before it ends, and to stop; and what a hub is answered at the door."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import cast

from rostra.capture.actions.calls import keep, new_key
from rostra.capture.actions.claims import Lease, LeaseLost, claim_first
from rostra.capture.models import Telling
from rostra.capture.queries.calls import accounts_to_ask_for, address_of, calling_hook, due_tellings
from rostra.capture.queries.consent import open_sealed, seal
from rostra.capture.queries.platforms import Connections
from rostra.capture.rules.consent import RENEWED_AFTER
from rostra.core import clock
from rostra.core.errors import RostraError
from rostra.platforms import is_told_by_hub
from rostra.platforms.base import PlatformError, Refused
from rostra.platforms.calls import Asked, Call
from rostra.platforms.websub import Mode, Subscription, ToldByHub

DAY = dt.timedelta(days=1)  # after which a platform is asked again: it may have forgotten
UNANSWERED = dt.timedelta(hours=1)  # after which a hub is asked again that has not asked back
WITHOUT = dt.timedelta(days=7)  # after which it is looked again whether a feed names a hub


def follow_accounts() -> None:
    """Accounts that are polled now are to be asked for; those that are not any more are to be told of no more."""
    now, wanted = clock.now(), accounts_to_ask_for()
    new = [Telling(account=account, key=new_key(), due=now) for account in wanted.filter(telling__isnull=True)]
    Telling.objects.bulk_create(new, ignore_conflicts=True)
    Telling.objects.filter(account__in=wanted, due__isnull=True).update(due=now)
    Telling.objects.filter(due__gt=now, failures=0).exclude(account__in=wanted).update(due=now)


def ask_next(connections: Connections) -> bool:
    """Ask for one account that is due; whether there was one."""
    lease = claim_first(due_tellings())
    if lease is not None:
        _ask(lease, connections)
    return lease is not None


def _ask(lease: Lease[Telling], connections: Connections) -> None:
    row = lease.row
    wanted = accounts_to_ask_for().filter(pk=row.account_id).exists()
    try:
        platform = connections.platform(row.account.network)
        if is_told_by_hub(row.account.network):
            _ask_hub(lease, cast(ToldByHub, platform), wanted=wanted)
        else:
            _ask_platform(lease, cast(Asked, platform), wanted=wanted)
    except LeaseLost:
        return
    except (PlatformError, RostraError) as error:
        if not wanted:
            row.delete()  # it is told of no more as far as we are concerned: what still comes is of nobody's account
            return
        retry = error.retry_after if isinstance(error, PlatformError) else None
        wait = retry or min(DAY.total_seconds(), 60.0 * 4**row.failures)
        lease.release(due=clock.now() + dt.timedelta(seconds=wait), failures=row.failures + 1, trouble=str(error))


def _ask_platform(lease: Lease[Telling], platform: Asked, *, wanted: bool) -> None:
    account = lease.row.account
    if wanted:
        platform.tell(account.identity, address_of(account.network) if calling_hook(account.network) else "")
        lease.release(due=clock.now() + DAY, agreed=clock.now(), failures=0, trouble="")
    else:
        platform.hush(account.identity)
        lease.row.delete()


def _ask_hub(lease: Lease[Telling], platform: ToldByHub, *, wanted: bool) -> None:
    """What it is asked is kept before: it may ask back before it has answered."""
    row = lease.row
    if not wanted and (not row.hub or row.failures):  # it was never asked, or has been asked to stop and said nothing
        row.delete()
        return
    found = platform.hubs(row.account.identity) if wanted else None
    if wanted and found is None:
        lease.release(due=clock.now() + WITHOUT, hub="", topic="", trouble="It names no hub that would tell of it.")
        return
    if found is not None:
        hub = found.hubs[row.failures % len(found.hubs)]
        lease.save(hub=hub, topic=found.topic, sealed=row.sealed or seal(secrets.token_urlsafe(32)))
    lease.save(due=clock.now() + UNANSWERED, failures=row.failures + 1)
    platform.ask_hub(row.hub, subscription_of(row), Mode.SUBSCRIBE if wanted else Mode.UNSUBSCRIBE)
    lease.release()


def subscription_of(row: Telling) -> Subscription:
    """What the hub was asked. Raises Unauthorised where the secret was sealed under another key."""
    return Subscription(row.topic, address_of(row.account.network, row.key), open_sealed(row.sealed))


def answer_hub(row: Telling, call: Call) -> str:
    """What a hub is answered that asks whether we asked so; it is agreed then. Raises Refused where we did not, or it will not tell."""
    subscription = subscription_of(row)
    wanted = accounts_to_ask_for().filter(pk=row.account_id).exists()
    try:
        said = subscription.challenge(call.query, Mode.SUBSCRIBE if wanted else Mode.UNSUBSCRIBE)
    except Refused as refused:
        if call.query.get("hub.mode") == "denied" and call.query.get("hub.topic") == row.topic:
            Telling.objects.filter(pk=row.pk).update(until=None, agreed=None, due=clock.now() + DAY, trouble=str(refused))
        raise
    if not wanted:
        row.delete()
        return said
    now, lease = clock.now(), dt.timedelta(seconds=subscription.granted(call.query))
    facts = {"agreed": now, "until": now + lease, "due": now + lease * RENEWED_AFTER, "failures": 0, "trouble": ""}
    Telling.objects.filter(pk=row.pk).update(**facts)
    return said


def take_hub_call(row: Telling, call: Call) -> None:
    """Take what a hub sent; what it has not signed, and what is no feed, leaves no trace."""
    if not subscription_of(row).is_signed(call.body, call.headers.get("x-hub-signature", "")):
        return
    keep(row.account.network, row.account, call.body)
