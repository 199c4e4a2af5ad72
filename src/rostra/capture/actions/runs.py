"""How a check ends: a run, coverage, gaps, and when the schedule is due again: in one transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Subquery

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.claims import Lease
from rostra.capture.actions.gaps import close_gaps, heal_by_look, open_gap, open_gap_after
from rostra.capture.actions.reconciling import reconcile
from rostra.capture.models import Coverage, Gap, Run, Schedule
from rostra.capture.queries.coverage import last_interval
from rostra.capture.queries.platforms import capabilities_of
from rostra.capture.states import METHOD_OF, Healing, Outcome, Work
from rostra.core import clock
from rostra.platforms.base import Cause, Count, Kind, Listing, Method

NEWS = ("new", "edited", "gone", "unknown", "refused")
COUNTS = ("items", *NEWS)


@dataclass(slots=True)
class Result:
    """What came of a check: ``counts`` under the names of ``Run``'s columns, and what the platform said that is no item."""

    counts: Counter[str] = field(default_factory=Counter)
    said: list[Count] = field(default_factory=list)  # how much the account has
    lists: list[Listing] = field(default_factory=list)  # that were looked at, each as it was settled
    asked: bool = True  # False: there was nothing to look at again, so nobody was asked
    unknown: str = ""  # why a look said nothing

    @property
    def nothing(self) -> bool:
        """Whether every look said nothing."""
        return 0 < self.counts["items"] == self.counts["unknown"]

    @property
    def compared(self) -> bool:
        """Whether a list was complete: with an incomplete one nothing can be compared."""
        return any(listing.complete for listing in self.lists)

    @property
    def compared_posts(self) -> bool:
        """Whether all posts were compared, on however many lists they stand."""
        posts = [listing.complete for listing in self.lists if listing.kind is Kind.POST]
        return bool(posts) and all(posts)


@transaction.atomic
def succeed(lease: Lease[Schedule], started: dt.datetime, result: Result) -> None:
    """The check is done; how much the platform said that there is, is compared with what is held now.

    Where nobody was asked nothing was watched: no run is written, and nothing is covered. Raises LeaseLost: then nothing is written, for
    another worker does it again.
    """
    schedule = lease.row
    lease.release(due=rules.next_due(schedule), failures=0, trouble="", last_success=started)
    method = METHOD_OF.get(Work(schedule.work))
    if method is None or not result.asked:
        return
    account = schedule.account
    for count in result.said:
        reconcile(account, count)
    before = write_run(account, method, started, Outcome.DONE, result.counts)
    if method is not Method.SNAPSHOT or result.compared:
        _watched(schedule, method, started, before)
    if result.compared_posts:
        heal_by_look(account, started, Healing.DIFFERENCE)


def _watched(schedule: Schedule, method: Method, started: dt.datetime, before: dt.datetime | None) -> None:
    """The account was looked at until ``started``: without a break since the last look, which ended at ``before``, or not."""
    account, last = schedule.account, last_interval(schedule.account, method)
    pause = started - max(last.ends, before or last.ends) if last else dt.timedelta(0)
    broken = pause > rules.bearable_break(Work(schedule.work))
    if method is Method.POLL and _polled_alone(account):
        if last and broken:
            open_gap_after(last, "It was not asked in this time.", cause=Cause.OURS)
        if Gap.objects.filter(account=account, healed_at__isnull=True).exists():
            broken = close_gaps([account], method, at=started) > 0 or broken
            heal_by_look(account, started, Healing.NEXT_LOOK)
    _extend(None if broken else last, account, method, started)


@transaction.atomic
def fail(
    lease: Lease[Schedule],
    started: dt.datetime,
    outcome: Outcome,
    error: str,
    *,
    cause: Cause,
    counts: Mapping[str, int] | None = None,
    retry_after: float | None = None,
    said: str = "",
) -> None:
    """The check failed: again after a while, or not before somebody acted. Raises LeaseLost.

    ``counts``: what it kept all the same. ``said``: a server's own words, which staff see; a gap stands in public, and holds ours alone.
    """
    schedule = lease.row
    failures = schedule.failures + 1
    due = rules.due_again(schedule, outcome, cause, failures, retry_after=retry_after)
    verbatim = f"{error} {said}".strip()
    lease.release(due=due, failures=failures, trouble=verbatim)
    method = METHOD_OF.get(Work(schedule.work))
    if method is None:
        return
    write_run(schedule.account, method, started, outcome, counts or {}, verbatim)
    if method is Method.POLL and _polled_alone(schedule.account):
        left = rules.bearable_break(Work.POLL) - (due - clock.now()) if due else dt.timedelta(0)  # when the next look comes, it is too late
        open_gap(schedule.account, method, error, cause=cause, after=max(left, dt.timedelta(0)))


def write_run(
    account: Account, method: Method, started: dt.datetime, outcome: Outcome, counts: Mapping[str, int], error: str = ""
) -> dt.datetime | None:
    """A row for what was asked and what came of it; the same as the last one and nothing new: one more check on that row.

    A report ends the rows before it: each check stands in one report. When the check before it ended, if that succeeded.
    """
    reported = Schedule.objects.filter(account=account, work=Work.REPORT).values("last_success")
    last = Run.objects.filter(account=account, method=method).annotate(reported=Subquery(reported)).order_by("-started", "-id").first()
    before = last.ended if last and last.outcome == Outcome.DONE else None
    now = clock.now()
    kept = {name: counts.get(name, 0) for name in COUNTS}
    if last and _is_same(last, started, outcome, error, kept) and (last.reported is None or last.started >= last.reported):
        last.checks, last.items, last.ended = last.checks + 1, last.items + kept["items"], now
        last.save(update_fields=["checks", "items", "ended"])
    else:
        Run.objects.create(account=account, method=method, started=started, ended=now, outcome=outcome, error=error, **kept)
    return before


def _is_same(last: Run, started: dt.datetime, outcome: Outcome, error: str, kept: Mapping[str, int]) -> bool:
    """Whether a check is like the last one of this day, and neither found more than what is held. A file is no check."""
    if last.method == Method.IMPORT or any(kept[name] or getattr(last, name) for name in NEWS):
        return False
    zone = settings.PROFILE.city.zone
    same_day = clock.in_zone(last.started, zone).date() == clock.in_zone(started, zone).date()
    return same_day and last.outcome == outcome and last.error == error


def cover(accounts: Iterable[Account], method: Method, until: dt.datetime, *, within: dt.timedelta) -> list[int]:
    """These accounts were looked at until ``until``: extends intervals that ended at most ``within`` before, else begins new ones.

    The ids of the intervals.
    """
    found = []
    for account in accounts:
        last = last_interval(account, method)
        found.append(_extend(last if last and until - last.ends <= within else None, account, method, until).pk)
    return found


def _extend(last: Coverage | None, account: Account, method: Method, until: dt.datetime) -> Coverage:
    """The interval goes on until then; another begins where there is none, or a break was too long."""
    if last is None:
        return Coverage.objects.create(account=account, method=method, begins=until, ends=until)
    if until > last.ends:
        last.ends = until
        last.save(update_fields=["ends"])
    return last


def _polled_alone(account: Account) -> bool:
    """Whether polling is all that keeps watch: where there is a stream, its gaps are the gaps."""
    return Method.STREAM not in capabilities_of(account.network).methods
