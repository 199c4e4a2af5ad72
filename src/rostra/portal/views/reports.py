"""How do I tell somebody, and what happens next?"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.actions import report_impersonation
from rostra.accounts.queries import report_counts
from rostra.core.actor import PUBLIC
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal
from rostra.portal.forms import ImpersonationForm
from rostra.portal.views.floods import is_flood

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
    return redirect("portal:impersonation-sent", made.pk)


@require_safe
def sent(request: HttpRequest, number: int) -> HttpResponse:
    """That a report came in, and what happens next. It tells nothing of the report."""
    return render(request, "portal/report-sent.html", {"number": number, "days": settings.PROFILE.registry.reports_within})


def _page(request: HttpRequest, form: ImpersonationForm, status: int) -> HttpResponse:
    counts = [(state.value.replace("-", " "), number) for state, number in report_counts().items()]
    response = render(request, "portal/report-impersonation.html", {"form": form, "counts": counts}, status=status)
    response["Cache-Control"] = "no-store"
    return response
