"""Writes to the register."""

from rostra.accounts.actions.authority import end_authority, enter_authority
from rostra.accounts.actions.custody import change_custodian, hand_over
from rostra.accounts.actions.found import adopt_found, close_found, declare_personal, note_found
from rostra.accounts.actions.impersonation import dismiss_report, move_report, report_impersonation
from rostra.accounts.actions.inventory import look_through, take_in_inventory
from rostra.accounts.actions.life import (
    activate_account,
    archive_account,
    attest,
    begin_transition,
    close_account,
    give_up_account,
    lose_account,
    provision_account,
    recover_account,
    resume_account,
    suspend_account,
)
from rostra.accounts.actions.parts import assign_part, change_keys, name_successor, take_part
from rostra.accounts.actions.register import note_handle, register_account
from rostra.accounts.actions.requests import amend_request, move_request, request_account
from rostra.accounts.actions.terms import follow_terms

__all__ = [
    "activate_account",
    "adopt_found",
    "amend_request",
    "archive_account",
    "assign_part",
    "attest",
    "begin_transition",
    "change_custodian",
    "change_keys",
    "close_account",
    "close_found",
    "declare_personal",
    "dismiss_report",
    "end_authority",
    "enter_authority",
    "follow_terms",
    "give_up_account",
    "hand_over",
    "look_through",
    "lose_account",
    "move_report",
    "move_request",
    "name_successor",
    "note_found",
    "note_handle",
    "provision_account",
    "recover_account",
    "register_account",
    "report_impersonation",
    "request_account",
    "resume_account",
    "suspend_account",
    "take_in_inventory",
    "take_part",
]
