"""Number and key of what was just sent: for some minutes, and no longer than until who sent it says that they wrote them down."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rostra.cases.actions.cases import OpenedCase
from rostra.cases.queries.files import files_of_complainant
from rostra.core.languages import address
from rostra.core.shown_once import MINUTES, give_once, once_of
from rostra.core.tickets import R, private, take_ticket, ticket_of
from rostra.people.states.codes import printed
from rostra.portal.views.languages import in_chosen_language

COOKIE, PLACE = "case-sent", "/report/case/sent"


def show_key(opened: OpenedCase) -> HttpResponse:
    """Go to the page that shows number and key: loading it again sends nothing."""
    told = {"number": opened.case.number, "key": printed(opened.key), "due": opened.case.due.isoformat()}
    return give_once(redirect(address("portal:report-case-sent")), COOKIE, told, path=PLACE)


def forget_key(response: R) -> R:
    """Let this browser show the key no more."""
    return take_ticket(response, COOKIE, path=PLACE)


@csrf_exempt  # another site cannot send the ticket, and without it nothing is taken away
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def sent(request: HttpRequest) -> HttpResponse:
    """Write it down; then it is taken away."""
    if request.method == "POST":
        there = redirect(address("portal:report-case-sent"))
        return private(forget_key(there) if ticket_of(request, COOKIE) else there)
    shown = once_of(request, COOKIE)
    if shown is None:
        return private(render(request, "portal/case/key-gone.html", {"minutes": MINUTES}))
    files = files_of_complainant(shown.told["number"])
    due = dt.date.fromisoformat(shown.told["due"])  # as it was promised: it may be another one by now
    return private(render(request, "portal/case/sent.html", shown.told | {"due": due, "files": files, "until": shown.until}))
