"""Reports of accounts that pretend to be the city's."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from rostra.accounts.models import Impersonation
from rostra.accounts.states.impersonation import REPORT_LIFE, ReportState


def impersonation_reports() -> QuerySet[Impersonation]:
    """Every report, the latest first."""
    return Impersonation.objects.select_related("nearest")


def open_reports() -> QuerySet[Impersonation]:
    """Those about which something is still to be done."""
    return impersonation_reports().exclude(state__in=REPORT_LIFE.terminal)


def report_counts() -> dict[ReportState, int]:
    """How many reports stand where, in the order of the states; zeros too. All that the public learns. One query."""
    counted = dict(Impersonation.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: counted.get(state.value, 0) for state in ReportState}
