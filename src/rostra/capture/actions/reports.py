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
from rostra.platforms.base import Method

ACTOR = system("capture")


def report(account: Account, since: dt.datetime | None, until: dt.datetime) -> None:
    """Hand in the coverage of an account from the last report until now. Nothing for an account that was never checked."""
    start = since or Coverage.objects.filter(account=account).order_by("begins").values_list("begins", flat=True).first()
    if start is None or start >= until:
        return
    hand_in_coverage(account, start=start, end=until, checks=checks(account, start, until), gaps=gaps(account, start, until), actor=ACTOR)


def checks(account: Account, start: dt.datetime, end: dt.datetime) -> dict[str, int]:
    """For each method: how many checks were done, how many failed, and for how many seconds of this time it looked without a break."""
    stated: dict[str, int] = {}
    for span in Coverage.objects.filter(account=account, begins__lt=end, ends__gt=start).exclude(method=Method.IMPORT):
        seconds = round((min(span.ends, end) - max(span.begins, start)).total_seconds())
        stated[f"{span.method} seconds"] = stated.get(f"{span.method} seconds", 0) + seconds
    runs = Run.objects.filter(account=account, ended__gt=start, ended__lte=end).order_by("method").values_list("method", "outcome")
    for method, outcome, count in runs.annotate(count=Sum("checks")):
        name = f"{method} {'done' if outcome == Outcome.DONE else 'failed'}"
        stated[name] = stated.get(name, 0) + count
    return stated


def gaps(account: Account, start: dt.datetime, end: dt.datetime) -> list[dict[str, str]]:
    """The gaps that were noticed, went on, or healed in this time."""
    touched = Q(ends__isnull=True) | Q(ends__gt=start) | Q(noticed__gt=start) | Q(healed_at__gt=start)
    return [
        {
            "from": clock.exact_stamp(gap.starts),
            "to": clock.exact_stamp(gap.ends) if gap.ends else "",
            "method": gap.method,
            "cause": gap.cause,
            "reason": gap.reason,
            "healed": clock.exact_stamp(gap.healed_at) if gap.healed_at else "",
            "how": gap.healed_how,
        }
        for gap in Gap.objects.filter(touched, account=account, noticed__lt=end).order_by("starts")
    ]
