"""How capture stands: coverage, gaps, checks; for the public page and for findings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from rostra.accounts.models import Account
from rostra.accounts.states.life import BEFORE_USE, CAPTURED, AccountState
from rostra.archive.models import Record
from rostra.capture.models import Connection, Coverage, Gap, Inactivity, Presence, Run, Schedule
from rostra.capture.queries.aside import set_aside
from rostra.capture.queries.consent import networks_asking
from rostra.capture.queries.due import followed_accounts
from rostra.capture.queries.missed import LIVE, Looked, Missed, before_first, looks
from rostra.capture.queries.platforms import capabilities_of, is_live
from rostra.capture.states import CaptureStatus, ConnectionState, Outcome, Work
from rostra.core import clock
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Method

FAILING: Final = "failing"
NOT_ACTIVE: Final = "not active"
SHOWN: Final = (NOT_ACTIVE, FAILING, *(standing.value for standing in CaptureStatus))  # every word that ``AccountStanding.shown`` may be
_LOOKED_AT = (CaptureStatus.ON_TIME, CaptureStatus.LATE, CaptureStatus.NEVER)
_EVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Failing:
    """That every look for what is new failed since one. ``again``: when the next is due; None: not before somebody acts."""

    since: dt.datetime
    again: dt.datetime | None
    answered: bool = False  # the network did answer, that the account is not active there


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How capture of one account stands, without what came of it."""

    account: Account
    standing: CaptureStatus  # by when a look succeeded last, whatever came of those since
    first_checked: dt.datetime | None
    last_success: dt.datetime | None
    before_first: Missed
    failing: Failing | None  # only of an account that is looked at
    from_files: bool  # all that is kept of it
    followed: bool
    connected: bool  # by its holder's consent
    lacks_consent: bool  # without which nothing can be read

    @property
    def shown(self) -> str:
        """The word for it: that looks fail goes before that one succeeded not long ago, or that none did yet."""
        if self.failing is None or self.standing is CaptureStatus.LATE:
            return self.standing.value
        return NOT_ACTIVE if self.failing.answered else FAILING

    @property
    def may_begin(self) -> bool:
        """Whether capture of it begins, or begins again, where somebody lets it."""
        return self.account.state in CAPTURED and is_live(self.account.network) and not (self.followed or self.lacks_consent)


@dataclass(frozen=True, slots=True)
class AccountCoverage(AccountStanding):
    """The same with what came of it. ``held``: records in the archive; ``found``: those and what could not be taken in."""

    gaps: int
    unhealed: int  # gaps that are open, or ended and were not fetched
    found: int
    held: int
    status: str  # the network's own word for the account's state there; empty where it said nothing


class Checked(NamedTuple):
    """By account: when it was checked with success last, and whether its holder's consent is in force."""

    success: dict[int, dt.datetime | None]
    connected: frozenset[int]


@dataclass(frozen=True, slots=True)
class NetworkLimit:
    """What cannot be captured of a network, in plain sentences."""

    network: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayOfChecks:
    """How many checks of an account succeeded and failed on a day of the city's calendar."""

    day: dt.date
    done: int
    failed: int


def coverage_overview() -> list[AccountCoverage]:
    """Every account of the register, as capture of it stands. Nine queries, however many accounts."""
    facts = _Facts()
    return [facts.of(account) for account in Account.objects.select_related("unit")]


ORDERS: dict[str, Callable[[AccountCoverage], tuple[object, ...]]] = {
    "name": lambda row: (row.account.name.casefold(), row.account.network),
    "standing": lambda row: (SHOWN.index(row.shown), row.account.name.casefold()),
    "last": lambda row: (row.last_success is not None, row.last_success, row.account.name.casefold()),
    "gaps": lambda row: (-row.unhealed, -row.gaps, row.account.name.casefold()),
}


def narrowed(
    overview: Iterable[AccountCoverage], *, find: str = "", unit: str = "", network: str = "", standing: str = ""
) -> list[AccountCoverage]:
    """The accounts in whose name, handle, alias or unit every word of ``find`` stands, of this unit, network and standing."""
    words = [word.removeprefix("@").casefold() for word in find.split()]
    return [
        row
        for row in overview
        if all(word in _names(row.account) for word in words)
        and unit in {"", row.account.unit.slug}
        and network in {"", row.account.network}
        and standing in {"", row.shown}
    ]


