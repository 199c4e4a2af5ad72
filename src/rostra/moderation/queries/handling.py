"""How acts of moderation and appeals are handled, in numbers that everybody is told: how fast, what was given back, and what waits."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from rostra.accounts.models import Account
from rostra.core.small_numbers import Part
from rostra.moderation.models import Appeal, ModerationAct
from rostra.moderation.queries.acts import open_appeals, to_restore
from rostra.moderation.queries.few import untold_grounds
from rostra.moderation.queries.public import quarter_of, quarters_from
from rostra.moderation.states.acts import ActState
from rostra.moderation.states.appeals import AppealState
from rostra.people.queries import city_day_of

_DAY = dt.timedelta(days=1)
_GIVEN_BACK = (ActState.REVERSED.value, ActState.RESTORED.value)


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits to be decided or undone; the overdue ones are among the open ones."""

    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class AccountHandling:
    """Of one account. An act is what the account did, so this is exact."""

    account: Account
    done: int
    given_back: int
    appeals: Waits
    restorations: Waits


@dataclass(frozen=True, slots=True)
class GroundHandling:
    """Of one ground. None where so few persons share it that it would tell of one."""

    key: str
    name: str
    done: int | None
    given_back: int | None


@dataclass(frozen=True, slots=True)
class QuarterHandling:
    """Of one quarter of the city's calendar."""

    year: int
    number: int  # 1 to 4
    done: int
    restored: int
    appealed: int
    appeals_decided: int


@dataclass(frozen=True, slots=True)
class Handling:
    """Acts of moderation and appeals on a day. ``given_back``: of those done, reversed; ``restored``: and undone too."""

    day: dt.date
    done: int
    left_up: int
    given_back: int
    restored: int
    restorations: Waits  # that the network does not show; what it shows is among the open acts
    act_days: float | None  # median, from the record to the decision, where a second person decided
    appealed: int
    granted: int
    upheld: int
    appeals: Waits
    appeal_days: float | None  # median, from the receipt to the decision
    accounts: Sequence[AccountHandling]
    grounds: Sequence[GroundHandling]
    quarters: Sequence[QuarterHandling]

    @property
    def percent_given_back(self) -> int | None:
        """Of those done; None where none was."""
        return round(100 * self.given_back / self.done) if self.done else None


@dataclass(frozen=True, slots=True)
class _Act:
    account: int
    ground: str
    state: str
    made: dt.datetime
    decided: dt.datetime | None
    applied: dt.datetime | None
    restored: dt.datetime | None
    by_two: bool
    person: str

    @property
    def given_back(self) -> bool:
        return self.state in _GIVEN_BACK


@dataclass(frozen=True, slots=True)
class _Appeal:
    state: str
    received: dt.datetime
    decided: dt.datetime | None


def handling(day: dt.date) -> Handling:
    """All of it. Five queries, however much is on record."""
    acts, appeals = _acts(), _appeals()
    done = [act for act in acts if act.applied]
    open_, restore = list(open_appeals()), list(to_restore())
    how = Counter(appeal.state for appeal in appeals)
    return Handling(
        day=day,
        done=len(done),
        left_up=sum(act.state == ActState.LEFT_UP for act in acts),
        given_back=sum(act.given_back for act in done),
        restored=sum(act.restored is not None for act in done),
        restorations=_waits((act.restore_due for act in restore), day),
        act_days=_median((act.made, act.decided) for act in acts if act.by_two and act.decided != act.made),
        appealed=len(appeals),
        granted=how[AppealState.REVERSED],
        upheld=how[AppealState.UPHELD],
        appeals=_waits((appeal.due for appeal in open_), day),
        appeal_days=_median((appeal.received, appeal.decided) for appeal in appeals),
        accounts=_by_account(done, open_, restore, day),
        grounds=_by_ground(done),
        quarters=_by_quarter(done, appeals, day),
    )


def _acts() -> list[_Act]:
    person = Coalesce("version__record__author_id", "subject")
    by_two = Case(When(Q(alone=False, emergency=""), then=Value(True)), default=Value(False))
    rows = ModerationAct.objects.order_by().annotate(person=person, by_two=by_two)
    return [_Act(*row) for row in rows.values_list(*_Act.__slots__)]


def _appeals() -> list[_Appeal]:
    return [_Appeal(*row) for row in Appeal.objects.order_by().values_list("state", "received", "decided")]


def _waits(due: Iterable[dt.date | None], day: dt.date) -> Waits:
    days = list(due)
    return Waits(len(days), sum(each is not None and each < day for each in days))


def _median(spans: Iterable[tuple[dt.datetime, dt.datetime | None]]) -> float | None:
    """In days, of those that have come to their end."""
    lasted = [(end - start) / _DAY for start, end in spans if end is not None]
    return median(lasted) if lasted else None


def _by_account(done: Sequence[_Act], appeals: Sequence[Appeal], restore: Sequence[ModerationAct], day: dt.date) -> list[AccountHandling]:
    appealed, restored = defaultdict(list), defaultdict(list)
    for appeal in appeals:
        thing = appeal.act or appeal.exception
        if thing is not None:
            appealed[thing.account_id].append(appeal.due)
    for act in restore:
        restored[act.account_id].append(act.restore_due)
    counted = Counter(act.account for act in done)
    back = Counter(act.account for act in done if act.given_back)
    accounts = Account.objects.filter(pk__in=counted.keys() | appealed.keys() | restored.keys()).order_by("name", "network")
    return [
        AccountHandling(each, counted[each.pk], back[each.pk], _waits(appealed[each.pk], day), _waits(restored[each.pk], day))
        for each in accounts
    ]


def _by_ground(done: Sequence[_Act]) -> list[GroundHandling]:
    """A ground concerns whoever was hidden on it. What was done, and given back, is told where enough persons share it."""
    counted, back = Counter(act.ground for act in done), Counter(act.ground for act in done if act.given_back)
    names = {each.key: each.name for each in settings.PROFILE.moderation.ground}
    keys = [*names, *(key for key in sorted(counted) if key not in names)]
    persons, given = _persons(done), _persons(act for act in done if act.given_back)
    hidden = untold_grounds({key: Part(len(who), len(who)) for key, who in persons.items()}, keys)
    hidden_back = hidden | untold_grounds({key: Part(len(given.get(key, ())), len(who)) for key, who in persons.items()}, keys)
    return [
        GroundHandling(key, names.get(key, key), None if key in hidden else counted[key], None if key in hidden_back else back[key])
        for key in keys
    ]


def _persons(acts: Iterable[_Act]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for act in acts:
        found[act.ground].add(act.person)
    return dict(found)


def _by_quarter(done: Sequence[_Act], appeals: Sequence[_Appeal], day: dt.date) -> list[QuarterHandling]:
    """Every quarter from the first to ``day``, without a hole."""
    counted = [
        _quarters(act.applied for act in done),
        _quarters(act.restored for act in done),
        _quarters(appeal.received for appeal in appeals),
        _quarters(appeal.decided for appeal in appeals),
    ]
    seen = set().union(*counted)
    if not seen:
        return []
    last = max(*seen, (day.year, quarter_of(day)))
    return [QuarterHandling(*each, *(number[each] for number in counted)) for each in quarters_from(min(seen), last)]


def _quarters(moments: Iterable[dt.datetime | None]) -> Counter[tuple[int, int]]:
    days = (city_day_of(moment) for moment in moments if moment is not None)
    return Counter((day.year, quarter_of(day)) for day in days)
