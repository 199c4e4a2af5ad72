"""Who pretends to be the city, and what is done about it?"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, queries, rules
from rostra.accounts.actions.impersonation import subject
from rostra.accounts.forms import GroundForm, ReasonForm
from rostra.accounts.models import Impersonation
from rostra.accounts.states.impersonation import REPORT_LIFE, Ground, ReportState, said
from rostra.accounts.views.asking import ask, sent
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.purpose import note_look, with_purpose

SHOWN = 200  # of those that have ended
TITLES = {
    "check": ("It pretends to be the city’s", "Say what you saw, and when."),
    "report": ("Reported to the network", "Say how it was reported, and the network’s reference."),
    "report-again": ("Reported again", "Say how it was reported, and the network’s reference."),
    "found-removed": ("It is taken down", "Say when it was found gone."),
    "not-removed": ("It is not removed", "Say what the network answered, or that it did not."),
    "dismiss": ("No impersonation", "All that was said about it is deleted: nothing stays but that this was decided, and on which ground."),
}


@require_safe
@staff(rules.may_follow_reports)
def reports(request: StaffRequest) -> HttpResponse:
    """Every report, those about which something is to be done first."""
    ended = queries.impersonation_reports().filter(state__in=REPORT_LIFE.terminal)[:SHOWN]
    return page(request, "accounts/impersonations.html", {"waiting": queries.open_reports(), "ended": ended})


@require_safe
@staff(rules.may_follow_reports)
def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report: what was said, what the register says, what was done, what can be done."""
    found = get_object_or_404(queries.impersonation_reports(), pk=report_id)
    moves = [(move.name, TITLES[move.name][0]) for move in REPORT_LIFE.moves_from(ReportState(found.state))]
    answer = queries.check_address(found.address) if found.address else None
    return page(request, "accounts/impersonation.html", {"report": found, "moves": moves, "answer": answer, "steps": found.steps.all()})


@require_safe
@staff(rules.may_follow_reports)
@with_purpose(Function.REGISTER)
def contact(request: StaffRequest, report_id: int) -> HttpResponse:
    """How to reach who reported it. Each look is written down, with what for."""
    found = get_object_or_404(Impersonation.objects.exclude(contact=""), pk=report_id)
    note_look(request, Function.REGISTER, subject(found))
    return page(request, "accounts/contact.html", {"report": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_follow_reports)
def move(request: StaffRequest, report_id: int, name: str) -> HttpResponse:
    """One step."""
    found = get_object_or_404(Impersonation, pk=report_id)
    if name not in TITLES:
        raise Http404("no such step")
    dismisses = name == "dismiss"
    form = (GroundForm if dismisses else ReasonForm)(sent(request))

    def act() -> str:
        if dismisses:
            moved = actions.dismiss_report(found, Ground(form.cleaned_data["ground"]), actor=request.actor)
        else:
            moved = actions.move_report(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return f"Report {moved.pk} is now {said(moved.state)}."

    title, lead = TITLES[name]
    back = reverse("accounts:impersonation", args=[found.pk])
    return ask(request, form, act, title=f"{title}: report {found.pk}", lead=lead, button=title, back=back, grave=dismisses)
