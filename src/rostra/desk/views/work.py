"""My work: what waits, what is out of order, what happened since the last visit."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rostra.cases.rules.deciding import may_enter_case
from rostra.core import clock
from rostra.desk import queries
from rostra.people.queries import city_day
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.marks import PREVIOUS_VISIT


@require_safe
@staff(may_enter_desk)
def work(request: StaffRequest) -> HttpResponse:
    """What must I do today?"""
    told = request.session.get(PREVIOUS_VISIT, "")
    since = clock.parse_stamp(told) if told else None
    shown = {"work": queries.work_of(request.user, request.actor, since), "today": city_day(), "may_enter": may_enter_case(request.actor)}
    return page(request, "desk/work.html", shown)
