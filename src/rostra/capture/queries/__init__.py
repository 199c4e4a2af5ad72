"""Reads of capture, each named by what comes back."""

from rostra.capture.queries.coverage import (
    AccountCoverage,
    DayOfChecks,
    NetworkLimit,
    checks_by_day,
    coverage_overview,
    gaps,
    intervals,
    last_check,
    network_limits,
)

__all__ = [
    "AccountCoverage",
    "DayOfChecks",
    "NetworkLimit",
    "checks_by_day",
    "coverage_overview",
    "gaps",
    "intervals",
    "last_check",
    "network_limits",
]
