"""Writes of the index: ``follow`` the log, or ``rebuild`` from its beginning."""

from rostra.search.actions.following import follow, rebuild

__all__ = ["follow", "rebuild"]
