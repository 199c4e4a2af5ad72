"""Reads of the register, of who has which part in an account, and the answer to "Is this account official?"."""

from rostra.accounts.queries.custody import (
    accounts_in_custody,
    custody_on,
    holder_on,
    keys_now,
    keys_of,
    last_day_of_custody,
    next_in_position,
    parts_of,
    person_of,
    relations,
)
from rostra.accounts.queries.register import (
    Answer,
    LookAlike,
    OfficialStatus,
    account_by_slug,
    account_of_identity,
    accounts_in,
    check_address,
    identity_on_network,
    look_alikes,
    official_accounts,
)

__all__ = [
    "Answer",
    "LookAlike",
    "OfficialStatus",
    "account_by_slug",
    "account_of_identity",
    "accounts_in",
    "accounts_in_custody",
    "check_address",
    "custody_on",
    "holder_on",
    "identity_on_network",
    "keys_now",
    "keys_of",
    "last_day_of_custody",
    "look_alikes",
    "next_in_position",
    "official_accounts",
    "parts_of",
    "person_of",
    "relations",
]
