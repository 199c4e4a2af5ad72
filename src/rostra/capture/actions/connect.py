"""Connecting an account to capture, stopping it, and letting it try again."""

from __future__ import annotations

from django.db import transaction

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.models import Schedule, StreamSource, Subscription
from rostra.capture.queries.platforms import Connections, capabilities_of
from rostra.capture.states import METHOD_OF, Work
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.platforms.base import Capabilities, Method, Platform


def connect(account: Account, *, actor: Actor) -> Account:
    """Let capture begin: its schedules are due at once. An approved account may be captured before anybody uses it.

    The first poll takes everything that can be had. Safe to call again. Raises Forbidden; and the
    platform's own errors where the server that carries its stream cannot be found out: then nothing was changed.
    """
    rules.may_steer(actor).require()
    return arrange(account, actor=actor)


def arrange(account: Account, *, actor: Actor) -> Account:
    """As ``connect``, for whoever may let it begin. Of a network that asks for consent, once that was given. Raises Conflict before."""
    rules.require_consent(account)
    can = capabilities_of(account.network)
    source = _stream_source(account, Connections().platform(account.network)) if Method.STREAM in can.methods else ""
    with transaction.atomic():
        rules.may_capture(account).require()
        work = make_due(account)
        if source:
            _subscribe(account, source)
        facts = {"work": list(work), "stream": source}
        record_event(actor=actor, action="capture.account.connected", subject=f"account:{account.slug}", facts=facts)
    return account


def make_due(account: Account) -> tuple[Work, ...]:
    """All work that its network needs is due now, whatever it came to before; the work."""
    needed = work_of(capabilities_of(account.network))
    for work in needed:
        Schedule.objects.update_or_create(account=account, work=work, defaults={"due": clock.now(), "failures": 0, "trouble": ""})
    return needed


def work_of(can: Capabilities) -> tuple[Work, ...]:
    """What a schedule is needed for, by what the platform can do; nothing for one that comes by import only."""
    methods = can.methods & {Method.POLL, Method.STREAM, Method.PROBE, Method.SNAPSHOT}
    if not methods:
        return ()
    return (*(work for work, method in METHOD_OF.items() if method in methods), Work.REPORT)


@transaction.atomic
def stop(account: Account, *, actor: Actor) -> None:
    """Let capture of this account end; what was captured stays. Raises Forbidden, also for one that is not followed."""
    rules.may_steer(actor).require()
    rules.may_stop(account).require()
    Schedule.objects.filter(account=account).update(due=None, trouble="")
    Subscription.objects.filter(account=account).delete()
    record_event(actor=actor, action="capture.account.stopped", subject=f"account:{account.slug}")


@transaction.atomic
def retry_now(account: Account, *, actor: Actor) -> int:
    """Ask again at once, also what was refused; how many schedules that makes due.

    Raises Forbidden, also for an account that is not followed: ``connect`` lets it be followed again.
    """
    rules.may_steer(actor).require()
    rules.may_ask_now(account).require()
    count = Schedule.objects.filter(account=account).update(due=clock.now(), failures=0)
    StreamSource.objects.filter(accounts=account).update(retry=None)
    record_event(actor=actor, action="capture.account.retried", subject=f"account:{account.slug}", facts={"schedules": count})
    return count


def follow_where_it_lives(account: Account, platform: Platform) -> None:
    """An account that moved to another server is followed on the stream there. Raises what the platform raises."""
    if Method.STREAM in platform.capabilities.methods:
        _subscribe(account, _stream_source(account, platform))


def _stream_source(account: Account, platform: Platform) -> str:
    return platform.stream_source(account.identity)


@transaction.atomic
def _subscribe(account: Account, address: str) -> None:
    source, _ = StreamSource.objects.get_or_create(network=account.network, address=address)
    Subscription.objects.get_or_create(account=account, source=source)
    Subscription.objects.filter(account=account).exclude(source=source).delete()
