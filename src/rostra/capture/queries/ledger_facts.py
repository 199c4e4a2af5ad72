"""What the ledger is made of, for some months and one account or all: each kind of row is asked for once."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, Sum, Value, When

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.capture.models import Coverage, Gap, Inactivity, Reconciliation, Run
from rostra.capture.queries.missed import Looked, Missed, before_first, looks, noticed
from rostra.capture.queries.spans import Span, end_by, touches
from rostra.capture.states import Outcome
from rostra.core import clock
from rostra.core.months import Month
from rostra.platforms.base import Method

Key = tuple[int, Month]


class NotActive(NamedTuple):
    """A time in which the network said that an account is not active there. ``ends`` None: it goes on."""

    status: str  # the network's own word
    begins: dt.datetime
    ends: dt.datetime | None


class Facts:
    """The facts of months that follow one another. Eight queries."""

    def __init__(self, months: Sequence[Month], only: Account | None = None) -> None:
        self._zone = settings.PROFILE.city.zone
        self._months = list(months)
        self._about = Q(account=only) if only else Q()
        self._within = Q(record__account=only) if only else Q()
        self._now = clock.now()
        self.start = self._months[0].begins(self._zone)
        self.end = self._months[-1].ends(self._zone)
        self._looks = looks(self._about)
        self._intervals = self._read_intervals()
        self._gaps = self._read_gaps()
        self._inactivities = self._read_inactivities()
        self._sums: dict[Key, Counter[str]] = defaultdict(Counter)
        self._sum_runs()
        self._sum_versions()
        self._sum_absences()
        self._counts = self._read_counts()

    def span(self, month: Month) -> Span:
        """The time of the month that has passed."""
        begins = month.begins(self._zone)
        return begins, max(begins, min(month.ends(self._zone), self._now))

    def intervals(self, account: Account, method: Method) -> Sequence[Span]:
        """When the account was looked at by this method."""
        return self._intervals.get((account.pk, method), ())

    def gaps(self, account: Account, month: Month) -> tuple[Missed, ...]:
        """What may have been missed in the month, as it stood at its end, newest first; the time before the first look last."""
        span = self.span(month)
        found = [noticed(gap) for gap in self._gaps.get(account.pk, ())]
        found.append(before_first(account, self._looks.get(account.pk, Looked())))
        return tuple(gap.until(span[1]) for gap in found if touches((gap.starts, gap.ends), span))

    def inactivities(self, account: Account, month: Month) -> tuple[NotActive, ...]:
        """When the network said in the month that the account is not active, as it stood at its end, newest first."""
        span = self.span(month)
        found = (each for each in self._inactivities.get(account.pk, ()) if touches((each.begins, each.ends), span))
        return tuple(each._replace(ends=end_by(span[1], each.ends)) for each in found)

    def sums(self, account: Account, month: Month) -> Mapping[str, int]:
        """Checks, items, and versions by their evidence."""
        return self._sums.get((account.pk, month), {})

    def counts(self, account: Account, month: Month) -> tuple[Reconciliation, ...]:
        """What the platform said last in the month."""
        return tuple(self._counts.get((account.pk, month), ()))

    def _read_intervals(self) -> dict[tuple[int, str], list[Span]]:
        found: dict[tuple[int, str], list[Span]] = defaultdict(list)
        rows = Coverage.objects.filter(self._about, begins__lt=self.end, ends__gt=self.start).exclude(method=Method.IMPORT)
        for account, method, begins, ends in rows.order_by().values_list("account", "method", "begins", "ends"):
            found[account, method].append((begins, ends))
        return found

    def _read_gaps(self) -> dict[int, list[Gap]]:
        found: dict[int, list[Gap]] = defaultdict(list)
        rows = Gap.objects.filter(self._about, Q(ends__isnull=True) | Q(ends__gte=self.start), starts__lt=self.end)
        for gap in rows.select_related("account").order_by("-starts", "-id"):
            found[gap.account_id].append(gap)
        return found

    def _read_inactivities(self) -> dict[int, list[NotActive]]:
        found: dict[int, list[NotActive]] = defaultdict(list)
        rows = Inactivity.objects.filter(self._about, Q(ends__isnull=True) | Q(ends__gte=self.start), begins__lt=self.end)
        for row in rows.order_by("-begins", "-id"):
            found[row.account_id].append(NotActive(row.status, row.begins, row.ends))
        return found

    def _sum_runs(self) -> None:
        """A check belongs to the month in which it began."""
        rows = (
            Run.objects.filter(self._about, **self._in("started"))
            .order_by()
            .values_list("account", self._place("started"), "method", "outcome")
        )
        for account, place, method, outcome, checks, unknown, refused in rows.annotate(
            all_checks=Sum("checks"), all_unknown=Sum("unknown"), all_refused=Sum("refused")
        ):
            ended = "done" if outcome == Outcome.DONE else "failed"
            self._add(account, place, {ended: checks, f"{method} {ended}": checks, "unknown": unknown, "refused": refused})

    def _sum_versions(self) -> None:
        rows = Version.objects.filter(self._within, **self._in("seen")).order_by()
        grouped = rows.values_list("record__account", self._place("seen"), "evidence")
        first, later = Q(_came_first(), number=1), Q(number__gt=1, again=False)
        counted = grouped.annotate(every=Count("id"), first=Count("id", filter=first), later=Count("id", filter=later))
        for account, place, evidence, every, new, edited in counted:
            self._add(account, place, {"new": new, "edited": edited, f"{evidence} versions": every})

    def _sum_absences(self) -> None:
        rows = Absence.objects.filter(self._within, **self._in("seen")).order_by()
        for account, place, gone in rows.values_list("record__account", self._place("seen")).annotate(every=Count("id")):
            self._add(account, place, {"gone": gone})

    def _read_counts(self) -> dict[Key, list[Reconciliation]]:
        found: dict[Key, list[Reconciliation]] = defaultdict(list)
        rows = Reconciliation.objects.filter(self._about, **self._in("first")).order_by()
        newest = rows.values("account", "what", place=self._place("first")).annotate(newest=Max("id")).values("newest")
        for row in Reconciliation.objects.filter(pk__in=newest).annotate(place=self._place("first")).order_by("what"):
            found[row.account_id, self._months[row.place]].append(row)
        return found

    def _in(self, field: str) -> dict[str, dt.datetime]:
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}

    def _place(self, field: str) -> Case:
        """In which of the months a moment lies: its number in their row."""
        whens = (When(**{f"{field}__lt": month.ends(self._zone)}, then=Value(place)) for place, month in enumerate(self._months))
        return Case(*whens, output_field=IntegerField())

    def _add(self, account: int, place: int, numbers: Mapping[str, int]) -> None:
        self._sums[account, self._months[place]].update(numbers)


def _came_first() -> Q:
    """A post that came by two routes is new once: by that which came first, so that a month that is over stays as it was."""
    told_before = Record.objects.filter(same_as=OuterRef("record"), first_seen__lt=OuterRef("record__first_seen"))
    before_the_post = Q(record__first_seen__lt=F("record__same_as__first_seen"))
    return (Q(record__same_as__isnull=True) | before_the_post) & ~Q(Exists(told_before))