def _names(account: Account) -> str:
    return f"{account.name}\n{account.handle}\n{account.slug}\n{account.unit.name}".casefold()


def coverage_of(account: Account) -> AccountCoverage:
    """How capture of one account stands. Eight queries, none of which looks at other accounts."""
    return _Facts(account).of(account)


def standings() -> list[AccountStanding]:
    """Every account of the register with its standing alone: nothing that is held is counted. Five queries."""
    looks = _Looks()
    return [looks.of(account) for account in Account.objects.all()]


def checked(only: Account | None = None) -> Checked:
    """Of every account, or of ``only`` one. As many queries as ``standings``, or ``standing_of``."""
    found = [standing_of(only)] if only else standings()
    return Checked({each.account.pk: each.last_success for each in found}, frozenset(each.account.pk for each in found if each.connected))


def standing_of(account: Account) -> AccountStanding:
    """The standing of one account alone. Four queries."""
    return _Looks(account).of(account)


class _Looks:
    """When accounts were looked at, and which are looked at now: all, or ``only`` one."""

    def __init__(self, only: Account | None = None) -> None:
        self._looked = looks(_about(only))
        followed = followed_accounts().filter(pk=only.pk) if only else followed_accounts()
        self._consents = dict(Connection.objects.filter(_about(only)).values_list("account", "state"))
        self._asking = set(networks_asking())
        self._followed = set(followed.values_list("pk", flat=True))
        self._failing = _failing_looks(_about(only))

    def of(self, account: Account) -> AccountStanding:
        """How it stands."""
        looked = self._looked.get(account.pk, Looked())
        followed = account.pk in self._followed
        connected = self._consents.get(account.pk) == ConnectionState.CONNECTED
        lacks_consent = account.network in self._asking and not connected
        standing = _standing(account, looked, followed=followed)
        never = account.pk not in self._consents  # nobody has consented yet
        if lacks_consent and account.state != AccountState.ARCHIVED and not (never and account.state in BEFORE_USE):
            unmeant = never and looked.imported  # nobody ever meant to look at it
            standing = CaptureStatus.IMPORT_ONLY if unmeant else CaptureStatus.NOT_ARCHIVING
        failing = self._failing.get(account.pk) if standing in _LOOKED_AT else None
        if failing and not failing.answered and looked.last and looked.last >= failing.since:
            failing = None  # a stream goes on
        from_files = looked.first is None and (looked.imported or not is_live(account.network))
        times = (looked.first, looked.last, before_first(account, looked))
        return AccountStanding(account, standing, *times, failing, from_files, followed, connected, lacks_consent)


def _failing_looks(about: Q) -> dict[int, Failing]:
    """Of each account whose polls failed since the last that succeeded, or that is not active on its network. One query."""
    polls = Run.objects.filter(account=OuterRef("account"), method=Method.POLL).exclude(outcome=Outcome.DONE)
    since = polls.filter(started__gt=Coalesce(OuterRef("last_success"), Value(_EVER))).order_by("started").values("started")[:1]
    wanted = Q(failures__gt=0) | ~Q(trouble="") | Q(account__presence__active=False)  # not what was connected anew
    rows = Schedule.objects.filter(about, wanted, work=Work.POLL).annotate(
        since=Subquery(since), active=F("account__presence__active"), status_since=F("account__presence__since")
    )
    inactive = {row.account_id: Failing(row.status_since, row.due, answered=True) for row in rows if row.active is False}
    return {row.account_id: Failing(row.since, row.due) for row in rows if row.since} | inactive


