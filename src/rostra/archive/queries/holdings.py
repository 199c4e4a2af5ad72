"""How much is held: counts and dates, for the whole archive and for one account. What a person calls a post, only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.archive.queries.display import listed
from rostra.archive.states.status import Status
from rostra.platforms.base import Kind

_KEPT = 60  # seconds
POSTS = (Kind.POST.value, Kind.REPLY.value, Kind.QUOTE.value, Kind.REPOST.value)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Posts that are held and listed, and how many of them changed; ``queries.display.kept_back`` tells of the others.

    ``first`` and ``last`` are dates of publication, None where nothing is held.
    """

    posts: int
    edited: int
    gone: int
    first: dt.datetime | None
    last: dt.datetime | None


def official_posts(account: Account | None = None) -> QuerySet[Record]:
    """Posts by official accounts themselves, or by one of them, as far as lists hold them."""
    posts = Record.objects.filter(listed(), official=True, kind__in=POSTS)
    return posts if account is None else posts.filter(account=account)


def holdings(account: Account | None = None) -> Holdings:
    """The counts, in one query."""
    return Holdings(
        **official_posts(account).aggregate(
            posts=Count("id"),
            edited=Count("id", filter=Q(edits__gt=0)),
            gone=Count("id", filter=Q(status=Status.GONE)),
            first=Min("published"),
            last=Max("published"),
        )
    )


def counted(account: Account | None = None) -> Holdings:
    """The same, at most a minute old: a count over a million rows takes a tenth of a second."""
    key = "holdings" if account is None else f"holdings-{account.pk}"
    found: Holdings | None = cache.get(key)
    if found is None:
        found = holdings(account)
        cache.set(key, found, _KEPT)
    return found


def holdings_by_account(accounts: Iterable[Account]) -> dict[int, Holdings]:
    """The same for each of ``accounts`` that has posts, by its primary key, in one query."""
    rows = (
        official_posts()
        .filter(account__in=list(accounts))
        .values("account_id")
        .annotate(
            posts=Count("id"),
            edited=Count("id", filter=Q(edits__gt=0)),
            gone=Count("id", filter=Q(status=Status.GONE)),
            first=Min("published"),
            last=Max("published"),
        )
    )
    return {row["account_id"]: Holdings(row["posts"], row["edited"], row["gone"], row["first"], row["last"]) for row in rows}


def posts_by_day(account: Account, year: int, zone: str) -> Mapping[dt.date, int]:
    """How many posts an account made on each day of ``year`` in ``zone``; days without any are left out. One query."""
    place = ZoneInfo(zone)
    start, end = (dt.datetime(each, 1, 1, tzinfo=place) for each in (year, year + 1))
    posts = official_posts(account).filter(published__gte=start, published__lt=end)
    rows = posts.annotate(day=TruncDate("published", tzinfo=place)).values("day").annotate(number=Count("id"))
    return {row["day"]: row["number"] for row in rows}
