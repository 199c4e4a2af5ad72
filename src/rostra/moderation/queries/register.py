"""The register: what was done against whom, how it stands, and the numbers that everybody is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Count, Q, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.queries import person_of
from rostra.accounts.queries.custody import accounts_looked_after
from rostra.core.actor import Actor
from rostra.moderation.models import BlockException, Restriction
from rostra.moderation.states.exceptions import ExceptionState
from rostra.moderation.states.standing import Standing
from rostra.platforms.base import Act

DECIDED_ON = Q(state=ExceptionState.IN_FORCE.value)


@dataclass(frozen=True, slots=True)
class Counts:
    """How restrictions stand. ``overdue`` are among the ``open`` ones."""

    open: int = 0
    overdue: int = 0
    excepted: int = 0
    explained: int = 0
    tolerated: int = 0
    lifted: int = 0

    @property
    def all(self) -> int:
        """Everything that was ever seen."""
        return self.open + self.excepted + self.explained + self.tolerated + self.lifted


@dataclass(frozen=True, slots=True)
class Line:
    """How the acts of one kind by one account stand."""

    account: Account
    act: str
    counts: Counts


def restrictions() -> QuerySet[Restriction]:
    """Every restriction with its account, the latest first."""
    return Restriction.objects.select_related("account__unit", "exception", "explained_by")


def open_restrictions() -> QuerySet[Restriction]:
    """Those that nobody approved and that still stand, the most urgent first."""
    return restrictions().filter(standing=Standing.OPEN).order_by("due", "pk")


def open_among(numbers: Iterable[int]) -> list[Restriction]:
    """Those of these rows that are to be undone. One query for every 500."""
    wanted = list(numbers)
    parts = (wanted[start : start + 500] for start in range(0, len(wanted), 500))
    return [row for part in parts for row in open_restrictions().select_related("account__custodian").filter(pk__in=part)]


def overdue_on(day: dt.date) -> QuerySet[Restriction]:
    """Those of them that should have been undone before ``day``."""
    return open_restrictions().filter(due__lt=day)


def standing_now(record_id: int) -> QuerySet[Restriction]:
    """What a record restricts as far as we know."""
    return Restriction.objects.filter(record_id=record_id, ended__isnull=True)


def was_standing(record_id: int, act: str, subject: str, at: dt.datetime) -> bool:
    """Whether we know already that it stood then."""
    then = Q(begun=at) | Q(begun__lt=at, ended__gt=at)
    return Restriction.objects.filter(then, record_id=record_id, act=act, subject=subject).exists()


def counts(day: dt.date, among: QuerySet[Restriction] | None = None) -> Counts:
    """How all of them stand on ``day``, or those ``among``. One query."""
    return Counts(**(Restriction.objects.all() if among is None else among).order_by().aggregate(**_counted(day)))


def counts_by_account(day: dt.date) -> list[Line]:
    """The same by account and act, in the order of the accounts' names; accounts without any are left out. Two queries."""
    counted = Restriction.objects.order_by("account__name", "act").values("account", "act").annotate(**_counted(day))
    rows = list(counted.values_list("account", "act", *(field.name for field in fields(Counts))))
    accounts = Account.objects.select_related("unit").in_bulk({account for account, *_ in rows})
    return [Line(accounts[account], act, Counts(*numbers)) for account, act, *numbers in rows]


def _counted(day: dt.date) -> dict[str, Count]:
    tests = {standing.value: Q(standing=standing.value) for standing in Standing}
    tests["overdue"] = Q(standing=Standing.OPEN.value, due__lt=day)
    return {name: Count("pk", filter=test) for name, test in tests.items()}


def exceptions() -> QuerySet[BlockException]:
    """Every exception, the latest first."""
    return BlockException.objects.select_related("account__unit")


def exception_for(account: Account, act: str, subject: str, day: dt.date) -> BlockException | None:
    """The exception that allows this on ``day``."""
    in_force = BlockException.objects.filter(DECIDED_ON, account=account, act=act, subject=subject, until__gte=day)
    return in_force.order_by("-until", "-pk").first()


def unexplained() -> QuerySet[Restriction]:
    """Hidden, removed, restricted, closed or filtered, as seen, and no act of moderation is recorded for it; the most urgent first."""
    return open_restrictions().exclude(act=Act.BLOCK.value)


def days_to_lift(lifted: Iterable[Restriction]) -> list[float]:
    """For each, how long it stood, in days."""
    return [(row.ended - row.begun) / dt.timedelta(days=1) for row in lifted if row.ended is not None]


def restrictions_of_own(actor: Actor) -> QuerySet[Restriction]:
    """Those of the accounts that ``actor`` looks after today, or whose unit they head."""
    person = person_of(actor)
    return restrictions().filter(account__in=accounts_looked_after(person)) if person else restrictions().none()
