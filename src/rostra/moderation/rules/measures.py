"""What the register of restrictions says about the clauses that a city ties it to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts
from rostra.accounts.rules.measures import account_row
from rostra.core.measures import Reading, Row, measure
from rostra.moderation.models import Appeal, ModerationAct
from rostra.moderation.queries.acts import open_appeals, without_notice
from rostra.moderation.queries.register import open_restrictions
from rostra.moderation.rules.acts import notice_due
from rostra.moderation.states.acts import BEFORE
from rostra.people.queries import city_day, city_day_of


@measure(
    "accounts-with-open-restrictions", counts="official accounts with a block or limit that nobody approved", among="official accounts"
)
def accounts_with_open_restrictions() -> Reading:
    """Where somebody is blocked, hidden or kept out now, and nobody approved it. Two queries."""
    standing = Counter(restriction.account for restriction in open_restrictions())
    rows = [account_row(account, f"{number} not undone") for account, number in sorted(standing.items(), key=lambda each: each[0].name)]
    return Reading(len(rows), official_accounts().count(), tuple(rows))


@measure("acts-without-notice", counts="acts of moderation of which nobody was told in time", among="acts of moderation")
def acts_without_notice() -> Reading:
    """Applied, and the days for a notice are over. Two queries."""
    today = city_day()
    late = [act for act in without_notice() if act.applied and notice_due(city_day_of(act.applied)) < today]
    return Reading(len(late), ModerationAct.objects.exclude(state__in=BEFORE).count(), _by_account(act.account for act in late))


@measure("appeals-overdue", counts="appeals that should have been decided", among="appeals")
def appeals_overdue() -> Reading:
    """Received, not decided, and the day is over. Two queries."""
    late = [appeal for appeal in open_appeals() if appeal.due < city_day()]
    things = (appeal.act or appeal.exception for appeal in late)
    return Reading(len(late), Appeal.objects.count(), _by_account(thing.account for thing in things if thing is not None))


def _by_account(accounts: Iterable[Account]) -> tuple[Row, ...]:
    counted = sorted(Counter(accounts).items(), key=lambda each: each[0].name)
    return tuple(account_row(account, f"{number} of it") for account, number in counted)
