"""Who may place and release a hold, what may be destroyed, what is told of a matter, and what waits."""

from rostra.retention.rules import findings, waiting

__all__ = ["findings", "waiting"]
