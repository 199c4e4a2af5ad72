"""What earlier cases under the same clause came to, for who decides this one; as a page and as tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from rostra.cases.models import Case
from rostra.cases.rules.precedents import Precedent, precedents_of
from rostra.cases.rules.viewing import sight_of, viewer_of
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import REMEDIES, RemedyKind
from rostra.cases.views.finding import with_file
from rostra.core.permission import Permission
from rostra.core.spreadsheets import spreadsheet
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, page, refuse, staff

COLUMNS = ("complained_of", "outcome", "measure", "arbitration", "remedies", "cases", "first_year", "last_year")
NOT_THEIRS = Permission("Only who works on all of the case compares it with others.")


@require_safe
@staff(may_enter_desk)
@with_file
def precedents(request: StaffRequest, found: Case) -> HttpResponse:
    """Is alike treated alike?"""
    if not _works_on_all(request, found):
        return refuse(request, NOT_THEIRS)
    return page(request, "cases/precedents.html", {"case": found, "rows": [row_of(each) for each in precedents_of(found, request.actor)]})


@require_safe
@staff(may_enter_desk)
@with_file
def as_csv(request: StaffRequest, found: Case) -> HttpResponse:
    """The same as a table."""
    if not _works_on_all(request, found):
        return refuse(request, NOT_THEIRS)
    return spreadsheet("precedents", COLUMNS, ([*row_of(each).values()] for each in precedents_of(found, request.actor)))


@require_safe
@staff(may_enter_desk)
@with_file
def as_json(request: StaffRequest, found: Case) -> HttpResponse:
    """The same for machines."""
    if not _works_on_all(request, found):
        return refuse(request, NOT_THEIRS)
    return JsonResponse({"clause": found.clause, "precedents": [row_of(each) for each in precedents_of(found, request.actor)]})


def row_of(each: Precedent) -> dict[str, Any]:
    """A line of the table."""
    return dict(zip(COLUMNS, (
        each.group, each.outcome.value, settings.PROFILE.cases.measure_name(each.measure), each.arbitration.value,
        "; ".join(REMEDIES[RemedyKind(kind)] for kind in each.remedies), each.count, each.first_year, each.last_year,
    ), strict=True))  # fmt: skip


def _works_on_all(request: StaffRequest, found: Case) -> bool:
    return sight_of(viewer_of(request.actor, found), found).reads(CaseField.PARTICIPANTS)
