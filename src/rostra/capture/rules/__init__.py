"""Who may do what in capture, when work is due, and what is out of order."""

from rostra.capture.rules.calls import untold_accounts
from rostra.capture.rules.capturing import (
    EMPTY_APART,
    GRACE,
    PROBE_BATCH,
    PROBE_PAUSE,
    PROBE_TRIES,
    REPLAY_TIME,
    SOON,
    back_off,
    back_off_stream,
    bearable_break,
    cause_of,
    due_again,
    findings,
    may_ask_now,
    may_capture,
    may_end_so_many,
    may_follow,
    may_hand_over,
    may_see_capture,
    may_steer,
    may_stop,
    next_due,
    outcome_of,
)
from rostra.capture.rules.consent import consent_findings, require_consent
from rostra.capture.rules.lists import overdue_lists
from rostra.capture.rules.reconciling import counts_that_differ
from rostra.capture.rules.routes import disagreements
from rostra.capture.rules.settings import Told, attestation_problems, may_attest_settings
from rostra.capture.rules.versions import version_findings

__all__ = [
    "EMPTY_APART",
    "GRACE",
    "PROBE_BATCH",
    "PROBE_PAUSE",
    "PROBE_TRIES",
    "REPLAY_TIME",
    "SOON",
    "Told",
    "attestation_problems",
    "back_off",
    "back_off_stream",
    "bearable_break",
    "cause_of",
    "consent_findings",
    "counts_that_differ",
    "disagreements",
    "due_again",
    "findings",
    "may_ask_now",
    "may_attest_settings",
    "may_capture",
    "may_end_so_many",
    "may_follow",
    "may_hand_over",
    "may_see_capture",
    "may_steer",
    "may_stop",
    "next_due",
    "outcome_of",
    "overdue_lists",
    "require_consent",
    "untold_accounts",
    "version_findings",
]
