"""Reads of the register, of who has which part in an account, and the answer to "Is this account official?"."""

from rostra.accounts.queries.authority import authorities, authority_of, authority_on
from rostra.accounts.queries.custody import (
    accounts_in_custody,
    accounts_looked_after,
    custody_on,
    holder_on,
    keys_now,
    keys_of,
    last_day_of_custody,
    next_in_position,
    parts_of,
    person_of,
    provisions_of,
    relations,
    relations_to_unit,
)
from rostra.accounts.queries.impersonation import impersonation_reports, open_reports, report_counts
from rostra.accounts.queries.lookup import Answer, LookAlike, OfficialStatus, Word, check_address, look_alikes, passed_on, question_problem
from rostra.accounts.queries.register import (
    account_by_slug,
    account_of_identity,
    accounts_in,
    identity_on_network,
    official_accounts,
    registered,
)
from rostra.accounts.queries.requests import found_accounts, found_decisions, requests, requests_to_register

__all__ = [
    "Answer",
    "LookAlike",
    "OfficialStatus",
    "Word",
    "account_by_slug",
    "account_of_identity",
    "accounts_in",
    "accounts_in_custody",
    "accounts_looked_after",
    "authorities",
    "authority_of",
    "authority_on",
    "check_address",
    "custody_on",
    "found_accounts",
    "found_decisions",
    "holder_on",
    "identity_on_network",
    "impersonation_reports",
    "keys_now",
    "keys_of",
    "last_day_of_custody",
    "look_alikes",
    "next_in_position",
    "official_accounts",
    "open_reports",
    "parts_of",
    "passed_on",
    "person_of",
    "provisions_of",
    "question_problem",
    "registered",
    "relations",
    "relations_to_unit",
    "report_counts",
    "requests",
    "requests_to_register",
]
