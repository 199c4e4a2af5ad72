"""How a check ends: a run, coverage, gaps, and when the schedule is due again: in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Subquery

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.claims import Lease
from rostra.capture.actions.gaps import close_gaps, heal_by_difference, open_gap, open_gap_after
from rostra.capture.actions.reconciling import reconcile
from rostra.capture.models import Coverage, Run, Schedule
from rostra.capture.queries.coverage import last_interval
from rostra.capture.queries.platforms import capabilities_of
from rostra.capture.states import METHOD_OF, Outcome, Work
from rostra.core import clock
from rostra.platforms.base import Cause, Count, Kind, Method

NEWS = ("new", "edited", "gone", "unknown", "refused")
COUNTS = ("items", *NEWS)


@transaction.atomic
def succeed(lease: Lease[Schedule], started: dt.datetime, counts: Mapping[str, int], said: Sequence[Count] = ()) -> None:
    """The check is done; what the platform ``said`` that there is, is compared with what is held now.

    Raises LeaseLost: then nothing is written, for another worker does it again.
    """
    schedule = lease.row
    lease.release(due=rules.next_due(schedule), failures=0, trouble="", last_success=started)
    method = METHOD_OF.get(Work(schedule.work))
    if method is None:
        return
    for count in said:
        reconcile(schedule.account, count)
    write_run(schedule.account, method, started, Outcome.DONE, counts)
    last = last_interval(schedule.account, method)
    if method is Method.POLL and _polled_alone(schedule.account):
        open_gap_after(last, "It was not asked in this time.", cause=Cause.OURS, after=_late_after())
        close_gaps([schedule.account], method)
    _extend(last, schedule.account, method, started, _late_after())
    if method is (Method.SNAPSHOT if Kind.POST in capabilities_of(schedule.account.network).snapshots else Method.POLL):
        heal_by_difference(schedule.account, started)


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
    wait = rules.back_off(outcome, failures, retry_after=retry_after)
    due = None if wait is None else clock.now() + dt.timedelta(seconds=wait)
    verbatim = f"{error} {said}".strip()
    lease.release(due=due, failures=failures, trouble=verbatim)
    method = METHOD_OF.get(Work(schedule.work))
    if method is None:
        return
    write_run(schedule.account, method, started, outcome, counts or {}, verbatim)
    if method is Method.POLL and _polled_alone(schedule.account):
        stopped = outcome is Outcome.REFUSED  # nothing is asked any more: it is missed from now on, not only once it is late
        open_gap(schedule.account, method, error, cause=cause, after=dt.timedelta(0) if stopped else _late_after())


def write_run(account: Account, method: Method, started: dt.datetime, outcome: Outcome, counts: Mapping[str, int], error: str = "") -> None:
    """A row for what was asked and what came of it; the same as the last one and nothing new: one more check on that row.

    A report ends the rows before it: each check stands in one report.
    """
    reported = Schedule.objects.filter(account=account, work=Work.REPORT).values("last_success")
    last = Run.objects.filter(account=account, method=method).annotate(reported=Subquery(reported)).order_by("-started", "-id").first()
    now = clock.now()
    kept = {name: counts.get(name, 0) for name in COUNTS}
    if last and _is_same(last, started, outcome, error, kept) and (last.reported is None or last.started >= last.reported):
        last.checks, last.items, last.ended = last.checks + 1, last.items + kept["items"], now
        last.save(update_fields=["checks", "items", "ended"])
        return
    Run.objects.create(account=account, method=method, started=started, ended=now, outcome=outcome, error=error, **kept)


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
    return [_extend(last_interval(account, method), account, method, until, within).pk for account in accounts]


def _extend(last: Coverage | None, account: Account, method: Method, until: dt.datetime, within: dt.timedelta) -> Coverage:
    if last is None or until - last.ends > within:
        return Coverage.objects.create(account=account, method=method, begins=until, ends=until)
    if until > last.ends:
        last.ends = until
        last.save(update_fields=["ends"])
    return last


def _polled_alone(account: Account) -> bool:
    """Whether polling is all that keeps watch: where there is a stream, its gaps are the gaps."""
    return Method.STREAM not in capabilities_of(account.network).methods


def _late_after() -> dt.timedelta:
    return dt.timedelta(seconds=settings.PROFILE.capture.late_after)
