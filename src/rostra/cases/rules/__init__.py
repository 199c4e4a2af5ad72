"""Who decides a case, who may do what in it, what of it they see, what waits, and what is out of order."""

from rostra.cases.rules import appeals, findings, holding, own, waiting

__all__ = ["appeals", "findings", "holding", "own", "waiting"]
