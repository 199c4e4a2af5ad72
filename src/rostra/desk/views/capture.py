"""Capture health: is everything kept?"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.accounts.views.finding import find_account
from rostra.capture.actions import note_gap, retry_now
from rostra.capture.forms import CoverageForm
from rostra.capture.models import Gap
from rostra.capture.queries import coverage_overview, gaps, last_check, narrowed, network_limits
from rostra.capture.rules import may_see_capture, may_steer
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.desk.forms import NoteForm
from rostra.desk.queries import is_alarming, schedules
from rostra.desk.views.accounts import start_capture
from rostra.people.views.access import StaffRequest, page, staff

SHOWN_GAPS = 50
ON_A_PAGE = 25


@require_safe
@staff(may_see_capture)
def capture(request: StaffRequest) -> HttpResponse:
    """Every account as capture stands, what the platforms said, and the gaps."""
    filters, overview = CoverageForm(request.GET), coverage_overview()
    wanted = filters.wanted()
    found = sorted(narrowed(overview, **wanted), key=lambda each: not is_alarming(each))  # those first that need a look
    turned = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    planned, terms = schedules(), settings.PROFILE.capture
    known = gaps() if len(found) == len(overview) else gaps().filter(account__in=[each.account.pk for each in found])
    newest = list(known[: SHOWN_GAPS + 1])
    return page(
        request,
        "desk/capture.html",
        {
            "rows": [(each, planned.get(each.account.pk, []), is_alarming(each)) for each in turned],
            "turned": turned,
            "filters": filters,
            "wanted": wanted,
            "accounts": len(overview),
            "alarms": sum(is_alarming(each) for each in overview),
            "gaps": newest[:SHOWN_GAPS],
            "more_gaps": len(newest) > SHOWN_GAPS,
            "every": _minutes(terms.poll_every),
            "late_after": _minutes(terms.late_after),
            "last_check": last_check(),
            "limits": network_limits({each.account.network for each in overview}),
        },
    )


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds} seconds"


@require_POST
@staff(may_steer)
def retry(request: StaffRequest, slug: str) -> HttpResponse:
    """Let an account be asked again at once."""
    account = find_account(request, slug)
    try:
        retry_now(account, actor=request.actor)
        messages.success(request, f"{account} is asked again now.")
    except RostraError as error:
        messages.error(request, str(error))
    return redirect("desk:capture")


@require_POST
@staff(may_steer)
def follow(request: StaffRequest, slug: str) -> HttpResponse:
    """Let capture of an account that was stopped begin again."""
    account = find_account(request, slug)
    try:
        start_capture(account, request.actor)
        messages.success(request, f"{account} is followed now.")
    except RostraError as error:
        messages.error(request, f"{error} ({error.hint})" if error.hint else str(error))
    return redirect("desk:capture")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_steer)
def note(request: StaffRequest, gap_id: int) -> HttpResponse:
    """A note on a gap: it can be explained, never deleted."""
    gap = get_object_or_404(Gap.objects.select_related("account"), pk=gap_id)
    form = NoteForm(request.POST or None, initial={"note": gap.note})
    if request.method == "POST" and form.is_valid():
        try:
            note_gap(gap, form.cleaned_data["note"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "The note stands on the public coverage page.")
            return redirect("desk:capture")
    return page(request, "desk/gap.html", {"gap": gap, "form": form})
