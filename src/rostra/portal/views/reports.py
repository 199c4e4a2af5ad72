"""How do I tell somebody, and what happens next?"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.actions import report_impersonation
from rostra.accounts.models import Impersonation
from rostra.accounts.queries import impersonation_reports, report_counts
from rostra.accounts.states.impersonation import ReportState
from rostra.core.actor import PUBLIC
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal
from rostra.portal.forms import ImpersonationForm
from rostra.portal.views.floods import is_flood

SIGNED = TimestampSigner(salt="impersonation-report")  # its time tells one reference from the other, where two joined one report
STATES = {
    ReportState.RECEIVED: _("It has come in, and waits to be looked at."),
    ReportState.CHECKED: _("Somebody has looked at it. Next it is reported to the network."),
    ReportState.REPORTED: _("It was reported to the network, which decides."),
    ReportState.TAKEN_DOWN: _("The account is no longer found on the network."),
    ReportState.NOT_REMOVED: _("The network has not removed the account so far."),
    ReportState.NOT_IMPERSONATION: _("It was looked at and is closed: it was found to be no impersonation. What was written was deleted."),
}
INVALID, TOO_MANY = 422, 429


@csrf_exempt  # anybody may send it, no session is known and no cookie is set: a forged request is one report more
@require_http_methods(["GET", "HEAD", "POST"])
def impersonation(request: HttpRequest) -> HttpResponse:
    """Report an account that pretends to be the city's."""
    form = ImpersonationForm(request.POST if request.method == "POST" else None, initial={"address": request.GET.get("q", "")[:500]})
    if request.method != "POST":
        return _page(request, form, 200)
    if is_flood(request, "impersonation", settings.PROFILE.registry.reports_an_hour_each):
        form.add_error(None, "You have sent many reports within an hour. Try again later, or call or write to us.")
        return _page(request, form, TOO_MANY)
    if not form.is_valid():
        return _page(request, form, INVALID)
    try:
        made = report_impersonation(form.new_report(), actor=PUBLIC)
    except RostraError as error:
        show_refusal(form, error)
        return _page(request, form, TOO_MANY if isinstance(error, Conflict) else INVALID)
    return redirect("portal:impersonation-sent", SIGNED.sign(str(made.pk)))


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """That a report came in, how it stands, and what happens next: to who has the reference. No more is told of it."""
    try:
        report = impersonation_reports().get(pk=SIGNED.unsign(reference))
    except (BadSignature, Impersonation.DoesNotExist) as error:
        raise Http404("no such report") from error
    shown = {"number": report.pk, "days": settings.PROFILE.registry.reports_within, "made": report.made, "since": report.since}
    response = render(request, "portal/report-sent.html", {**shown, "state": STATES[ReportState(report.state)]})
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, form: ImpersonationForm, status: int) -> HttpResponse:
    counts = [(state.value.replace("-", " "), number) for state, number in report_counts().items()]
    response = render(request, "portal/report-impersonation.html", {"form": form, "counts": counts}, status=status)
    response["Cache-Control"] = "no-store"
    return response
