"""Calls of platforms: taken at the door as they are, once it is sure whose they are, and attended to by the worker.

At the door nothing is asked and nothing written but the call itself, sealed: a platform waits for seconds only, and sends again what was
not taken. Who is asked for what a call says is asked at once; nothing is later for a call that never came.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.db import InterfaceError, OperationalError

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.capture.actions.aside import aside_file, write_aside
from rostra.capture.actions.checks import receive
from rostra.capture.actions.claims import Lease, LeaseLost, claim_first
from rostra.capture.actions.gaps import note_platform_gap
from rostra.capture.actions.intake import Intake
from rostra.capture.models import ReceivedCall, Schedule, Telling
from rostra.capture.queries.calls import address_of, called_accounts, calling_hook, due_calls, keys_of, platform_class
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Work
from rostra.core import clock
from rostra.core.sealing import cipher
from rostra.platforms import hook_of
from rostra.platforms.base import Absence, BadSource, Cause, Event, Gap, Method, PlatformError, Rejected, Source
from rostra.platforms.beyond import Beyond
from rostra.platforms.calls import Ask, Call, Heard, Reply
from rostra.platforms.websub import ToldByHub

PURPOSE = "calls"
APART = dt.timedelta(seconds=15)  # between two polls of an account that is told of again and again
SOON = dt.timedelta(seconds=2)  # until a call is attended to that came too early
OUT_OF_ORDER = dt.timedelta(minutes=2)  # within which what was posted may be told of after its deletion
AGAIN = dt.timedelta(seconds=30)  # times the failures so far
MOST_FAILURES = 5

log = logging.getLogger(__name__)


class _TooEarly(Exception):
    """It has to be attended to in a moment: a poll that began before the call goes on, or what it says is gone may be told of only now."""


def answer(network: str, call: Call) -> Reply | None:
    """What is answered where a network asks whether the address is ours; None where it asks nothing, or may not call."""
    hook = calling_hook(network)
    return hook.answer(call, keys_of(network)) if hook else None


def take_call(network: str, call: Call) -> bool:
    """Take what a network sent; whether it was the network that sent it. What tells nothing that we take leaves no trace."""
    hook = calling_hook(network)
    if hook is None or not hook.is_signed(call, keys_of(network)):
        return False
    take_told(network, call.body)
    return True


def take_told(network: str, body: bytes) -> None:
    """Take what a network told, of which it is sure that it did."""
    try:
        if not list(_heard(network, None, body, clock.now())):
            return
    except BadSource as error:
        log.warning("%s told something that cannot be read: %s", network, error)
        return
    keep(network, None, body)


def keep(network: str, account: Account | None, body: bytes) -> None:
    """Keep a call for the worker, sealed; the same that waits already is the same."""
    digest = hashlib.sha256(f"{network} {account.pk if account else ''}\n".encode() + body).digest()
    now = clock.now()
    sealed = cipher(PURPOSE).encrypt(body).decode()
    facts = {"network": network, "account": account, "sealed": sealed, "received": now, "due": now}
    ReceivedCall.objects.get_or_create(digest=digest, defaults=facts)


def new_key() -> str:
    """What stands in the address that a hub calls for one account."""
    return secrets.token_urlsafe(32)


def attend_next(connections: Connections) -> bool:
    """Attend to the call that waits longest; whether there was one. Raises only when the database is lost."""
    lease = claim_first(due_calls())
    if lease is not None:
        _attend(lease, connections)
    return lease is not None


def _attend(lease: Lease[ReceivedCall], connections: Connections) -> None:
    row = lease.row
    try:
        body = cipher(PURPOSE).decrypt(row.sealed)
        heard = list(_heard(row.network, row.account, body, row.received))
        _Attended(lease, connections, heard).do()
        row.delete()
    except _TooEarly:
        lease.release(due=clock.now() + SOON)
    except LeaseLost as lost:
        log.warning("%s", lost)
    except (InvalidToken, BadSource):
        log.warning("%s cannot be opened or read: it is dropped", row)
        row.delete()
    except (OperationalError, InterfaceError):
        raise
    except PlatformError as error:
        _wait(lease, error)
    except Exception as error:
        log.exception("%s failed: it is set aside", row)
        told = Rejected(0, f"{type(error).__name__}: {error}", cipher(PURPOSE).decrypt(row.sealed))
        write_aside(aside_file(f"{row.network}-calls"), [told])
        row.delete()


def _wait(lease: Lease[ReceivedCall], error: PlatformError) -> None:
    """Later again; in the end it is dropped: what it told of is found by the checks that come in any case."""
    row, failures = lease.row, lease.row.failures + 1
    log.warning("%s waits: %s", row, error)
    if failures < MOST_FAILURES:
        wait = error.retry_after or AGAIN.total_seconds() * failures
        lease.release(failures=failures, due=clock.now() + dt.timedelta(seconds=wait))
    else:
        row.delete()


def _heard(network: str, account: Account | None, body: bytes, seen: dt.datetime) -> Iterable[Heard]:
    """What a body tells. ``account``: of whom a hub tells. Raises BadSource."""
    if account is not None:
        kind: type[ToldByHub] = platform_class(network)  # type: ignore[assignment]
        ask = kind.hinted(account.identity, body)
        return [ask] if ask else []
    hook = hook_of(network)
    source = Source(Method.STREAM, address_of(network), seen, digest=hashlib.sha256(body).hexdigest())
    return hook.heard(body, source) if hook else []


@dataclass(slots=True)
class _Attended:
    """One call: what it tells is taken in, what it names is asked."""

    lease: Lease[ReceivedCall]
    connections: Connections
    heard: list[Heard]

    def do(self) -> None:
        """Raises PlatformError, _TooEarly; then all of it is done again, with no effect the second time."""
        network = self.lease.row.network
        asks = [each for each in self.heard if isinstance(each, Ask)]
        events = [each for each in self.heard if not isinstance(each, Ask)]
        identities = {each.account for each in asks} | {account for each in events if (account := getattr(each, "account", ""))}
        found = called_accounts(network, identities - {""}, {each.handle for each in asks} - {""})
        accounts = {account.identity: account for account in found}
        self._take_in(events, asks, accounts)
        self._ask(asks, {account.handle: account for account in found} | accounts)
        now = clock.now()
        for account in found:
            Telling.objects.update_or_create(account=account, defaults={"heard": now}, create_defaults={"heard": now, "key": new_key()})

    def _take_in(self, events: Iterable[Event], asks: Iterable[Ask], accounts: Mapping[str, Account]) -> None:
        if not accounts:
            return
        self._require_known([event for event in events if isinstance(event, Absence)], accounts)
        platform = self.connections.platform(self.lease.row.network)
        intake = Intake(platform, accounts, self.lease.renew)
        for event in events:
            if getattr(event, "account", "") in accounts or isinstance(event, Rejected):
                receive(event, intake, accounts, Method.STREAM)
        intake.flush()
        for ask in asks:
            if ask.uris and ask.account in accounts:
                for event in platform.probe(ask.account, ask.uris):
                    receive(event, intake, accounts, Method.PROBE)
        intake.flush()

    def _require_known(self, absences: Sequence[Absence], accounts: Mapping[str, Account]) -> None:
        """Of what is gone, that it was captured. Else it is waited for a moment; then it is on record that it was missed."""
        held = set(Record.objects.filter(uri__in=[each.uri for each in absences]).values_list("uri", flat=True))
        missed = [each for each in absences if each.uri not in held and each.account in accounts]
        if missed and clock.now() - self.lease.row.received < OUT_OF_ORDER:
            raise _TooEarly
        for each in missed:
            reason = f"{each.reason} It was never captured: {each.uri}"
            gap = Gap(each.account, each.source.seen, each.source.seen, reason, Cause.OURS, Beyond.DELETED)
            note_platform_gap([accounts[each.account]], gap, Method.POLL)

    def _ask(self, asks: Iterable[Ask], accounts: Mapping[str, Account]) -> None:
        for ask in asks:
            account = accounts.get(ask.account or ask.handle)
            if account is not None:
                works = (Work.POLL, Work.SNAPSHOT) if ask.lists else (Work.POLL,)
                for schedule in Schedule.objects.filter(account=account, work__in=works, due__isnull=False):
                    self._make_due(schedule)

    def _make_due(self, schedule: Schedule) -> None:
        now, since = clock.now(), schedule.claimed_at
        if since and since <= self.lease.row.received and schedule.claimed_until and schedule.claimed_until > now:
            raise _TooEarly
        soon = max(now, schedule.last_success + APART) if schedule.last_success else now
        Schedule.objects.filter(pk=schedule.pk, due__gt=soon).update(due=soon)
