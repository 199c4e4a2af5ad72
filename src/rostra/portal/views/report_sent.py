"""Number and key of the report that was just sent: for some minutes, and not once who sent it says that they wrote them down."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rostra.core.shown_once import MINUTES, give_once, once_of
from rostra.core.tickets import R, private, take_ticket, ticket_of
from rostra.moderation.actions.reports import SentReport
from rostra.people.states.codes import printed

COOKIE, PLACE = "report-sent", "/report/blocked/sent"


def show_key(sent: SentReport) -> HttpResponse:
    """Go to the page that shows number and key: loading it again sends nothing."""
    told = {"number": str(sent.report.pk), "key": printed(sent.key), "due": sent.report.due.isoformat()}
    return give_once(redirect("portal:report-blocked-sent"), COOKIE, told, path=PLACE)


def forget_key(response: R) -> R:
    """Let this browser show the key no more."""
    return take_ticket(response, COOKIE, path=PLACE)


@csrf_exempt  # another site cannot send the ticket, and without it nothing is taken away
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """Write it down; then it is taken away."""
    if request.method == "POST":
        there = redirect("portal:report-blocked-sent")
        return private(forget_key(there) if ticket_of(request, COOKIE) else there)
    shown = once_of(request, COOKIE)
    if shown is None:
        return private(render(request, "portal/report/key-gone.html", {"minutes": MINUTES}))
    due = dt.date.fromisoformat(shown.told["due"])  # as it was promised
    return private(render(request, "portal/report/sent.html", shown.told | {"due": due, "until": shown.until}))
