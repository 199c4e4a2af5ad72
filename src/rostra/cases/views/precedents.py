"""What earlier cases under the same clause came to, for who decides this one; as a page and as tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
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
Rows = list[dict[str, Any]]
Page = Callable[[StaffRequest, Case, Rows], HttpResponse]
NOT_THEIRS = Permission("Only who works on all of the case compares it with others.")


def with_precedents(view: Page) -> Callable[..., HttpResponse]:
    """Give the precedents of a case (``with_file``) to who works on all of it."""

    @wraps(view)
    def checked(request: StaffRequest, found: Case) -> HttpResponse:
        if not sight_of(viewer_of(request.actor, found), found).reads(CaseField.PARTICIPANTS):
            return refuse(request, NOT_THEIRS)
        return view(request, found, [row_of(each) for each in precedents_of(found, request.actor)])

    return checked


@require_safe
@staff(may_enter_desk)
@with_file
@with_precedents
def precedents(request: StaffRequest, found: Case, rows: Rows) -> HttpResponse:
    """Is alike treated alike?"""
    return page(request, "cases/precedents.html", {"case": found, "rows": rows})


@require_safe
@staff(may_enter_desk)
@with_file
@with_precedents
def as_csv(_request: StaffRequest, _found: Case, rows: Rows) -> HttpResponse:
    """The same as a table."""
    return spreadsheet("precedents", COLUMNS, ([*row.values()] for row in rows))


@require_safe
@staff(may_enter_desk)
@with_file
@with_precedents
def as_json(_request: StaffRequest, found: Case, rows: Rows) -> HttpResponse:
    """The same for machines."""
    return JsonResponse({"clause": found.clause, "precedents": rows})


def row_of(each: Precedent) -> dict[str, Any]:
    """A line of the table."""
    return dict(zip(COLUMNS, (
        each.group, each.outcome.value, settings.PROFILE.cases.measure_name(each.measure), each.arbitration.value,
        "; ".join(REMEDIES[RemedyKind(kind)] for kind in each.remedies), each.count, each.first_year, each.last_year,
    ), strict=True))  # fmt: skip
