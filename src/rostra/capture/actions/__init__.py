"""Writes of capture."""

from rostra.capture.actions.connect import connect, retry_now, stop
from rostra.capture.actions.gaps import note_gap
from rostra.capture.actions.imports import take_in_file
from rostra.capture.actions.life import activate, archive_for_good

__all__ = ["activate", "archive_for_good", "connect", "note_gap", "retry_now", "stop", "take_in_file"]
