"""Reads of breaches."""

from __future__ import annotations

from django.db.models import QuerySet

from rostra.archive.models import Breach
from rostra.archive.states.breach import BREACH_LIFE


def breaches() -> QuerySet[Breach]:
    """Every one, the latest first, without what it is about."""
    return Breach.objects.defer("happened", "data", "affected", "notice", "report")


def open_breaches() -> QuerySet[Breach]:
    """Those about which something is to be done, the most urgent first."""
    return breaches().exclude(state__in=BREACH_LIFE.terminal).order_by("due", "pk")


def breach_numbered(pk: int) -> Breach | None:
    """One, with what was done about it."""
    return Breach.objects.select_related("record").prefetch_related("steps").filter(pk=pk).first()
