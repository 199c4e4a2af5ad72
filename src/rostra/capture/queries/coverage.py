"""How capture stands: coverage, gaps, checks; for the public page and for findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from rostra.accounts.models import Account
from rostra.accounts.states.life import AccountState
from rostra.archive.models import Record
from rostra.capture.models import Coverage, Gap, Presence, Run
from rostra.capture.queries.platforms import capabilities_of, is_live
from rostra.capture.states import Outcome, Standing
from rostra.core import clock
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Method

LIVE = (Method.POLL, Method.STREAM)


@dataclass(frozen=True, slots=True)
class AccountCoverage:
    """How capture of one account stands. ``held``: records in the archive; ``found``: those and what could not be taken in."""

    account: Account
    standing: Standing
    first_checked: dt.datetime | None
    last_success: dt.datetime | None
    gaps: int
    open_gaps: int  # not healed
    found: int
    held: int
    status: str  # the network's own word for the account's state there; empty where it said nothing


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
    """Every account of the register, as capture of it stands. Six queries, however many accounts."""
    covered = _by_account(Coverage.objects.filter(method__in=LIVE).values("account").annotate(first=Min("begins"), last=Max("ends")))
    counted = _by_account(Gap.objects.values("account").annotate(all=Count("id"), open=Count("id", filter=Q(healed_at__isnull=True))))
    held = _by_account(Record.objects.order_by().values("account").annotate(records=Count("id")))
    refused = _by_account(Run.objects.order_by().values("account").annotate(refused=Sum("refused")))
    presence = dict(Presence.objects.values_list("account", "status"))
    overview = []
    for account in Account.objects.select_related("unit"):
        times, gap_counts = covered.get(account.pk, {}), counted.get(account.pk, {})
        records = held.get(account.pk, {}).get("records", 0)
        overview.append(
            AccountCoverage(
                account=account,
                standing=_standing(account, times.get("last")),
                first_checked=times.get("first"),
                last_success=times.get("last"),
                gaps=gap_counts.get("all", 0),
                open_gaps=gap_counts.get("open", 0),
                found=records + refused.get(account.pk, {}).get("refused", 0),
                held=records,
                status=presence.get(account.pk, ""),
            )
        )
    return overview


def _by_account(rows: QuerySet[Coverage, dict[str, object]]) -> dict[int, Mapping[str, object]]:
    return {row["account"]: row for row in rows}


def _standing(account: Account, last: dt.datetime | None) -> Standing:
    if account.state == AccountState.RETIRED:
        return Standing.ENDED
    if not is_live(account.network):
        return Standing.IMPORT_ONLY
    if last is None:
        return Standing.NEVER
    late_after = dt.timedelta(seconds=settings.PROFILE.capture.late_after)
    return Standing.LATE if clock.now() - last > late_after else Standing.ON_TIME


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


def last_check() -> dt.datetime | None:
    """When any account was last looked at with success."""
    last: dt.datetime | None = Coverage.objects.filter(method__in=LIVE).aggregate(last=Max("ends"))["last"]
    return last


def network_limits() -> list[NetworkLimit]:
    """What cannot be captured, by network."""
    limits = (NetworkLimit(network, capabilities_of(network).cannot) for network in PLATFORMS)
    return [limit for limit in limits if limit.sentences]


def checks_by_day(account: Account, *, days: int = 90) -> list[DayOfChecks]:
    """Checks of an account by day of the city's calendar, oldest first, without days that had none."""
    since = clock.now() - dt.timedelta(days=days)
    done = Sum("checks", filter=Q(outcome=Outcome.DONE), default=0)
    failed = Sum("checks", filter=~Q(outcome=Outcome.DONE), default=0)
    runs = Run.objects.filter(account=account, started__gte=since).annotate(day=TruncDate("started"))
    return [DayOfChecks(*row) for row in runs.values_list("day").annotate(done=done, failed=failed).order_by("day")]
