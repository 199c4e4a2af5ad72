"""Reads of the register, of who has which part in an account, and the answer to "Is this account official?"."""

from rostra.accounts.queries.custody import custody_on, holder_on, person_of, relations
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
    "check_address",
    "custody_on",
    "holder_on",
    "identity_on_network",
    "look_alikes",
    "official_accounts",
    "person_of",
    "relations",
]
