"""What everybody is told of the register: every act without whom it is against, and the numbers. Page, JSON, CSV and feed read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import TruncQuarter

from rostra.accounts.models import Account
from rostra.core import clock
from rostra.core.audit import history
from rostra.core.small_numbers import Part
from rostra.moderation.models import BlockException, Restriction
from rostra.moderation.queries.few import untold_grounds
from rostra.moderation.queries.register import Counts, Line, counts_by_account, days_to_lift
from rostra.moderation.states.exceptions import ExceptionState
from rostra.moderation.states.standing import Standing

ALLOWED_ONCE = (ExceptionState.IN_FORCE, ExceptionState.EXPIRED, ExceptionState.LIFTED, ExceptionState.OVERTURNED)
ROWS_AT_ONCE = 500
TOLD = {  # the only events that are told, and by no more than their name
    "moderation.restriction.found": "found",
    "moderation.restriction.judged-again": "judged-again",
    "moderation.restriction.undoing-ordered": "ordered",
    "moderation.restriction.undoing-failed": "failed",
    "moderation.restriction.undone-on-the-network": "accepted",
    "moderation.restriction.said-to-be-undone": "said",
    "moderation.restriction.lifted": "gone",
    "moderation.restriction.explained": "explained",
    "moderation.restriction.open": "reopened",
    "moderation.act.proposed": "proposed",
    "moderation.act.approved": "approved",
    "moderation.act.left-up": "left",
    "moderation.act.applied": "applied",
    "moderation.act.emergency-reviewed": "reviewed",
    "moderation.act.kept": "kept",
    "moderation.act.noticed": "told",
    "moderation.act.appealed": "appealed",
    "moderation.act.upheld": "upheld",
    "moderation.act.reversed": "reversed",
    "moderation.act.restored": "restored",
    "moderation.act.closed": "closed",
    "moderation.filter.requested": "word-asked",
    "moderation.filter.refused": "word-refused",
    "moderation.filter.in-force": "word-allowed",
    "moderation.filter.ended": "word-ended",
    "moderation.notice.given": "told",
    "moderation.notice.appeal-received": "appealed",
    "moderation.notice.appeal-upheld": "upheld",
    "moderation.exception.requested": "asked",
    "moderation.exception.pending-counsel": "recommended",
    "moderation.exception.in-force": "allowed",
    "moderation.exception.expired": "expired",
    "moderation.exception.lifted": "withdrawn",
    "moderation.exception.overturned": "overturned",
    "moderation.exception.refused": "refused",
}
UNTOLD = {"moderation.notice.appeal-reversed"}  # the exception is overturned by it, or the act reversed: that is told


class How(StrEnum):
    """How an act stands, for everybody."""

    OPEN = "open"  # nobody approved it, and there is time yet to undo it
    OVERDUE = "overdue"  # it should have been undone by now
    ALLOWED = "allowed"  # by counsel, until a day
    RECORDED = "recorded"  # as an act of moderation with its ground, or as a filter word of counsel's
    TOLERATED = "tolerated"  # takes nothing from anybody
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class PublicAct:
    """One act. Neither against whom, nor which text: there is no field for it."""

    number: int
    account: Account
    act: str
    seen: dt.datetime
    undone: dt.datetime | None
    how: How
    due: dt.date
    allowed_until: dt.date | None  # that counsel allows it, or allowed it once
    ground: str  # its name; empty where there is none, or so few persons share it that it would tell of one
    changed: dt.datetime
    exception: int | None
    recorded: int | None  # the act of moderation that explains it
    filter_term: int | None

    @property
    def days(self) -> float | None:
        """How long it stood; None while it stands."""
        return (self.undone - self.seen) / dt.timedelta(days=1) if self.undone else None


@dataclass(frozen=True, slots=True)
class Quarter:
    """What was seen for the first time, and seen to be gone, in a quarter of the city's calendar."""

    year: int
    number: int  # 1 to 4
    seen: int
    undone: int


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many exceptions counsel allowed on a ground; None where so few persons share it that it would tell of one."""

    key: str
    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The register in numbers on a day. Whatever is counted of the city's own conduct is exact."""

    day: dt.date
    counts: Counts
    exceptions: int  # that counsel ever allowed
    median_days: float | None  # until what nobody allowed was undone; None where nothing was
    lines: list[Line]
    quarters: list[Quarter]
    grounds: list[GroundCount]

    @property
    def few(self) -> bool:
        """Whether so few exceptions rest on all the grounds that are not told, together, that to say so of each says nothing new."""
        told = sum(each.count for each in self.grounds if each.count is not None)
        return self.exceptions - told < settings.PROFILE.figures.smallest


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done about an act, in a neutral word."""

    at: dt.datetime
    what: str  # of TOLD


# acts


def acts(day: dt.date, *, after: int = 0, limit: int) -> list[PublicAct]:
    """The acts that were seen last, at most ``limit``; those behind the act ``after``, where it is told. Two queries."""
    return list(_told(_newest_first(after)[:limit], day))


def every_act(day: dt.date) -> Iterator[PublicAct]:
    """All of them, the newest first, a part at a time. Two queries."""
    return _told(_newest_first().iterator(ROWS_AT_ONCE), day)


def act(number: int, day: dt.date) -> PublicAct:
    """One of them. Two queries. Raises Restriction.DoesNotExist."""
    return next(_told([_with_account().get(pk=number)], day))


def steps(of: PublicAct) -> list[Step]:
    """What was done about it, the oldest first: that it was, and when; neither by whom nor in whose words. One query."""
    parts = {"restriction": of.number, "exception": of.exception, "act": of.recorded, "filter": of.filter_term}
    told = history(*(f"{name}:{number}" for name, number in parts.items() if number)).filter(action__in=TOLD)
    twice = Q(action__startswith="moderation.notice.", subject__startswith="act:")  # of an act, its own event tells it
    rows = told.exclude(twice).order_by("id").values_list("at", "action")
    return [Step(at, TOLD[action]) for at, action in rows]


def _with_account() -> QuerySet[Restriction]:
    return Restriction.objects.select_related("account__unit", "exception").defer("subject", "exception__subject")


def _newest_first(after: int = 0) -> QuerySet[Restriction]:
    rows = _with_account().order_by("-begun", "-pk")
    if not after:
        return rows
    then = Subquery(Restriction.objects.filter(pk=after).values("begun"))
    return rows.filter(Q(begun__lt=then) | Q(begun=then, pk__lt=after))


def _told(rows: Iterable[Restriction], day: dt.date) -> Iterator[PublicAct]:
    names = {each.key: each.name for each in grounds() if each.count is not None}
    return (_act(row, day, names) for row in rows)


def _act(row: Restriction, day: dt.date, names: dict[str, str]) -> PublicAct:
    how, exception = _how(row, day), row.exception
    return PublicAct(
        number=row.pk,
        account=row.account,
        act=row.act,
        seen=row.begun,
        undone=row.ended,
        how=how,
        due=row.due,
        allowed_until=exception.until if exception else None,
        ground=names.get(exception.ground, "") if exception else "",
        changed=clock.start_of_day(row.due + dt.timedelta(days=1), settings.TIME_ZONE) if how is How.OVERDUE else row.since,
        exception=row.exception_id,
        recorded=row.explained_by_id,
        filter_term=row.filter_term_id,
    )


def _how(row: Restriction, day: dt.date) -> How:
    if row.standing == Standing.OPEN:
        return How.OVERDUE if row.due < day else How.OPEN
    return _HOW[Standing(row.standing)]


_HOW = {
    Standing.EXCEPTED: How.ALLOWED,
    Standing.EXPLAINED: How.RECORDED,
    Standing.TOLERATED: How.TOLERATED,
    Standing.LIFTED: How.UNDONE,
}


# numbers


def numbers(day: dt.date) -> Numbers:
    """The register in numbers. Seven queries, however much is in it."""
    lines, by_ground = counts_by_account(day), grounds()
    allowed = BlockException.objects.filter(state__in=ALLOWED_ONCE).count()
    return Numbers(day, total(lines), allowed, _median_days(), lines, quarters(day), by_ground)


def total(lines: Iterable[Line]) -> Counts:
    """All lines as one."""
    names = Counts.__slots__
    every = list(lines)
    return Counts(**{name: sum(getattr(line.counts, name) for line in every) for name in names})


def quarters(day: dt.date) -> list[Quarter]:
    """Every quarter from the first act to ``day``, without a hole; none where nothing was ever seen. Two queries."""
    seen, undone = _by_quarter("begun"), _by_quarter("ended")
    if not seen:
        return []
    last = max(*seen, *undone, (day.year, quarter_of(day)))
    return [Quarter(*each, seen.get(each, 0), undone.get(each, 0)) for each in quarters_from(min(seen), last)]


def _by_quarter(moment: str) -> dict[tuple[int, int], int]:
    rows: Any = Restriction.objects.filter(**{f"{moment}__isnull": False}).order_by().annotate(quarter=TruncQuarter(moment))
    return {(each.year, quarter_of(each)): number for each, number in rows.values_list("quarter").annotate(number=Count("pk"))}


def quarter_of(day: dt.date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def quarters_from(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Every quarter from one to another, as year and number."""
    place, end = first[0] * 4 + first[1] - 1, last[0] * 4 + last[1] - 1
    return ((number // 4, number % 4 + 1) for number in range(place, end + 1))


def _median_days() -> float | None:
    """Of what nobody ever allowed: neither counsel nor a recorded act nor a filter word, and which is not tolerated."""
    terms = settings.PROFILE.moderation
    against = Restriction.objects.filter(
        standing=Standing.LIFTED, exception__isnull=True, explained_by__isnull=True, filter_term__isnull=True
    )
    if terms.tolerate_settings_before_comments:
        against = against.exclude(mid_thread=False)
    stood = days_to_lift(against.exclude(act__in=terms.tolerated).only("begun", "ended"))
    return median(stood) if stood else None


def grounds() -> list[GroundCount]:
    """The closed list with how many exceptions rested on each ground, and grounds that stood on it once. One query.

    A ground says what somebody is held to have done. Where fewer persons than ``figures.smallest`` share one it is not told, nor what it
    would follow from: another one with it, and that there are none on a third. That there are fewer is said of none as well as of one.
    """
    rows: Any = BlockException.objects.filter(state__in=ALLOWED_ONCE).order_by("ground").values_list("ground")
    found = {ground: (number, persons) for ground, number, persons in rows.annotate(Count("pk"), Count("subject", distinct=True))}
    names = {each.key: each.name for each in settings.PROFILE.moderation.ground}
    keys = [*names, *(key for key in found if key not in names)]
    hidden = untold_grounds({key: Part(persons, persons) for key, (_, persons) in found.items()}, keys)
    return [GroundCount(key, names.get(key, key), None if key in hidden else found.get(key, (0, 0))[0]) for key in keys]
