"""What was checked, and what was missed, handed in to the public log every hour."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, Sum

from rostra.accounts.models import Account
from rostra.archive.actions.statements import hand_in_coverage
from rostra.capture.models import Coverage, Gap, Run
from rostra.capture.states import Outcome
from rostra.core import clock
from rostra.core.actor import system

ACTOR = system("capture")


def report(account: Account, since: dt.datetime | None, until: dt.datetime) -> None:
    """Hand in the coverage of an account from the last report until now. Nothing for an account that was never checked."""
    first = Coverage.objects.filter(account=account).order_by("begins").values_list("begins", flat=True).first()
    start = since or first
    if start is None or start >= until:
        return
    hand_in_coverage(account, start=start, end=until, checks=checks(account, start, until), gaps=gaps(account, start, until), actor=ACTOR)


def checks(account: Account, start: dt.datetime, end: dt.datetime) -> list[dict[str, object]]:
    """The intervals in which the account was looked at, cut to this time; and how many checks there were of each method, and failed."""
    intervals = Coverage.objects.filter(account=account, begins__lt=end, ends__gt=start).order_by("method", "begins")
    looked = [
        {"method": c.method, "from": clock.exact_stamp(max(c.begins, start)), "to": clock.exact_stamp(min(c.ends, end))} for c in intervals
    ]
    runs = Run.objects.filter(account=account, ended__gt=start, started__lt=end).order_by("method").values("method")
    counted = runs.annotate(
        done=Sum("checks", filter=Q(outcome=Outcome.DONE), default=0), failed=Sum("checks", filter=~Q(outcome=Outcome.DONE), default=0)
    )
    return [*looked, *counted]


def gaps(account: Account, start: dt.datetime, end: dt.datetime) -> list[dict[str, object]]:
    """The gaps that were noticed, went on, or healed in this time."""
    touched = Q(noticed__lt=end) & (Q(ends__isnull=True) | Q(ends__gt=start) | Q(noticed__gt=start) | Q(healed_at__gt=start))
    return [
        {
            "from": clock.exact_stamp(gap.starts),
            "to": clock.exact_stamp(gap.ends) if gap.ends else None,
            "method": gap.method,
            "reason": gap.reason,
            "healed": clock.exact_stamp(gap.healed_at) if gap.healed_at else None,
            "how": gap.healed_how,
        }
        for gap in Gap.objects.filter(touched, account=account).order_by("starts")
    ]
