"""Writes of capture."""

from rostra.capture.actions.connect import connect, retry_now, stop
from rostra.capture.actions.gaps import note_gap
from rostra.capture.actions.imports import take_in_file
from rostra.capture.actions.life import activate, archive_for_good
from rostra.capture.actions.lists import drop_export, read_export, take_export
from rostra.capture.actions.settings import attest_settings

__all__ = [
    "activate",
    "archive_for_good",
    "attest_settings",
    "connect",
    "drop_export",
    "note_gap",
    "read_export",
    "retry_now",
    "stop",
    "take_export",
    "take_in_file",
]
