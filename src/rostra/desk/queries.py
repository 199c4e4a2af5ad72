"""What the desk shows that no other app has: what waits, what happened to a subject, what happened since the last visit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.rules import accounts_in_sight, requests_in_sight, sees_all
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
from rostra.people.models import User
from rostra.people.queries import city_day
from rostra.people.queries.leaving import Leaving, leaving_with_something
from rostra.people.rules import may, may_read_audit, roster_in_sight
from rostra.people.states import Function, Right, Role
from rostra.policy.models import Recipient
from rostra.policy.queries.asking import asked_of
from rostra.policy.states.asking import DUE

NEWEST = 20  # events since the last visit that are listed; the rest is counted
ALIKE = 3  # findings of one kind that are shown at once
ALARMS = 5  # accounts that are shown in the strip; the others are counted
_ACCOUNT, _REQUEST = "account:", "account-request:"  # how subjects of events and findings begin
_CONCERNED = {
    "accounts": Function.REGISTER,
    "archive": Function.CAPTURE,
    "capture": Function.CAPTURE,
    "people.W003": Function.ROSTER,
    "moderation": Function.BLOCK_EXCEPTION,
    "moderation.W013": Function.CONSISTENCY,
    "policy": Function.POLICY,
    "cases.W001": Function.ATTORNEY_SECTION,
    "cases.W002": Function.CASE_OF_EMPLOYEE,
    "cases.W003": Function.CASE_OF_OFFICIAL,
    **dict.fromkeys(("policy.W005", "policy.W006", "policy.W007", "policy.W008"), Function.ACKNOWLEDGEMENT),
}  # by app, or by finding; the rest is about the system itself, and is the administrators'
ALARMING = (CaptureStatus.NOT_ARCHIVING, CaptureStatus.LATE, CaptureStatus.NEVER)


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one kind, each with the alias of the account that it is about, or "": ``first`` ones, and the ``more``."""

    finding: Finding  # one of them, for what they share: level, hint, id, clause
    first: list[tuple[Finding, str]]
    more: list[tuple[Finding, str]]


@dataclass(frozen=True, slots=True)
class Work:
    """What a person has to look at now: everything, or what hangs on the accounts and people that are theirs."""

    items: list[Waiting]  # overdue first, then by the day on which they are due, then the oldest
    more: list[tuple[Queue, int]]  # kinds of which more wait than are among the items, and how many
    coming: dt.date | None  # the next day on which something falls due, where nothing waits
    findings: list[Kind]  # the most urgent kind first
    alarms: list[AccountCoverage]
    alarm_count: int
    asked: list[Recipient]
    leaving: list[Leaving]
    since: dt.datetime | None
    events: list[Event]
    event_count: int


def work_of(user: User, actor: Actor, since: dt.datetime | None) -> Work:
    """Everything that waits for somebody; ``events`` are those of others since ``since`` (the visit before this one)."""
    seen = None if sees_all(actor) else set(accounts_in_sight(actor).values_list("slug", flat=True))
    overview = [each for each in coverage_overview() if seen is None or each.account.slug in seen]
    alarms = [each for each in overview if is_alarming(each)] if seen is not None or may_steer(actor) else []
    news, queues = events_since(actor, since, seen), waiting_for(actor)
    return Work(
        items=sorted((each for found in queues for each in found.first), key=_urgency),
        more=[(found, found.total - len(found.first)) for found in queues if found.total > len(found.first)],
        coming=min((found.coming for found in queues if found.coming), default=None),
        findings=_kinds(list(_findings_for(actor, overview, own=seen is not None))),
        alarms=alarms[:ALARMS],
        alarm_count=len(alarms),
        asked=list(asked_of(user.person).filter(answer__in=DUE)),
        leaving=_leaving(actor),
        since=since,
        events=list(news[:NEWEST]),
        event_count=news.count(),
    )


def _findings_for(actor: Actor, overview: list[AccountCoverage], *, own: bool) -> Iterator[tuple[Finding, str]]:
    """Those that concern the actor, each with the alias of the account that it is about, or "". ``own``: of accounts, these alone."""
    aliases = {each.account.slug for each in overview}
    for finding in all_findings():
        alias = _alias(finding, aliases)
        if (own and alias) or (concerns(actor, finding) and not (own and finding.subject.startswith(_ACCOUNT))):
            yield finding, alias


def _leaving(actor: Actor) -> list[Leaving]:
    within = roster_in_sight(actor)
    days = settings.PROFILE.registry.transition_before
    return [] if within == set() else leaving_with_something(city_day(), days, within)


def _urgency(each: Waiting) -> tuple[dt.date, dt.date]:
    since = each.since.date() if isinstance(each.since, dt.datetime) else each.since
    return each.due or dt.date.max, since or dt.date.max


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
    slug = finding.subject.removeprefix(_ACCOUNT)
    return slug if slug in aliases else ""


def is_alarming(coverage: AccountCoverage) -> bool:
    """Whether somebody has to look at the capture of this account: one that is followed before it is used as any other."""
    meant = coverage.account.state in CAPTURED and (coverage.followed or coverage.account.state not in BEFORE_USE)
    return meant and (coverage.standing in ALARMING or bool(coverage.unhealed))


def events_since(actor: Actor, since: dt.datetime | None, seen: AbstractSet[str] | None) -> QuerySet[Event]:
    """What others did since ``since``, the newest first; nothing without a visit before.

    To who may not read the audit log, of accounts and requests alone (``seen``: of these accounts, and of the requests in sight).
    """
    if since is None:
        return Event.objects.none()
    found = Event.objects.filter(at__gt=since).exclude(actor_ref=actor.ref).order_by("-id")
    if may_read_audit(actor):
        return found
    if seen is None:
        return found.filter(Q(subject__startswith=_ACCOUNT) | Q(subject__startswith=_REQUEST))
    requests = [f"{_REQUEST}{key}" for key in requests_in_sight(actor).values_list("pk", flat=True)]
    return found.filter(subject__in=[*(f"{_ACCOUNT}{slug}" for slug in seen), *requests])


def schedules(only: Account | None = None) -> dict[int, list[tuple[Schedule, dt.datetime | None]]]:
    """By account, its schedules, each with the time at which that work failed last: of all, or of ``only`` one. Two queries."""
    about = Q(account=only) if only else Q()
    failed = Run.objects.filter(about).exclude(error="").order_by().values_list("account", "method").annotate(at=Max("ended"))
    failures = {(account, method): at for account, method, at in failed}
    found: defaultdict[int, list[tuple[Schedule, dt.datetime | None]]] = defaultdict(list)
    for schedule in Schedule.objects.filter(about).exclude(work=Schedulable.REPORT).order_by("account", "work"):
        found[schedule.account_id].append((schedule, failures.get((schedule.account_id, METHOD_OF[Schedulable(schedule.work)]))))
    return dict(found)
