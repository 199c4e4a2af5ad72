"""Who may change the register and move an account on, what must stand before each step, and what is out of order."""

from rostra.accounts.rules.clauses import clause_of
from rostra.accounts.rules.findings import findings
from rostra.accounts.rules.found import found_problems, may_decide_found
from rostra.accounts.rules.leaving import accounts_in_hand
from rostra.accounts.rules.life import (
    CaptureProof,
    FinalCapture,
    Provisioning,
    may_attest,
    may_change_custodian,
    may_move,
    may_see_escrow,
    missing_before_archive,
    missing_before_giving_up,
    missing_before_hand_over,
    proof_problem,
    provision_problems,
)
from rostra.accounts.rules.parts import may_assign, may_change_keys, may_name_successor, part_problems
from rostra.accounts.rules.register import (
    NewAccount,
    clean_name,
    custodian_problem,
    look_alike_warning,
    may_note_handle,
    may_register,
    may_see_register,
    nearest_look_alike,
    registration_problems,
    standing_conflict,
    subject,
)

__all__ = [
    "CaptureProof",
    "FinalCapture",
    "NewAccount",
    "Provisioning",
    "accounts_in_hand",
    "clause_of",
    "clean_name",
    "custodian_problem",
    "findings",
    "found_problems",
    "look_alike_warning",
    "may_assign",
    "may_attest",
    "may_change_custodian",
    "may_change_keys",
    "may_decide_found",
    "may_move",
    "may_name_successor",
    "may_note_handle",
    "may_register",
    "may_see_escrow",
    "may_see_register",
    "missing_before_archive",
    "missing_before_giving_up",
    "missing_before_hand_over",
    "nearest_look_alike",
    "part_problems",
    "proof_problem",
    "provision_problems",
    "registration_problems",
    "standing_conflict",
    "subject",
]
