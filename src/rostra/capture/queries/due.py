"""What is to be done now, and what the archive holds that has to be looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from rostra.accounts.models import Account
from rostra.accounts.states.life import CAPTURED
from rostra.archive.models import Attachment, Record
from rostra.archive.states.status import Status
from rostra.capture.models import Run, Schedule, StreamSource, Subscription
from rostra.capture.queries.platforms import TEXTS
from rostra.capture.states import Outcome, Work
from rostra.core import clock
from rostra.platforms.base import Item, Kind
from rostra.platforms.hostile import origin

MAY_TAKE_LONG = Q(work__in=(Work.PROBE, Work.SNAPSHOT)) | Q(work=Work.POLL, last_success__isnull=True)


def free(now: dt.datetime) -> Q:
    """Rows that nobody works on: the claim was given back, or was not renewed in time."""
    return Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)


def due_schedules() -> QuerySet[Schedule]:
    """Schedules of captured accounts that are due and free, the longest waiting first."""
    now = clock.now()
    return Schedule.objects.filter(free(now), due__lte=now, account__state__in=CAPTURED).select_related("account").order_by("due", "id")


class Server(NamedTuple):
    """What is asked for an account. ``origin`` "": the network as a whole, for its accounts name no server."""

    network: str
    origin: str


def server_of(schedule: Schedule) -> Server | None:
    """The server that a check asks; None for work that asks nobody."""
    account = schedule.account
    return None if schedule.work == Work.REPORT else Server(account.network, origin(account.identity))


def schedules_at(server: Server) -> Q:
    """The schedules for which this server is asked."""
    there = Q(account__network=server.network)
    if server.origin:
        there &= Q(account__identity__istartswith=f"{server.origin}/")
    return there & ~Q(work=Work.REPORT)


def may_take_long(schedule: Schedule) -> bool:
    """The same as MAY_TAKE_LONG, of one row: whatever is no poll of an account that is known already."""
    return schedule.work in (Work.PROBE, Work.SNAPSHOT) or (schedule.work == Work.POLL and schedule.last_success is None)


def followed_sources() -> QuerySet[StreamSource]:
    """Streams on which at least one captured account is followed."""
    return StreamSource.objects.filter(subscriptions__account__state__in=CAPTURED).distinct().order_by("id")


def accounts_on(source: StreamSource) -> dict[str, Account]:
    """Identity to account: those that are captured now and followed on this stream."""
    return {account.identity: account for account in source.accounts.filter(state__in=CAPTURED)}


def followed_accounts() -> QuerySet[Account]:
    """Accounts that have a check due, a check that the network refused, or a stream. All others nobody looks at now."""
    arranged = Schedule.objects.exclude(due__isnull=True, trouble="").values("account")
    return Account.objects.filter(Q(pk__in=arranged) | Q(pk__in=Subscription.objects.values("account")))


def refused_work() -> QuerySet[Schedule]:
    """Schedules of captured accounts whose last check the network refused, also those that are asked again."""
    last = Run.objects.filter(account=OuterRef("account"), method=OuterRef("work")).order_by("-started", "-id").values("outcome")[:1]
    troubled = Schedule.objects.filter(account__state__in=CAPTURED).exclude(trouble="").select_related("account")
    return troubled.annotate(last=Subquery(last)).filter(Q(due__isnull=True) | Q(last=Outcome.REFUSED))


def items_to_probe(account: Account, *, after: int, since: dt.datetime, limit: int) -> list[tuple[int, str]]:
    """Id and address of records still on the platform, in order after id ``after``: what was said or changed after ``since``; and what was
    taken in after it without a medium that is worth asking for again, of posts from long ago and of the profile too.
    """
    changed = Q(all_versions__number=F("current"), all_versions__again=False, all_versions__seen__gte=since)
    awaiting = Attachment.objects.filter(again=True, version__record__account=account, version__number=F("version__record__current"))
    fresh = Q(Q(published__gte=since) | Q(changed, versions__gt=1), kind__in=[kind.value for kind in TEXTS])
    missing = Q(pk__in=awaiting.filter(version__seen__gte=since).values("version__record"))
    own = Record.objects.filter(account=account, official=True, same_as__isnull=True)
    found = own.filter(fresh | missing, status=Status.PRESENT, id__gt=after)
    return list(found.values_list("id", "uri").distinct().order_by("id")[:limit])


def present_in_list(account: Account, kinds: Iterable[Kind], *, before: dt.datetime, within: str = "") -> list[str]:
    """Addresses (that begin with ``within``) of the account's own records that we hold as present and have not seen since ``before``."""
    return list(_present(account, kinds, within).filter(last_seen__lt=before).values_list("uri", flat=True))


def last_seen_in_list(account: Account, kinds: Iterable[Kind], *, within: str = "") -> dt.datetime | None:
    """When any of these records that we hold as present was seen last; None where we hold none."""
    last: dt.datetime | None = _present(account, kinds, within).aggregate(last=Max("last_seen"))["last"]
    return last


def _present(account: Account, kinds: Iterable[Kind], within: str) -> QuerySet[Record]:
    listed = [kind.value for kind in kinds]
    held = Record.objects.filter(account=account, official=True, kind__in=listed, status=Status.PRESENT)
    return held.filter(uri__startswith=within) if within else held


def held_media(item: Item, sameness: bytes) -> dict[str, Attachment]:
    """What is held of this item's media, by their ref: one that any version has; else that the newest that says the same could not have it.

    Of a record that was gone only what it has: what comes back may have what was missing.
    """
    says_the_same = Q(version__sameness=sameness, version__record__status=Status.PRESENT)
    shown = Attachment.objects.filter(version__record__uri=item.uri, ref__in=[medium.ref for medium in item.media])
    held = shown.filter(Q(medium__isnull=False) | says_the_same).select_related("medium")
    return {each.ref: each for each in held.order_by(F("medium").asc(nulls_first=True), "version__number")}
