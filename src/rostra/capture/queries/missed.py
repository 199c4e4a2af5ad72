"""What may have been missed: the gaps that were noticed, and the time before an account was looked at first, which follows from the rest.

The first look closes that time. It heals it where the platform then gives everything that still stands there (``Capabilities.reaches``);
what had been changed or removed before is known to nobody. Where a network cannot be looked at, or nobody looks because files come in, no
first look is to come, and that time does not end. Files do not shorten it: they tell what their writer put into them, and between which
moments that was posted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

from django.conf import settings
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from rostra.accounts.models import Account
from rostra.capture.models import Coverage, Gap
from rostra.capture.queries.due import followed_accounts
from rostra.capture.queries.platforms import capabilities_of, is_live
from rostra.capture.queries.spans import Span, end_by
from rostra.capture.states import GapState, Healing
from rostra.core import clock
from rostra.platforms.base import Cause, Method

LIVE = (Method.POLL, Method.STREAM)
NOT_YET = "No look at it had succeeded yet."
FROM_FILES = "It cannot be looked at: what is kept came in as files."
NO_LOOKS = "Nobody looks at it: what is kept came in as files."
_BEFORE = "before-"
_NUMBER = re.compile(r"[0-9]{1,15}")
_IN = {
    GapState.OPEN: Q(ends__isnull=True),
    GapState.ENDED: Q(ends__isnull=False, healed_at__isnull=True),
    GapState.HEALED: Q(healed_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Missed:
    """A time in which something may have been missed. ``starts`` None: nobody knows. ``ends`` None: it goes on."""

    account: Account
    method: str  # empty before the first look
    cause: Cause
    starts: dt.datetime | None
    ends: dt.datetime | None
    noticed: dt.datetime | None  # None before the first look
    reason: str
    healed_at: dt.datetime | None = None
    healed_how: str = ""
    note: str = ""
    beyond: str = ""  # of a gap: what no later look brings
    number: int | None = None  # of a gap that was noticed
    files: Span | None = None  # where it was never looked at: from when to when what came in as files was posted

    @property
    def state(self) -> GapState:
        """How it stands."""
        return GapState.of(self.ends, self.healed_at)

    @property
    def is_interruption(self) -> bool:
        """Whether a look that had begun was interrupted."""
        return bool(self.method)

    @property
    def place(self) -> str:
        """Where it stands in a list of such times, for whoever reads on behind it."""
        return str(self.number) if self.number else f"{_BEFORE}{self.account.slug}"

    def until(self, end: dt.datetime) -> Missed:
        """The same as it stood at a moment, save that it may have been healed since: what ends later goes on."""
        return replace(self, ends=end_by(end, self.ends))


@dataclass(frozen=True, slots=True)
class Looked:
    """When an account was looked at with success: first, last, and when it was first asked for everything."""

    first: dt.datetime | None = None
    last: dt.datetime | None = None
    polled: dt.datetime | None = None
    imported: bool = False  # something of it came in as a file
    followed: bool = False  # a look is arranged; told only of what was looked at or came in
    files: Span | None = None  # between the first and the last of what files hold that hold more than one moment


def looks(about: Q) -> dict[int, Looked]:
    """Of each account that was looked at, or of which files came in, by primary key. One query."""
    live, by_poll, by_file = Q(method__in=LIVE), Q(method=Method.POLL), Q(method=Method.IMPORT)
    in_files = by_file & Q(ends__gt=F("begins"))  # a list that is handed in has one moment, and tells of no posts
    rows = Coverage.objects.filter(about, live | by_file).order_by().values_list("account")
    found = rows.annotate(
        first=Min("begins", filter=live),
        last=Max("ends", filter=live),
        polled=Min("begins", filter=by_poll),
        imported=Max("ends", filter=by_file),
        followed=Exists(followed_accounts().filter(pk=OuterRef("account"))),
        oldest=Min("begins", filter=in_files),
        newest=Max("ends", filter=in_files),
    )
    return {
        account: Looked(first, last, polled, imported is not None, followed, (oldest, newest) if oldest else None)
        for account, first, last, polled, imported, followed, oldest, newest in found
    }


def noticed(gap: Gap) -> Missed:
    """A gap that was noticed."""
    return Missed(
        gap.account,
        gap.method,
        Cause(gap.cause),
        gap.starts,
        gap.ends,
        gap.noticed,
        gap.reason,
        gap.healed_at,
        gap.healed_how,
        gap.note,
        gap.beyond,
        gap.pk,
    )


def before_first(account: Account, looked: Looked) -> Missed:
    """The time before an account was looked at first, or in which nobody looks at it at all."""
    starts = clock.start_of_day(account.opened, settings.PROFILE.city.zone).astimezone(dt.UTC) if account.opened else None
    if looked.first is None:
        cause, reason = _why_not_looked_at(account, looked)
        return Missed(account, "", cause, starts, None, None, reason, files=looked.files)
    healed = looked.polled if capabilities_of(account.network).reaches == "all" else None
    starts = min(starts, looked.first) if starts else None
    how = Healing.FIRST_LOOK.value if healed else ""
    return Missed(account, "", Cause.BEFORE_FIRST, starts, looked.first, None, NOT_YET, healed, how)


def _why_not_looked_at(account: Account, looked: Looked) -> tuple[Cause, str]:
    if not is_live(account.network):
        return Cause.UNSUPPORTED, FROM_FILES
    return (Cause.FILES_ONLY, NO_LOOKS) if looked.imported and not looked.followed else (Cause.BEFORE_FIRST, NOT_YET)


class MissedTimes(Sequence[Missed]):
    """The gaps of these accounts, newest first, read as they are asked for; then the times before their first looks.

    ``state``: only those that stand so.
    """

    def __init__(self, accounts: QuerySet[Account], state: str = "") -> None:
        self._accounts = accounts
        self._state = state
        in_state = _IN[GapState(state)] if state else Q()
        self.gaps = Gap.objects.filter(in_state, account__in=accounts).select_related("account").order_by("-starts", "-id")

    @cached_property
    def before(self) -> list[Missed]:
        """The times before their first looks. Two queries."""
        return self._in_state(self._all_before)

    def behind(self, place: str, most: int) -> list[Missed]:
        """At most so many of those that stand behind this place (``Missed.place``), whatever stands at it now; "": of all.

        Four queries at most. Raises LookupError where there is no such place.
        """
        if place.startswith(_BEFORE):
            return self._before_behind(place.removeprefix(_BEFORE))[:most]
        shown = [noticed(gap) for gap in self._gaps_behind(place)[:most]]
        return shown if len(shown) == most else (shown + self.before)[:most]

    def _gaps_behind(self, place: str) -> QuerySet[Gap]:
        if not place:
            return self.gaps
        gap = Gap.objects.filter(pk=place).only("starts").first() if _NUMBER.fullmatch(place) else None
        if gap is None:
            raise LookupError(place)
        return self.gaps.filter(Q(starts__lt=gap.starts) | Q(starts=gap.starts, pk__lt=gap.pk))

    def _before_behind(self, slug: str) -> list[Missed]:
        slugs = [time.account.slug for time in self._all_before]
        if slug not in slugs:
            raise LookupError(slug)
        return self._in_state(self._all_before[slugs.index(slug) + 1 :])

    def _in_state(self, times: Iterable[Missed]) -> list[Missed]:
        return [time for time in times if self._state in {"", time.state}]

    @cached_property
    def _all_before(self) -> list[Missed]:
        looked = looks(Q(account__in=self._accounts))
        return [before_first(each, looked.get(each.pk, Looked())) for each in self._accounts]

    @cached_property
    def _gaps_in_all(self) -> int:
        return self.gaps.count()

    def __len__(self) -> int:
        return self._gaps_in_all + len(self.before)

    def __iter__(self) -> Iterator[Missed]:
        yield from map(noticed, self.gaps.iterator())
        yield from self.before

    @overload
    def __getitem__(self, part: int) -> Missed: ...

    @overload
    def __getitem__(self, part: slice) -> Sequence[Missed]: ...

    def __getitem__(self, part: int | slice) -> Missed | Sequence[Missed]:
        """One of them; or a page of them, whose ``start`` and ``stop`` are told."""
        if isinstance(part, int):
            return self[part : part + 1][0]
        shown = [noticed(gap) for gap in self.gaps[part]]
        first, last = (max(0, place - self._gaps_in_all) for place in (part.start, part.stop))
        return shown + self.before[first:last]
