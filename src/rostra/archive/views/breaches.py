"""Breaches: the list, one with what is to be done, and each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.views.asking import ask, sent
from rostra.archive.actions.breach import assess_breach, decide_breach, notify_affected, open_breach, report_breach
from rostra.archive.forms.breach import AssessmentForm, DiscoveryForm, ReasonForm, ReportForm, TellingForm
from rostra.archive.models import Breach
from rostra.archive.queries.breaches import breach_numbered, breaches
from rostra.archive.rules.breach import may_move_breach, may_see_breaches, may_work_on_breach, notice_text
from rostra.archive.states.breach import BREACH_LIFE, BreachState
from rostra.archive.views.looking import looked_at
from rostra.core.clock import stamp
from rostra.core.spreadsheets import spreadsheet
from rostra.people.queries import city_day
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import with_purpose

AT_ONCE = 50
COLUMNS = ("number", "state", "discovered", "opened", "due", "people")
TITLES = {
    "assess": ("Assess it", "Which data, whose, and how many people."),
    "assess-again": ("Assess it again", "Something in the assessment is wrong or missing."),
    "find-breach": ("It was a breach", "Somebody saw data that are not public, who may not see them, and not by mistake in good faith."),
    "find-none": ("It was none", "Nobody is told. The reason stays."),
    "notify": ("They are told", "Those whom it is about have had the notice below, without unreasonable delay."),
    "report": ("Report", "What follows from it is final. Whoever was told may ask for the report."),
}


@require_safe
@staff(may_see_breaches)
def listed(request: StaffRequest) -> HttpResponse:
    """Which there are, and how each stands; not what it is about."""
    turned = Paginator(breaches(), AT_ONCE).get_page(request.GET.get("page"))
    shown = {"turned": turned, "rows": turned.object_list, "today": city_day(), "may_enter": may_work_on_breach(request.actor)}
    return page(request, "archive/breaches.html", {**shown, "terminal": [state.value for state in BREACH_LIFE.terminal]})


@require_safe
@staff(may_see_breaches)
def as_csv(_request: StaffRequest) -> HttpResponse:
    """The same as a table."""
    return spreadsheet("breaches", COLUMNS, ([*_row_of(each).values()] for each in breaches()))


@require_safe
@staff(may_see_breaches)
def as_json(_request: StaffRequest) -> HttpResponse:
    """The same for machines."""
    return JsonResponse({"breaches": [_row_of(each) for each in breaches()]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_work_on_breach)
def enter(request: StaffRequest) -> HttpResponse:
    """What was discovered."""
    form = DiscoveryForm(sent(request), initial={"day": city_day()})

    def act() -> str:
        return f"It is entered as number {open_breach(form.discovery(), actor=request.actor).pk}."

    lead = "Data that are not public may have been seen by somebody who may not see them. Withhold what can still be seen first."
    return ask(request, form, act, title="Enter a breach", lead=lead, button="Enter it", back=reverse("breaches:list"))


@require_safe
@staff(may_work_on_breach)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def breach(request: StaffRequest, pk: int) -> HttpResponse:
    """One, with what is to be done next. Each look is written down."""
    found = looked_at(request, breach_numbered(pk), "breach")
    names = [move.name for move in BREACH_LIFE.moves_from(BreachState(found.state))]
    moves = [(name, TITLES[name][0], may_move_breach(request.actor, found, name)) for name in names]
    proposed = notice_text(found) if found.state == BreachState.BREACH else ""
    return page(request, "archive/breach.html", {"breach": found, "moves": moves, "proposed": proposed, "today": city_day()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_work_on_breach)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def move(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """One step."""
    found = looked_at(request, breach_numbered(pk), "breach")
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := may_move_breach(request.actor, found, name)):
        return refuse(request, allowed)
    form, step = _step(request, found, name)

    def act() -> str:
        step()
        return "It is noted."

    title, lead = TITLES[name]
    back = reverse("breaches:breach", args=[found.pk])
    return ask(request, form, act, title=f"{title}: breach {found.pk}", lead=lead, button=title, back=back, grave=name == "find-breach")


def _step(request: StaffRequest, found: Breach, name: str) -> tuple[forms.Form, Callable[[], object]]:
    """The form of a step, and what takes it."""
    actor, posted = request.actor, sent(request)
    if name == "assess":
        known = {"data_": found.data, "people": found.people, "affected": found.affected, "cost": found.cost}
        assessing = AssessmentForm(posted, initial=known)
        return assessing, lambda: assess_breach(found, assessing.assessment(), actor=actor)
    if name == "notify":
        telling = TellingForm(posted)
        return telling, lambda: notify_affected(found, telling.telling(), actor=actor)
    if name == "report":
        reporting = ReportForm(posted)
        return reporting, lambda: report_breach(found, reporting.cleaned_data["report"], actor=actor)
    deciding = ReasonForm(posted)
    return deciding, lambda: decide_breach(found, name, deciding.cleaned_data["reason"], actor=actor)


def _row_of(each: Breach) -> dict[str, Any]:
    return {
        "number": each.pk,
        "state": each.state,
        "discovered": each.discovered.isoformat(),
        "opened": stamp(each.opened),
        "due": None if each.state in BREACH_LIFE.terminal else each.due.isoformat(),
        "people": each.people,
    }
