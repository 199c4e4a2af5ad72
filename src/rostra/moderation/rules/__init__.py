"""Who may do what about restrictions, acts, appeals and filter words, what is judged how, and what is out of order."""

from rostra.moderation.rules import acts_findings, filters_findings, findings, measures, reports, samples, waiting

__all__ = ["acts_findings", "filters_findings", "findings", "measures", "reports", "samples", "waiting"]