class _Facts:
    """What is counted, for all accounts at once or for ``only`` one."""

    def __init__(self, only: Account | None = None) -> None:
        about = _about(only)
        gaps_of = Gap.objects.filter(about).order_by().values_list("account")
        open_ones = Count("id", filter=Q(healed_at__isnull=True))
        self._looks = _Looks(only)
        self._gaps = {account: (every, still) for account, every, still in gaps_of.annotate(every=Count("id"), still=open_ones)}
        self._held = dict(
            Record.objects.filter(about, same_as__isnull=True).order_by().values_list("account").annotate(records=Count("id"))
        )
        self._aside = set_aside(about)
        self._status = dict(Presence.objects.filter(about).values_list("account", "status"))

    def of(self, account: Account) -> AccountCoverage:
        """How capture of this account stands."""
        stands = self._looks.of(account)
        every, still = self._gaps.get(account.pk, (0, 0))
        held = self._held.get(account.pk, 0)
        found = held + self._aside[account.pk]
        status = self._status.get(account.pk, "")
        standing = {each.name: getattr(stands, each.name) for each in fields(stands)}
        return AccountCoverage(**standing, gaps=every, unhealed=still, found=found, held=held, status=status)


def _about(only: Account | None) -> Q:
    return Q(account=only) if only else Q()


def _standing(account: Account, looked: Looked, *, followed: bool) -> CaptureStatus:
    if account.state == AccountState.ARCHIVED:
        return CaptureStatus.ENDED
    if not is_live(account.network):
        return CaptureStatus.IMPORT_ONLY
    if not followed and (looked.last is not None or account.state not in BEFORE_USE):
        return CaptureStatus.STOPPED
    if looked.last is None:
        return CaptureStatus.IMPORT_ONLY if looked.imported and not followed else CaptureStatus.NEVER
    late_after = dt.timedelta(seconds=settings.PROFILE.capture.late_after)
    return CaptureStatus.LATE if clock.now() - looked.last > late_after else CaptureStatus.ON_TIME


def failing_work() -> dict[int, list[Schedule]]:
    """By account, its schedules whose work failed last, that of looks for what is new first. One query."""
    found: defaultdict[int, list[Schedule]] = defaultdict(list)
    for schedule in sorted(Schedule.objects.exclude(trouble=""), key=lambda each: list(Work).index(Work(each.work))):
        found[schedule.account_id].append(schedule)
    return dict(found)


def gaps(account: Account | None = None) -> QuerySet[Gap]:
    """The gaps of an account, or of all, the newest first; healed ones too."""
    found = Gap.objects.select_related("account").order_by("-starts", "-id")
    return found.filter(account=account) if account else found


def intervals(account: Account) -> QuerySet[Coverage]:
    """From when to when an account was looked at, by method, oldest first."""
    return Coverage.objects.filter(account=account).order_by("method", "begins")


def last_interval(account: Account, method: str) -> Coverage | None:
    """The newest interval in which an account was looked at by ``method``."""
    return Coverage.objects.filter(account=account, method=method).order_by("-ends").first()


def network_word(account: Account) -> Presence | None:
    """What the network says of an account that is not active there ("deactivated", "takendown"), and since when; else None."""
    return Presence.objects.filter(account=account, active=False).first()


def inactivities(account: Account) -> QuerySet[Inactivity]:
    """When the network said that an account was not active there, the newest first; that which goes on too."""
    return Inactivity.objects.filter(account=account).order_by("-begins", "-id")


def last_check() -> dt.datetime | None:
    """When any account was last looked at with success."""
    last: dt.datetime | None = Coverage.objects.filter(method__in=LIVE).aggregate(last=Max("ends"))["last"]
    return last


def network_limits(networks: Collection[str] = PLATFORMS) -> list[NetworkLimit]:
    """What cannot be captured, by network."""
    limits = (NetworkLimit(network, capabilities_of(network).cannot) for network in PLATFORMS if network in networks)
    return [limit for limit in limits if limit.sentences]


def checks_by_day(account: Account, *, days: int = 90) -> list[DayOfChecks]:
    """Checks of an account by day of the city's calendar, oldest first, without days that had none."""
    since = clock.now() - dt.timedelta(days=days)
    done = Sum("checks", filter=Q(outcome=Outcome.DONE), default=0)
    failed = Sum("checks", filter=~Q(outcome=Outcome.DONE), default=0)
    runs = Run.objects.filter(account=account, started__gte=since).annotate(day=TruncDate("started"))
    return [DayOfChecks(*row) for row in runs.values_list("day").annotate(done=done, failed=failed).order_by("day")]
