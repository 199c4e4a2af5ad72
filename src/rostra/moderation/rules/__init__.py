"""Who may do what about restrictions, what is judged how, and what is out of order."""

from rostra.moderation.rules import findings, measures, reports

__all__ = ["findings", "measures", "reports"]
