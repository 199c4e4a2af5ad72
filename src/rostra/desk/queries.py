"""What the desk shows that no other app has: what waits, what happened to a subject, what happened since the last visit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_in
from rostra.accounts.states.life import BEFORE_USE, CAPTURED
from rostra.capture.models import Run, Schedule
from rostra.capture.queries import AccountCoverage, coverage_overview
from rostra.capture.states import METHOD_OF, CaptureStatus
from rostra.capture.states import Work as Schedulable
from rostra.core.actor import Actor
from rostra.core.findings import Finding, all_findings
from rostra.core.models import Event

NEWEST = 20  # events since the last visit that are listed; the rest is counted
ALIKE = 3  # findings of one kind that are shown at once
ALARMING = (CaptureStatus.LATE, CaptureStatus.NEVER)


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one kind, each with the alias of the account that it is about, or "": ``first`` ones, and the ``more``."""

    finding: Finding  # one of them, for what they share: level, hint, id, clause
    first: list[tuple[Finding, str]]
    more: list[tuple[Finding, str]]


@dataclass(frozen=True, slots=True)
class Work:
    """What a member of staff has to look at now."""

    findings: list[Kind]  # the most urgent kind first
    alarms: list[AccountCoverage]
    waiting: list[Account]
    since: dt.datetime | None
    events: list[Event]
    event_count: int


def work_of(actor: Actor, since: dt.datetime | None) -> Work:
    """Everything that waits; ``events`` are those of others since ``since`` (the visit before this one)."""
    overview = coverage_overview()
    aliases = {each.account.slug for each in overview}
    news = events_since(actor, since)
    return Work(
        findings=_kinds([(finding, _alias(finding, aliases)) for finding in all_findings()]),
        alarms=[each for each in overview if is_alarming(each)],
        waiting=list(accounts_in(*BEFORE_USE)),
        since=since,
        events=list(news[:NEWEST]),
        event_count=news.count(),
    )


def _kinds(found: list[tuple[Finding, str]]) -> list[Kind]:
    """Those of one id, level, hint and clause together; they stand side by side already."""
    alike = [list(group) for _, group in groupby(found, key=lambda each: (each[0].id, each[0].level, each[0].hint, each[0].clause))]
    return [Kind(group[0][0], group[:ALIKE], group[ALIKE:]) for group in alike]


def _alias(finding: Finding, aliases: AbstractSet[str]) -> str:
    slug = finding.subject.removeprefix("account:")
    return slug if slug in aliases else ""


def is_alarming(coverage: AccountCoverage) -> bool:
    """Whether somebody has to look at the capture of this account."""
    return coverage.account.state in CAPTURED - BEFORE_USE and (coverage.standing in ALARMING or bool(coverage.open_gaps))


def events_since(actor: Actor, since: dt.datetime | None) -> QuerySet[Event]:
    """What others did since ``since``, the newest first. Nothing without a visit before."""
    if since is None:
        return Event.objects.none()
    return Event.objects.filter(at__gt=since).exclude(actor_ref=actor.ref).order_by("-id")


def schedules() -> dict[int, list[tuple[Schedule, dt.datetime | None]]]:
    """By account, its schedules, each with the time at which that work failed last. Two queries."""
    failed = Run.objects.exclude(error="").order_by().values_list("account", "method").annotate(at=Max("ended"))
    failures = {(account, method): at for account, method, at in failed}
    found: defaultdict[int, list[tuple[Schedule, dt.datetime | None]]] = defaultdict(list)
    for schedule in Schedule.objects.exclude(work=Schedulable.REPORT).order_by("account", "work"):
        found[schedule.account_id].append((schedule, failures.get((schedule.account_id, METHOD_OF[Schedulable(schedule.work)]))))
    return dict(found)
