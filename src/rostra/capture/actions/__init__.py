"""Writes of capture."""

from rostra.capture.actions.connect import connect, retry_now, stop
from rostra.capture.actions.gaps import note_gap
from rostra.capture.actions.imports import take_in_file

__all__ = ["connect", "note_gap", "retry_now", "stop", "take_in_file"]
