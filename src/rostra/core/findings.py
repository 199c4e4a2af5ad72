"""Findings: what is out of order, with an id, a text and a hint, in the manner of Django's system checks.

Each app registers its own source; the desk and the portal show them all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

log = logging.getLogger(__name__)


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
    """The findings of every source, the most urgent first. A source that fails is a finding itself (``core.E100``), and hides no other."""
    urgency = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}
    found = [finding for source in _sources for finding in _found_by(source)]
    return sorted(found, key=lambda finding: (urgency[finding.level], finding.id, finding.subject))


def _found_by(source: Source) -> list[Finding]:
    try:
        return list(source())
    except Exception:
        name = f"{source.__module__}.{getattr(source, '__qualname__', source)}"
        log.exception("the findings of %s could not be had", name)
        text = f"What {name} looks for could not be looked for: it failed."
        return [
            Finding("core.E100", Level.ERROR, text, "The server's log says why. Until it is mended, nothing of its kind is found.", name)
        ]
