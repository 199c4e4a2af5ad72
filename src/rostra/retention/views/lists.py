"""Every hold, as a page and as tables; of its matter each viewer gets what they may know."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from rostra.core.spreadsheets import spreadsheet
from rostra.people.views.access import StaffRequest, page, staff
from rostra.retention.forms import ASKED, RELEASED, STANDS, HoldListForm
from rostra.retention.models import Hold
from rostra.retention.queries.holds import holds as every_hold
from rostra.retention.rules.holding import may_place_hold, may_see_holds
from rostra.retention.rules.matters import ToldHold, told_holds
from rostra.retention.states import HoldState

AT_ONCE = 50
COLUMNS = ("number", "matter", "state", "since", "released", "records", "accounts", "by_itself", "kept_until")


@require_safe
@staff(may_see_holds)
def holds(request: StaffRequest) -> HttpResponse:
    """What must not be destroyed, and for what?"""
    form = HoldListForm(request.GET or None)
    turned = Paginator(_found(form), AT_ONCE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    shown = {
        "form": form, "turned": turned, "rows": told_holds(request.actor, turned), "kept": kept.urlencode(),
        "may_place": may_place_hold(request.actor),
    }  # fmt: skip
    return page(request, "retention/holds.html", shown)


@require_safe
@staff(may_see_holds)
def as_csv(request: StaffRequest) -> HttpResponse:
    """The same as a table."""
    return spreadsheet("holds", COLUMNS, ([*row.values()] for row in _rows(request)))


@require_safe
@staff(may_see_holds)
def as_json(request: StaffRequest) -> HttpResponse:
    """The same for machines."""
    return JsonResponse({"holds": _rows(request)})


def _rows(request: StaffRequest) -> list[dict[str, Any]]:
    return [row_of(told) for told in told_holds(request.actor, _found(HoldListForm(request.GET or None)))]


def row_of(told: ToldHold) -> dict[str, Any]:
    """A line of the list. Days, not moments: beside an event of its matter a moment would tell which matter it is."""
    return {
        "number": told.hold.pk,
        "matter": told.matter.title if told.matter else None,
        "state": told.hold.state,
        "since": told.placed.isoformat(),
        "released": told.released.isoformat() if told.released else None,
        "records": told.records,
        "accounts": told.accounts,
        "by_itself": told.hold.is_kept,
        "kept_until": told.kept_until.isoformat() if told.kept_until else None,
    }


def _found(form: HoldListForm) -> QuerySet[Hold]:
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    if wanted == STANDS:
        return every_hold().exclude(state=HoldState.RELEASED)
    return every_hold().filter(state=wanted) if wanted in {ASKED, RELEASED} else every_hold()
