"""Reads of capture, each named by what comes back."""

from rostra.capture.queries.coverage import (
    AccountCoverage,
    AccountStanding,
    DayOfChecks,
    NetworkLimit,
    checked,
    checks_by_day,
    coverage_of,
    coverage_overview,
    gaps,
    inactivities,
    intervals,
    last_check,
    narrowed,
    network_limits,
    standing_of,
    standings,
)

__all__ = [
    "AccountCoverage",
    "AccountStanding",
    "DayOfChecks",
    "NetworkLimit",
    "checked",
    "checks_by_day",
    "coverage_of",
    "coverage_overview",
    "gaps",
    "inactivities",
    "intervals",
    "last_check",
    "narrowed",
    "network_limits",
    "standing_of",
    "standings",
]
