"""Was I blocked or hidden? For residents without an account here: a handle, a proof that it is theirs, and only then an answer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.capture.queries.platforms import capabilities_of
from rostra.core import clock
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal, with_hint
from rostra.core.tickets import give_ticket, private, take_ticket, ticket_of
from rostra.moderation.actions.inquiries import ask_to_look, begin_inquiry, end_inquiry
from rostra.moderation.models import Inquiry
from rostra.moderation.queries.inquiries import inquiry_of, restrictions_against
from rostra.moderation.rules.inquiries import most_looks, stage_of
from rostra.moderation.states.inquiries import Stage
from rostra.people.queries import city_day
from rostra.people.states.codes import printed
from rostra.portal.forms import InquiryForm
from rostra.portal.queries import can_prove
from rostra.portal.views.floods import is_flood

COOKIE, PLACE = "inquiry", "/blocked"
INVALID, TOO_MANY = 422, 429


@csrf_exempt  # no session is known: a forged request gives this browser a code that proves nothing
@require_http_methods(["GET", "HEAD", "POST"])
def blocked(request: HttpRequest) -> HttpResponse:
    """Network and handle. Neither the network nor the register is asked here: every handle gets a code, at once."""
    form = InquiryForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, form, 200)
    if is_flood(request, "inquiry", settings.PROFILE.residents.inquiries_an_hour_each):
        form.add_error(None, "You have asked many times within an hour. Try again later, or call or write to us.")
        return _form(request, form, TOO_MANY)
    if not form.is_valid():
        return _form(request, form, INVALID)
    network = form.cleaned_data["network"]
    if not can_prove(network):
        return private(render(request, "portal/blocked/no-proof.html", {"network": network}))
    try:
        begun = begin_inquiry(network, form.cleaned_data["handle"])
    except RostraError as error:
        show_refusal(form, error)
        return _form(request, form, TOO_MANY if isinstance(error, Conflict) else INVALID)
    terms = settings.PROFILE.residents
    minutes = terms.code_minutes + terms.answer_minutes
    return private(give_ticket(redirect("portal:blocked-proof"), COOKIE, begun.ticket, path=PLACE, minutes=minutes))


@csrf_exempt  # another site cannot send the ticket
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """The code, where to put it, and what came of the last look: a yes leads on, everything else is one and the same no."""
    inquiry = inquiry_of(ticket_of(request, COOKIE))
    if inquiry is None:
        return private(redirect("portal:blocked"))
    refused = _look(inquiry) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return private(redirect("portal:blocked-proof"))
    stage = stage_of(inquiry, clock.now())
    if stage is Stage.PROVEN:
        return private(redirect("portal:blocked-answer"))
    shown = {
        "inquiry": inquiry, "code": printed(inquiry.code), "stage": stage, "refused": refused, "left": most_looks() - inquiry.looks,
    }  # fmt: skip
    return private(render(request, "portal/blocked/proof.html", shown, status=TOO_MANY if refused else 200))


def _look(inquiry: Inquiry) -> str:
    """Ask for a look; why not, if it is refused."""
    try:
        ask_to_look(inquiry)
    except Conflict as error:
        return with_hint(str(error), error.hint)
    return ""


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """What the city's accounts did against who proved to be the one who asks, now and earlier."""
    inquiry = inquiry_of(ticket_of(request, COOKIE))
    if inquiry is None or stage_of(inquiry, clock.now()) is not Stage.PROVEN:
        return private(redirect("portal:blocked-proof"))
    found = restrictions_against(inquiry.network, inquiry.identity, inquiry.handle)
    grounds = {ground.key: ground for ground in settings.PROFILE.moderation.ground}
    rows = [(row, grounds.get(row.exception.ground) if row.exception else None) for row in found]
    shown = {
        "inquiry": inquiry, "now": [each for each in rows if each[0].ended is None], "before": [each for each in rows if each[0].ended],
        "today": city_day(), "clause": settings.PROFILE.moderation.clause, "cannot": capabilities_of(inquiry.network).cannot,
        "minutes": settings.PROFILE.residents.answer_minutes,
    }  # fmt: skip
    return private(render(request, "portal/blocked/answer.html", shown))


@csrf_exempt  # another site cannot send the ticket
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """I have read it: delete what was kept of my question."""
    if inquiry := inquiry_of(ticket_of(request, COOKIE)):
        end_inquiry(inquiry)
    return private(take_ticket(redirect(f"{reverse('portal:blocked')}?deleted=1"), COOKIE, path=PLACE))


def _form(request: HttpRequest, form: InquiryForm, status: int) -> HttpResponse:
    shown = {"form": form, "deleted": "deleted" in request.GET and status == 200, "terms": settings.PROFILE.residents}
    return private(render(request, "portal/blocked/ask.html", shown, status=status))
