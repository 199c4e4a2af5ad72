"""What became of my report? With its number and the key that was shown once, and with nothing else."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.core.tickets import give_ticket, private, take_ticket, ticket_of
from rostra.moderation.actions.reports import withdraw_report, write_as_reporter
from rostra.moderation.models import BlockReport
from rostra.moderation.queries.reports import report_by_key, reports
from rostra.moderation.rules.reports import OUTCOMES, tells_outcome
from rostra.moderation.states.reports import BLOCK_REPORT_LIFE, BlockReportState
from rostra.people.queries import city_day
from rostra.portal.forms import ReturnForm, WordForm
from rostra.portal.views.floods import count_wrong
from rostra.portal.views.guesses import why_not_guess
from rostra.portal.views.report_sent import forget_key

COOKIE, PLACE = "report", "/report/blocked"
MINUTES = 30
INVALID, TOO_MANY = 422, 429
_SIGNER = TimestampSigner(salt="rostra.portal.report")


@csrf_exempt  # another site cannot send the ticket, nor know a key
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Number and key; then where it stands."""
    if request.method == "POST":
        return _opened(request)
    report = _opened_before(request)
    return _page(request, report, WordForm()) if report else _door(request, ReturnForm())


def _opened(request: HttpRequest) -> HttpResponse:
    form = ReturnForm(request.POST)
    if flood := why_not_guess(request, "report-key"):
        form.add_error(None, flood)
        return _door(request, form, TOO_MANY)
    if not form.is_valid():
        return _door(request, form, INVALID)
    report = report_by_key(form.cleaned_data["number"], form.cleaned_data["key"])
    if report is None:
        count_wrong(request, "report-key")
        form.add_error(None, "Number and key do not open a report. Look at both again. We cannot give out another key.")
        return _door(request, form, INVALID)
    ticket = _SIGNER.sign(str(report.pk))
    return private(give_ticket(redirect("portal:report-blocked-status"), COOKIE, ticket, path=PLACE, minutes=MINUTES))


@csrf_exempt  # another site cannot send the ticket
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """A word to the city."""
    report = _opened_before(request)
    if report is None:
        return private(redirect("portal:report-blocked-status"))
    form = WordForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, INVALID)
    try:
        write_as_reporter(report, words=form.cleaned_data["words"])
    except RostraError as error:
        show_refusal(form, error)
        return _page(request, report, form, INVALID)
    return private(redirect("portal:report-blocked-status"))


@csrf_exempt  # another site cannot send the ticket
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """I take it back."""
    report = _opened_before(request)
    if report and "withdraw" in _moves(report):
        withdraw_report(report)
    return private(redirect("portal:report-blocked-status"))


@csrf_exempt  # another site cannot send the ticket
@require_POST
def leave(_request: HttpRequest) -> HttpResponse:
    """Close it in this browser."""
    return private(forget_key(take_ticket(redirect("portal:report-blocked-status"), COOKIE, path=PLACE)))


def _opened_before(request: HttpRequest) -> BlockReport | None:
    try:
        number = _SIGNER.unsign(ticket_of(request, COOKIE), max_age=MINUTES * 60)
    except BadSignature:
        return None
    return reports().filter(pk=number).exclude(key="").first()


def _moves(report: BlockReport) -> set[str]:
    return {move.name for move in BLOCK_REPORT_LIFE.moves_from(BlockReportState(report.state))}


def _page(request: HttpRequest, report: BlockReport, form: WordForm, status: int = 200) -> HttpResponse:
    told = tells_outcome(report)
    hidden = not told and report.state in OUTCOMES
    shown = {
        "report": report, "form": form, "messages_": report.messages.all(), "hides_outcome": hidden,
        "outcomes": () if told else OUTCOMES,
        "restriction": report.restriction if told else None, "may_withdraw": "withdraw" in _moves(report),
        "may_write": report.state != BlockReportState.CLOSED, "files": report.files.count(), "today": city_day(),
        "late": report.due < city_day() and report.state in {BlockReportState.RECEIVED, BlockReportState.LOOKED_INTO},
    }  # fmt: skip
    return private(render(request, "portal/report/status.html", shown, status=status))


def _door(request: HttpRequest, form: ReturnForm, status: int = 200) -> HttpResponse:
    return private(render(request, "portal/report/return.html", {"form": form}, status=status))
