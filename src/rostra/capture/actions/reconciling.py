"""What the platform says that an account has, beside what is held: kept at the moment it says so."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count as Counted
from django.db.models import Q

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.archive.states.status import Status
from rostra.capture.models import Reconciliation, RejectedPart
from rostra.capture.queries.platforms import capabilities_of
from rostra.core import clock
from rostra.core.months import month_of
from rostra.platforms.base import Count, Method

NUMBERS = ("said", "present", "gone", "aside", "not_public", "older")


def reconcile(account: Account, count: Count) -> Reconciliation:
    """Write what is said and held side by side. The same numbers as the last time in this month: one more reading of that row.

    Must be called inside a transaction.
    """
    what = " ".join(sorted(count.what))
    last = Reconciliation.objects.filter(account=account, what=what).order_by("-id").first()
    row = _compared(account, what, count, last)
    row.differing = 1 + (last.differing if last else 0) if row.unexplained and _has_settled(row, count.lag) else 0
    if last and _stands(last, row):
        last.last, last.differing = row.last, row.differing
        last.save(update_fields=["last", "differing"])
        return last
    row.save()
    return row


def _has_settled(row: Reconciliation, lag: dt.timedelta) -> bool:
    """Whether the difference has stood for longer than the platform may be late to count."""
    since = row.first
    for earlier in Reconciliation.objects.filter(account=row.account, what=row.what).order_by("-id") if lag else ():
        if not earlier.unexplained or row.last - since > lag:
            break
        since = earlier.first
    return row.last - since >= lag


def _compared(account: Account, what: str, count: Count, last: Reconciliation | None) -> Reconciliation:
    """Said, and what explains it: held first, then what was not public, what was kept aside, and what is older than the first look."""
    now = clock.now()
    held = Record.objects.filter(account=account, official=True, kind__in=count.what, same_as__isnull=True)
    held = held.filter(uri__startswith=count.within) if count.within else held
    present, gone = held.aggregate(
        present=Counted("id", filter=Q(status=Status.PRESENT)), gone=Counted("id", filter=Q(status=Status.GONE))
    ).values()
    left = max(0, count.number - present - count.not_public)
    aside = min(left, _set_aside(account)) if left else 0
    older = min(left - aside, last.older if last else _out_of_reach(account, left - aside))
    return Reconciliation(
        account=account, what=what, first=now, last=now, said=count.number, present=present, gone=gone, aside=aside,
        not_public=count.not_public, older=older,
    )  # fmt: skip


def _set_aside(account: Account) -> int:
    """What looks for what is new could not read, each once."""
    return RejectedPart.objects.filter(account=account, method=Method.POLL, rest=False).count()


def _out_of_reach(account: Account, left: int) -> int:
    """What the first look did not find, where the platform gives no more than its newest."""
    return 0 if capabilities_of(account.network).reaches == "all" else left


def _stands(last: Reconciliation, row: Reconciliation) -> bool:
    zone = settings.PROFILE.city.zone
    return month_of(last.first, zone) == month_of(row.first, zone) and all(getattr(last, name) == getattr(row, name) for name in NUMBERS)
