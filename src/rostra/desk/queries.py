"""What the desk shows that no other app has: what waits, what happened to a subject, what happened since the last visit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import QuerySet

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_in
from rostra.accounts.states.life import AccountState
from rostra.capture.models import Schedule
from rostra.capture.queries import AccountCoverage, coverage_overview
from rostra.capture.states import Standing
from rostra.core.actor import Actor
from rostra.core.findings import Finding, all_findings
from rostra.core.models import Event

NEWEST = 20  # events since the last visit that are listed; the rest is counted
ALARMING = (Standing.LATE, Standing.NEVER)


@dataclass(frozen=True, slots=True)
class Work:
    """What a member of staff has to look at now."""

    findings: list[tuple[Finding, str]]  # with the alias of the account that it is about, or ""
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
        findings=[(finding, _alias(finding, aliases)) for finding in all_findings()],
        alarms=[each for each in overview if each.account.state in {AccountState.ACTIVE, AccountState.SUSPENDED} and is_alarming(each)],
        waiting=list(accounts_in(AccountState.REGISTERED)),
        since=since,
        events=list(news[:NEWEST]),
        event_count=news.count(),
    )


def _alias(finding: Finding, aliases: AbstractSet[str]) -> str:
    slug = finding.subject.removeprefix("account:")
    return slug if slug in aliases else ""


def is_alarming(coverage: AccountCoverage) -> bool:
    """Whether somebody has to look at the capture of this account."""
    return coverage.standing in ALARMING or bool(coverage.open_gaps)


def events_since(actor: Actor, since: dt.datetime | None) -> QuerySet[Event]:
    """What others did since ``since``, the newest first. Nothing without a visit before."""
    if since is None:
        return Event.objects.none()
    return Event.objects.filter(at__gt=since).exclude(actor_ref=actor.ref).order_by("-id")


def history(*subjects: str) -> QuerySet[Event]:
    """What happened to these subjects, the newest first."""
    return Event.objects.filter(subject__in=subjects).order_by("-id")


def troubles() -> dict[int, list[Schedule]]:
    """By account, the schedules whose last attempt failed, each with the platform's own words and the time of the next attempt."""
    found: defaultdict[int, list[Schedule]] = defaultdict(list)
    for schedule in Schedule.objects.exclude(trouble="").order_by("account", "work"):
        found[schedule.account_id].append(schedule)
    return dict(found)
