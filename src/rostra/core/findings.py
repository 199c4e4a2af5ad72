"""Findings: what is out of order, with an id, a text and a hint, in the manner of Django's system checks.

Each app registers its own source; the desk and the portal show them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How urgent a finding is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something out of order. ``id`` is stable (``accounts.W004``); ``clause`` is the policy clause it serves, if any."""

    id: str
    level: Level
    text: str
    hint: str
    subject: str = ""
    clause: str = ""


Source = Callable[[], Iterable[Finding]]
_sources: list[Source] = []


def finding_source(source: Source) -> Source:
    """Register a function that yields findings. Used as a decorator in an app's ``rules``."""
    if source not in _sources:
        _sources.append(source)
    return source


def all_findings() -> list[Finding]:
    """The findings of every source, the most urgent first."""
    urgency = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}
    found = [finding for source in _sources for finding in source()]
    return sorted(found, key=lambda finding: (urgency[finding.level], finding.id, finding.subject))
