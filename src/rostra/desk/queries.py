"""What the desk shows that no other app has: what waits, what happened to a subject, what happened since the last visit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max, QuerySet

from rostra.accounts.models import Custody
from rostra.accounts.queries import custody_on, person_of
from rostra.accounts.queries.custody import STEWARDS
from rostra.accounts.states.life import BEFORE_USE, CAPTURED
from rostra.capture.models import Run, Schedule
from rostra.capture.queries import AccountCoverage, coverage_overview
from rostra.capture.rules import may_steer
from rostra.capture.states import METHOD_OF, CaptureStatus
from rostra.capture.states import Work as Schedulable
from rostra.core.actor import Actor
from rostra.core.findings import Finding, all_findings
from rostra.core.models import Event
from rostra.core.waiting import Queue, Waiting, waiting_for
from rostra.people.queries import city_day
from rostra.people.rules import may
from rostra.people.states import Function, Right, Role

NEWEST = 20  # events since the last visit that are listed; the rest is counted
ALIKE = 3  # findings of one kind that are shown at once
ALARMS = 5  # accounts that are shown in the strip; the others are counted
_CONCERNED = {
    "accounts": Function.REGISTER,
    "archive": Function.CAPTURE,
    "capture": Function.CAPTURE,
    "people.W003": Function.ROSTER,
    "policy": Function.POLICY,
    **dict.fromkeys(("policy.W005", "policy.W006", "policy.W007", "policy.W008"), Function.ACKNOWLEDGEMENT),
}  # by app, or by finding; the rest is about the system itself, and is the administrators'
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

    items: list[Waiting]  # overdue first, then by the day on which they are due, then the oldest
    more: list[tuple[Queue, int]]  # kinds of which more wait than are among the items, and how many
    coming: dt.date | None  # the next day on which something falls due, where nothing waits
    findings: list[Kind]  # the most urgent kind first
    alarms: list[AccountCoverage]
    alarm_count: int
    since: dt.datetime | None
    events: list[Event]
    event_count: int


def work_of(actor: Actor, since: dt.datetime | None) -> Work:
    """Everything that waits for ``actor``; ``events`` are those of others since ``since`` (the visit before this one)."""
    overview, own = coverage_overview(), _stewarded(actor)
    aliases = {each.account.slug for each in overview}
    seen = bool(may_steer(actor))
    alarms = [each for each in overview if is_alarming(each) and (seen or each.account.slug in own)]
    news, queues = events_since(actor, since), waiting_for(actor)
    concerned = [(finding, _alias(finding, aliases)) for finding in all_findings() if concerns(actor, finding)]
    return Work(
        items=sorted((each for found in queues for each in found.first), key=_urgency),
        more=[(found, found.total - len(found.first)) for found in queues if found.total > len(found.first)],
        coming=min((found.coming for found in queues if found.coming), default=None),
        findings=_kinds(concerned),
        alarms=alarms[:ALARMS],
        alarm_count=len(alarms),
        since=since,
        events=list(news[:NEWEST]),
        event_count=news.count(),
    )


def _urgency(each: Waiting) -> tuple[dt.date, dt.date]:
    since = each.since.date() if isinstance(each.since, dt.datetime) else each.since
    return each.due or dt.date.max, since or dt.date.max


def _stewarded(actor: Actor) -> set[str]:
    """The aliases of the accounts that ``actor`` looks after."""
    person = person_of(actor)
    parts = custody_on(city_day()).filter(person=person, part__in=STEWARDS) if person else Custody.objects.none()
    return set(parts.values_list("account__slug", flat=True))


def concerns(actor: Actor, finding: Finding) -> bool:
    """Whether a finding is about a function in which ``actor`` acts; who audits, and may read it, sees it too."""
    app = finding.id.partition(".")[0]
    function = _CONCERNED.get(finding.id) or _CONCERNED.get(app, Function.SIGN_IN)
    rights = (Right.WRITE, Right.APPROVE, Right.READ) if actor.has_role(Role.AUDITOR) else (Right.WRITE, Right.APPROVE)
    return any(may(actor, right, function) for right in rights)


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
