"""Writes to the register."""

from rostra.accounts.actions.custody import change_custodian, hand_over
from rostra.accounts.actions.found import adopt_found, close_found, declare_personal, note_found
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
from rostra.accounts.actions.register import note_handle, register_account

__all__ = [
    "activate_account",
    "adopt_found",
    "archive_account",
    "attest",
    "begin_transition",
    "change_custodian",
    "close_account",
    "close_found",
    "declare_personal",
    "give_up_account",
    "hand_over",
    "lose_account",
    "note_found",
    "note_handle",
    "provision_account",
    "recover_account",
    "register_account",
    "resume_account",
    "suspend_account",
]
