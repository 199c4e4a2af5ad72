"""Writes of capture."""

from rostra.capture.actions.connect import connect, retry_now, stop
from rostra.capture.actions.consent import ask_for_consent, begin_consent, disconnect, take_consent
from rostra.capture.actions.gaps import note_gap
from rostra.capture.actions.imports import take_in_file
from rostra.capture.actions.life import activate, archive_for_good
from rostra.capture.actions.lists import drop_export, read_export, take_export
from rostra.capture.actions.settings import attest_settings

__all__ = [
    "activate",
    "archive_for_good",
    "ask_for_consent",
    "attest_settings",
    "begin_consent",
    "connect",
    "disconnect",
    "drop_export",
    "note_gap",
    "read_export",
    "retry_now",
    "stop",
    "take_consent",
    "take_export",
    "take_in_file",
]
