"""Gaps: opened when something may be missed, closed when it cannot be any more, healed when it was fetched. Never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.models import Coverage, Gap, Schedule
from rostra.capture.queries.coverage import last_interval
from rostra.capture.states import Healing, Work
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Invalid
from rostra.platforms.base import Cause, Method
from rostra.platforms.base import Gap as PlatformGap
from rostra.platforms.beyond import Beyond


def open_gap(account: Account, method: Method, reason: str, *, cause: Cause, after: dt.timedelta, replayable: bool = False) -> Gap | None:
    """A gap since the account was last covered by ``method``, if that is longer ago than ``after``; the same one while it stays open.

    Only a consent that lapses meanwhile ends it and begins another: from then on nothing comes by itself any more. None when it is not
    long ago, or when the account never was covered so: then nothing was promised that could be missed.
    """
    last = last_interval(account, method)
    if last is None or clock.now() - last.ends < after:
        return None
    return open_gap_after(last, reason, cause=cause, replayable=replayable)


def open_gap_after(last: Coverage, reason: str, *, cause: Cause, replayable: bool = False) -> Gap:
    """As ``open_gap``, since the newest interval in which the account was looked at so, however long ago that is."""
    now = clock.now()
    facts = {"starts": last.ends, "noticed": now, "reason": reason, "cause": cause, "replayable": replayable}
    if cause is Cause.TOKEN and _end_other(last, now):
        facts["starts"] = now
    return Gap.objects.get_or_create(account_id=last.account_id, method=last.method, ends=None, defaults=facts)[0]


def _end_other(last: Coverage, now: dt.datetime) -> int:
    """The open gap of another cause than a lapsed consent ends now; how many."""
    other = Gap.objects.filter(account=last.account_id, method=last.method, ends__isnull=True).exclude(cause=Cause.TOKEN)
    return other.update(ends=now)


def close_gaps(accounts: Iterable[Account], method: Method, *, at: dt.datetime | None = None) -> int:
    """The open gaps of these accounts end now, or ended ``at`` a moment: when a look began that has succeeded; how many."""
    ends = at or clock.now()
    return Gap.objects.filter(account__in=accounts, method=method, ends__isnull=True, starts__lte=ends).update(ends=ends)


def heal_by_replay(accounts: Iterable[Account]) -> int:
    """The stream has sent again what was missed; how many gaps that heals."""
    missed = Gap.objects.filter(account__in=accounts, method=Method.STREAM, ends__isnull=False, healed_at__isnull=True, replayable=True)
    return missed.update(healed_at=clock.now(), healed_how=Healing.REPLAY)


def heal_by_look(account: Account, started: dt.datetime, how: Healing) -> int:
    """A look that began at ``started`` brought all that stands there; how many gaps that heals. A stream that catches up is left its time.

    Not those in which posts fell out of what the platform gives, as long as nothing has brought these: see ``heal_beyond``.
    """
    past = Q(replayable=False, ends__lte=started) | Q(ends__lte=started - rules.REPLAY_TIME)
    lost = _beyond(account, Beyond.POSTS).filter(starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts"))
    missed = Gap.objects.filter(past, account=account, healed_at__isnull=True, beyond=Beyond.NOTHING)
    healed = list(missed.exclude(Exists(lost)).values_list("pk", flat=True))
    return Gap.objects.filter(pk__in=healed).update(healed_at=clock.now(), healed_how=how)


def heal_beyond(
    account: Account, beyond: Beyond, how: Healing, *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> int:
    """What had fallen out of what the platform gives was shown all the same, from ``since`` to ``until`` (None: to now); how many gaps."""
    missed = _beyond(account, beyond).filter(ends__lte=until or clock.now())
    missed = missed.filter(starts__gte=since) if since else missed
    return missed.update(healed_at=clock.now(), healed_how=how)


def _beyond(account: Account, beyond: Beyond) -> QuerySet[Gap]:
    return Gap.objects.filter(account=account, beyond=beyond, healed_at__isnull=True)


@transaction.atomic
def note_platform_gap(accounts: Iterable[Account], gap: PlatformGap, method: Method) -> None:
    """The platform says that it left something out. Gaps that waited for its replay wait for a difference now, which is made due.

    What others said and is given no more, no look brings.
    """
    for account in accounts:
        waiting = Gap.objects.filter(account=account, method=method, healed_at__isnull=True, replayable=True)
        if not waiting.update(replayable=False, reason=Concat("reason", Value(f" {gap.reason}"))):
            _enter(account, gap, method)
        if gap.beyond in (Beyond.NOTHING, Beyond.POSTS):
            Schedule.objects.filter(account=account, work__in=[Work.POLL, Work.SNAPSHOT], due__isnull=False).update(due=clock.now())


def _enter(account: Account, gap: PlatformGap, method: Method) -> None:
    """A gap that has ended. Nothing where the account was never covered so: nothing was promised that could be missed."""
    last = last_interval(account, method)
    if last is None:
        return
    now = clock.now()
    ends = min(gap.end or now, now)
    starts = min(gap.start or last.ends, ends)
    facts = {"noticed": now, "reason": gap.reason, "cause": gap.cause, "beyond": gap.beyond}
    Gap.objects.create(account=account, method=method, starts=starts, ends=ends, **facts)


@transaction.atomic
def note_gap(gap: Gap, text: str, *, actor: Actor) -> Gap:
    """Write a note on a gap, for the public page. Raises Forbidden, Invalid."""
    rules.may_steer(actor).require()
    if not text.strip() or len(text) > 2000:
        raise Invalid({"note": "Write 1 to 2,000 characters: the note stands in public."})
    gap.note = text.strip()
    gap.save(update_fields=["note"])
    record_event(actor=actor, action="capture.gap.noted", subject=f"account:{gap.account.slug}", facts={"gap": gap.pk})
    return gap
