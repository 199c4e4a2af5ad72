"""How capture stands: coverage, gaps, checks; for the public page and for findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from rostra.accounts.models import Account
from rostra.accounts.states.life import BEFORE_USE, AccountState
from rostra.archive.models import Record
from rostra.capture.models import Connection, Coverage, Gap, Presence, Run
from rostra.capture.queries.consent import networks_asking
from rostra.capture.queries.due import followed_accounts
from rostra.capture.queries.missed import LIVE, Looked, Missed, before_first, looks
from rostra.capture.queries.platforms import capabilities_of, is_live
from rostra.capture.states import CaptureStatus, ConnectionState, Outcome
from rostra.core import clock
from rostra.platforms import PLATFORMS


@dataclass(frozen=True, slots=True)
class AccountCoverage:
    """How capture of one account stands. ``held``: records in the archive; ``found``: those and what could not be taken in."""

    account: Account
    standing: CaptureStatus
    first_checked: dt.datetime | None
    last_success: dt.datetime | None
    gaps: int
    unhealed: int  # gaps that are open, or ended and were not fetched
    found: int
    held: int
    status: str  # the network's own word for the account's state there; empty where it said nothing
    before_first: Missed


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How capture of one account stands, without what came of it."""

    account: Account
    standing: CaptureStatus
    first_checked: dt.datetime | None
    last_success: dt.datetime | None
    before_first: Missed
    connected: bool = False  # by its holder's consent


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
    """Every account of the register, as capture of it stands. Eight queries, however many accounts."""
    facts = _Facts()
    return [facts.of(account) for account in Account.objects.select_related("unit")]


ORDERS: dict[str, Callable[[AccountCoverage], tuple[object, ...]]] = {
    "name": lambda row: (row.account.name.casefold(), row.account.network),
    "standing": lambda row: (list(CaptureStatus).index(row.standing), row.account.name.casefold()),
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
        and standing in {"", row.standing}
    ]


def _names(account: Account) -> str:
    return f"{account.name}\n{account.handle}\n{account.slug}\n{account.unit.name}".casefold()


def coverage_of(account: Account) -> AccountCoverage:
    """How capture of one account stands. Seven queries, none of which looks at other accounts."""
    return _Facts(account).of(account)


def standings() -> list[AccountStanding]:
    """Every account of the register with its standing alone: nothing that is held is counted. Four queries."""
    looks = _Looks()
    return [looks.of(account) for account in Account.objects.all()]


def checked(only: Account | None = None) -> Checked:
    """Of every account, or of ``only`` one. As many queries as ``standings``, or ``standing_of``."""
    found = [standing_of(only)] if only else standings()
    return Checked({each.account.pk: each.last_success for each in found}, frozenset(each.account.pk for each in found if each.connected))


def standing_of(account: Account) -> AccountStanding:
    """The standing of one account alone. Three queries."""
    return _Looks(account).of(account)


class _Looks:
    """When accounts were looked at, and which are looked at now: all, or ``only`` one."""

    def __init__(self, only: Account | None = None) -> None:
        self._looked = looks(_about(only))
        followed = followed_accounts().filter(pk=only.pk) if only else followed_accounts()
        self._consents = dict(Connection.objects.filter(_about(only)).values_list("account", "state"))
        self._asking = set(networks_asking())
        self._followed = set(followed.values_list("pk", flat=True))

    def of(self, account: Account) -> AccountStanding:
        """How it stands."""
        looked = self._looked.get(account.pk, Looked())
        connected = self._consents.get(account.pk) == ConnectionState.CONNECTED
        standing = _standing(account, looked.last, followed=account.pk in self._followed)
        if account.network in self._asking and not connected and account.state not in {*BEFORE_USE, AccountState.ARCHIVED}:
            from_files = looked.imported and account.pk not in self._consents  # nobody ever meant to look at it
            standing = CaptureStatus.IMPORT_ONLY if from_files else CaptureStatus.NOT_ARCHIVING
        return AccountStanding(account, standing, looked.first, looked.last, before_first(account, looked), connected)


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
        self._refused = dict(Run.objects.filter(about).order_by().values_list("account").annotate(total=Sum("refused")))
        self._status = dict(Presence.objects.filter(about).values_list("account", "status"))

    def of(self, account: Account) -> AccountCoverage:
        """How capture of this account stands."""
        looks = self._looks.of(account)
        every, still = self._gaps.get(account.pk, (0, 0))
        held = self._held.get(account.pk, 0)
        found = held + self._refused.get(account.pk, 0)
        status = self._status.get(account.pk, "")
        return AccountCoverage(
            account, looks.standing, looks.first_checked, looks.last_success, every, still, found, held, status, looks.before_first
        )


def _about(only: Account | None) -> Q:
    return Q(account=only) if only else Q()


def _standing(account: Account, last: dt.datetime | None, *, followed: bool) -> CaptureStatus:
    if account.state == AccountState.ARCHIVED:
        return CaptureStatus.ENDED
    if not is_live(account.network):
        return CaptureStatus.IMPORT_ONLY
    if not followed and (last is not None or account.state not in BEFORE_USE):
        return CaptureStatus.STOPPED
    if last is None:
        return CaptureStatus.NEVER
    late_after = dt.timedelta(seconds=settings.PROFILE.capture.late_after)
    return CaptureStatus.LATE if clock.now() - last > late_after else CaptureStatus.ON_TIME


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
