"""How much is held: counts and dates, for the whole archive and for one account. What a person calls a post, only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.archive.states.status import Status
from rostra.platforms.base import Kind

POSTS = (Kind.POST.value, Kind.REPLY.value, Kind.QUOTE.value, Kind.REPOST.value)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Posts that are held, and how many of them changed. ``first`` and ``last`` are dates of publication, None where nothing is held."""

    posts: int
    edited: int
    gone: int
    first: dt.datetime | None
    last: dt.datetime | None


def official_posts(account: Account | None = None) -> QuerySet[Record]:
    """Posts by official accounts themselves, or by one of them."""
    posts = Record.objects.filter(official=True, kind__in=POSTS)
    return posts if account is None else posts.filter(account=account)


def holdings(account: Account | None = None) -> Holdings:
    """The counts, in one query."""
    return Holdings(
        **official_posts(account).aggregate(
            posts=Count("id"),
            edited=Count("id", filter=Q(versions__gt=1)),
            gone=Count("id", filter=Q(status=Status.GONE)),
            first=Min("published"),
            last=Max("published"),
        )
    )


def holdings_by_account() -> dict[int, Holdings]:
    """The same for each account that has posts, by its primary key, in one query."""
    rows = (
        official_posts()
        .values("account_id")
        .annotate(
            posts=Count("id"),
            edited=Count("id", filter=Q(versions__gt=1)),
            gone=Count("id", filter=Q(status=Status.GONE)),
            first=Min("published"),
            last=Max("published"),
        )
    )
    return {row.pop("account_id"): Holdings(**row) for row in rows}


def posts_by_day(account: Account, year: int, zone: str) -> Mapping[dt.date, int]:
    """How many posts an account made on each day of ``year`` in ``zone``; days without any are left out. One query."""
    place = ZoneInfo(zone)
    start, end = (dt.datetime(each, 1, 1, tzinfo=place) for each in (year, year + 1))
    posts = official_posts(account).filter(published__gte=start, published__lt=end)
    rows = posts.annotate(day=TruncDate("published", tzinfo=place)).values("day").annotate(number=Count("id"))
    return {row["day"]: row["number"] for row in rows}
