"""What the register of restrictions says about the clauses that a city ties it to."""

from __future__ import annotations

from collections import Counter

from rostra.accounts.queries import official_accounts
from rostra.accounts.rules.measures import account_row
from rostra.core.measures import Reading, measure
from rostra.moderation.queries.register import open_restrictions


@measure(
    "accounts-with-open-restrictions", counts="official accounts with a block or limit that nobody approved", among="official accounts"
)
def accounts_with_open_restrictions() -> Reading:
    """Where somebody is blocked, hidden or kept out now, and nobody approved it. Two queries."""
    standing = Counter(restriction.account for restriction in open_restrictions())
    rows = [account_row(account, f"{number} not undone") for account, number in sorted(standing.items(), key=lambda each: each[0].name)]
    return Reading(len(rows), official_accounts().count(), tuple(rows))
