"""The checks: poll, probe, snapshot. Each claims nothing and decides nothing; it asks, takes in, and moves the schedule's cursor."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import InterfaceError, OperationalError

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.aside import forget_what_was_given
from rostra.capture.actions.claims import Lease, LeaseLost
from rostra.capture.actions.connect import follow_where_it_lives
from rostra.capture.actions.emptied import EmptyLists
from rostra.capture.actions.gaps import heal_beyond, note_platform_gap
from rostra.capture.actions.intake import Intake
from rostra.capture.actions.places import Places
from rostra.capture.actions.presence import note_presence
from rostra.capture.actions.renewing import note_refusal
from rostra.capture.actions.reports import report
from rostra.capture.actions.runs import Result, fail, succeed, write_run
from rostra.capture.models import Gap, Schedule
from rostra.capture.queries.consent import is_connected
from rostra.capture.queries.due import items_to_probe, last_seen_in_list, present_in_list
from rostra.capture.queries.platforms import TEXTS, Connections, capabilities_of
from rostra.capture.states import METHOD_OF, Healing, Outcome, Work
from rostra.core import clock
from rostra.core.errors import RostraError
from rostra.platforms import consent_of
from rostra.platforms.base import (
    Absence,
    AccountState,
    Cause,
    Certainty,
    Count,
    Event,
    Item,
    Kind,
    Listing,
    Mark,
    Method,
    Platform,
    PlatformError,
    Refused,
    Rejected,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.base import Gap as PlatformGap
from rostra.platforms.beyond import Beyond, Reached

LISTS = frozenset(
    {Kind.BLOCK, Kind.THREAD_GATE, Kind.RESTRICTION}
)  # looked at as a whole each time; the others when a gap has to be healed

SAID_NOTHING = "Every look said nothing: whether what is held still stands there is not known."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """A claimed schedule that is being worked on."""

    lease: Lease[Schedule]
    connections: Connections
    started: dt.datetime
    result: Result = field(default_factory=Result)  # so far

    @property
    def counts(self) -> Counter[str]:
        """What came of it so far."""
        return self.result.counts

    @property
    def account(self) -> Account:
        """Whose check it is."""
        return self.lease.row.account

    def platform(self) -> Platform:
        """The platform that is asked. Raises Misconfigured."""
        return self.connections.platform(self.account.network)


def check_next(connections: Connections, places: Places | None = None) -> bool:
    """Claim one schedule that is due and for which there is a place, and do its work; whether there was one."""
    places = places or Places()
    lease = places.begin()
    if lease is None:
        return False
    trouble = None
    try:
        trouble = perform(lease, connections)
    finally:
        places.end(lease, trouble)
    return True


def perform(lease: Lease[Schedule], connections: Connections) -> PlatformError | None:
    """Do the work of a claimed schedule; how the platform ended it, if it did.

    Raises only when the database is lost: then the claim falls free by itself.
    """
    schedule, started = lease.row, clock.now()
    check = Check(lease, connections, started)
    _note_death(lease)
    try:
        rules.may_capture(schedule.account).require()
        _WORK[Work(schedule.work)](check)
        if check.result.nothing:
            fail(lease, started, Outcome.UNTOLD, SAID_NOTHING, cause=Cause.OUTAGE, counts=check.counts, said=check.result.unknown)
        else:
            succeed(lease, started, check.result)
    except LeaseLost as lost:
        log.warning("%s", lost)
    except Unauthorised as error:
        outcome = _unauthorised(schedule.account, error)
        fail(lease, started, outcome, str(error), cause=rules.cause_of(error), counts=check.counts, said=error.said)
        return error
    except PlatformError as error:
        told, cause = str(error) or type(error).__name__, rules.cause_of(error)
        outcome, wait = rules.outcome_of(error), error.retry_after
        fail(lease, started, outcome, told, cause=cause, counts=check.counts, retry_after=wait, said=error.said)
        return error
    except RostraError as error:
        fail(lease, started, Outcome.REFUSED, str(error), cause=Cause.OURS)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("%s failed", schedule)
        fail(lease, started, Outcome.FAILED, f"{type(error).__name__}: {error}", cause=Cause.OURS)
    return None


def _unauthorised(account: Account, error: Unauthorised) -> Outcome:
    """What it means for the check: nothing can be read any more; or soon again, with a fresh token or without the lists that need one."""
    lapsed = note_refusal(account, str(error))
    told = consent_of(account.network)
    return Outcome.REFUSED if lapsed and told and told.needed else Outcome.UNREACHABLE


def _note_death(lease: Lease[Schedule]) -> None:
    method = METHOD_OF.get(Work(lease.row.work))
    if lease.died is not None and method is not None:
        write_run(lease.row.account, method, lease.died, Outcome.ABANDONED, {}, "The worker that had claimed this never came back.")


def _poll(check: Check) -> None:
    """Everything new since the cursor; the first time everything there is."""
    platform = check.platform()
    follow_where_it_lives(check.account, platform)
    reception = Reception(check, platform)
    for event in reception.received(platform.poll(check.account.identity, check.lease.row.cursor)):
        if isinstance(event, Mark) and event.cursor != check.lease.row.cursor:
            reception.intake.flush()
            check.lease.save(cursor=event.cursor)
    reception.intake.flush()
    check.lease.renew()
    forget_what_was_given(check.account, reception.intake.lacking)


def _probe(check: Check) -> None:
    """A batch of the records that are young enough, in rounds: each is looked at again before any other twice."""
    since = check.started - dt.timedelta(days=settings.PROFILE.capture.probe_days)
    records = items_to_probe(check.account, after=int(check.lease.row.cursor or 0), since=since, limit=rules.PROBE_BATCH)
    check.result.asked = bool(records)
    try:
        if records:
            _look_again(check, [uri for _, uri in records])
    except (Unreachable, Refused):
        if check.lease.row.failures >= rules.PROBE_TRIES:
            _go_on(check, records)
        raise
    _go_on(check, records)


def _go_on(check: Check, records: Sequence[tuple[int, str]]) -> None:
    """The next batch is that after these, or the first of a new round."""
    cursor = str(records[-1][0]) if len(records) == rules.PROBE_BATCH else ""
    if cursor != check.lease.row.cursor:
        check.lease.save(cursor=cursor)


def _look_again(check: Check, uris: list[str]) -> None:
    platform = check.platform()
    reception = Reception(check, platform)
    for _ in reception.received(platform.probe(check.account.identity, uris)):
        pass
    reception.intake.flush()


def _snapshot(check: Check) -> None:
    """Whole lists; what has disappeared from a complete one is an absence that was observed."""
    kinds = sorted(kinds_to_list(check.account))
    check.result.asked = bool(kinds)
    platform = check.platform()
    reception = Reception(check, platform)
    empty = EmptyLists(check.lease.row.cursor)
    for kind in kinds:
        for event in reception.received(platform.snapshot(check.account.identity, kind)):
            if isinstance(event, Listing):
                reception.intake.flush()
                seen = last_seen_in_list(check.account, _kinds_of(event), within=event.within) if event.empty else None
                _compare(check, empty.settled(event, check.started, seen), reception)
                check.lease.save(cursor=str(empty))
    reception.intake.flush()


def _compare(check: Check, listing: Listing, reception: Reception) -> None:
    for absence in disappeared(check.account, listing, before=check.started):
        reception.intake.add(absence)
    reception.intake.flush()
    check.result.lists.append(listing)
    if listing.complete and listing.kind is Kind.POST:
        heal_beyond(check.account, Beyond.POSTS, Healing.LIST, until=check.started)


def _report(check: Check) -> None:
    """No question to the platform: what was checked is stated in the log."""
    report(check.account, check.lease.row.last_success, check.started)


def kinds_to_list(account: Account) -> frozenset[Kind]:
    """The lists to look at now: all when a gap has to be healed by comparing all posts."""
    offered = capabilities_of(account.network).snapshots
    told = consent_of(account.network)
    if told and told.opens and not is_connected(account):
        offered -= told.opens
    lists_bring = [Beyond.NOTHING, Beyond.POSTS] if Kind.POST in offered else [Beyond.NOTHING]
    to_heal = Gap.objects.filter(account=account, healed_at__isnull=True, ends__isnull=False, beyond__in=lists_bring).exists()
    return offered if to_heal else offered & LISTS


def disappeared(account: Account, listing: Listing, *, before: dt.datetime) -> Iterator[Absence]:
    """What we hold as present of a complete list, but is not on it any more. Nothing of an incomplete one: that says nothing.

    Of several lists of one kind only what lies ``within`` this one is compared: other acts, and what came in otherwise, stay as they are.
    """
    if not listing.complete:
        return
    held = present_in_list(account, _kinds_of(listing), before=before, within=listing.within)
    why = "the list ({}) was empty at two looks, some time apart" if listing.empty else "no longer in the complete list ({})"
    for uri in sorted(set(held) - set(listing.uris)):
        yield Absence(uri, account.identity, Certainty.OBSERVED, listing.source, why.format(listing.kind))


def _kinds_of(listing: Listing) -> Iterable[Kind]:
    return TEXTS if listing.kind is Kind.POST else (listing.kind,)


class Reception:
    """Where the events of one check of one account go."""

    def __init__(self, check: Check, platform: Platform) -> None:
        self._account = check.account
        self._method = METHOD_OF[Work(check.lease.row.work)]
        self._renew: Callable[[], None] = check.lease.renew
        self._result = check.result
        accounts = {self._account.identity: self._account}
        self.intake = Intake(platform, accounts, check.lease.renew, check.counts, whose=self._account, method=self._method)

    def received(self, events: Iterable[Event]) -> Iterator[Event]:
        """Each event, once it is taken. Where the platform breaks off in the middle, what it had shown is kept: later it may be gone."""
        try:
            for event in events:
                self.receive(event)
                yield event
        except PlatformError:
            self.intake.keep_what_was_shown()
            raise

    def receive(self, event: Event) -> None:
        """Take one event; durable once the intake is flushed."""
        self._renew()
        if isinstance(event, Count) and event.account == self._account.identity:
            self._result.said.append(event)
        if isinstance(event, Absence) and event.certainty is Certainty.UNKNOWN:
            self._result.unknown = self._result.unknown or event.reason
        if isinstance(event, Reached) and event.account == self._account.identity:
            self.intake.flush()
            heal_beyond(self._account, event.beyond, Healing.REACH, since=event.since)
        receive(event, self.intake, {self._account.identity: self._account}, self._method)


def receive(event: Event, intake: Intake, accounts: Mapping[str, Account], method: Method) -> None:
    """Send one event where it belongs; Marks, Listings, Counts and what was Reached are the caller's."""
    if isinstance(event, Item | Absence | Rejected):
        intake.add(event)
    elif isinstance(event, PlatformGap):
        affected = [accounts[event.account]] if event.account in accounts else list(accounts.values())
        note_platform_gap(affected, event, method)
    elif isinstance(event, AccountState) and event.identity.id in accounts:
        note_presence(accounts[event.identity.id], event)


_WORK: Mapping[Work, Callable[[Check], None]] = {
    Work.POLL: _poll,
    Work.PROBE: _probe,
    Work.SNAPSHOT: _snapshot,
    Work.REPORT: _report,
}
