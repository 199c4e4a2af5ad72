"""Report that an account of the city blocked you or hid what you said: one short page, then all answers again, then a number and a key."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rostra.core import clock
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal, with_hint
from rostra.core.tickets import give_ticket, private, take_ticket, ticket_of
from rostra.moderation.actions.drafts import begin_draft, drop_draft, drop_file, keep_files, keep_words
from rostra.moderation.actions.reports import send_report
from rostra.moderation.models import ReportDraft
from rostra.moderation.queries.inquiries import inquiry_of
from rostra.moderation.queries.reports import draft_of
from rostra.moderation.rules.inquiries import stage_of
from rostra.moderation.rules.reports import decide_by
from rostra.moderation.states.inquiries import Stage
from rostra.people.queries import city_day
from rostra.portal.forms import BlockReportForm
from rostra.portal.views.floods import is_flood
from rostra.portal.views.handing import TOO_LARGE, handed_files, is_too_large, take_into_memory, too_large
from rostra.portal.views.report_sent import show_key

COOKIE, PLACE = "report-draft", "/report/blocked"
INVALID, TOO_MANY = 422, 429
WORDS = ("account", "what", "told", "handle", "contact")
PAGES_A_REPORT = 6  # so many times the form may be sent for each report that one address may send
FLOOD = "You have sent many reports within an hour. Try again later, or call or write to us."


@csrf_exempt  # no session is known: another site cannot send the ticket, and without it a forged request begins an empty draft
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, with what was typed and handed over so far."""
    take_into_memory(request)
    draft = draft_of(ticket_of(request, COOKIE))
    if request.method != "POST":
        return _page(request, _blank(request, draft), draft)
    if is_too_large(request):
        return _refused(request, too_large(), draft, TOO_LARGE)
    if is_flood(request, "report-form", settings.PROFILE.residents.reports_an_hour_each * PAGES_A_REPORT):
        return _refused(request, FLOOD, draft)
    return _taken(request, draft)


def _taken(request: HttpRequest, draft: ReportDraft | None) -> HttpResponse:
    """Keep what was sent, first of all; then say what is wrong with it, or show it again."""
    ticket = ticket_of(request, COOKIE)
    try:
        if draft is None:
            begun = begin_draft()
            draft, ticket = begun.draft, begun.ticket
    except Conflict as error:
        return _refused(request, with_hint(str(error), error.hint), None)
    wrong = keep_files(draft, handed_files(request))
    if request.POST.get("drop", "").isdigit():
        drop_file(draft, int(request.POST["drop"][:15]))
    keep_words(draft, {name: request.POST.get(name, "")[:6000] for name in WORDS})
    form = BlockReportForm(request.POST, wrong=wrong)
    if "drop" in request.POST:
        answer: HttpResponse = redirect("portal:report-blocked")
    elif form.is_valid():
        answer = redirect("portal:report-blocked-check")
    else:
        answer = _page(request, form, draft, INVALID)
    return private(give_ticket(answer, COOKIE, ticket, path=PLACE, minutes=settings.PROFILE.residents.draft_minutes))


@csrf_exempt  # another site cannot send the ticket
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers again; sent from here."""
    draft = draft_of(ticket_of(request, COOKIE))
    if draft is None:
        return _nothing_waits(request)
    form = BlockReportForm(draft.values)
    if not form.is_valid():
        return private(redirect("portal:report-blocked"))
    if request.method == "POST":
        return _sent(request, draft, form)
    return private(render(request, "portal/report/check.html", _terms() | {"form": form, "draft": draft, "files": draft.files.all()}))


def _sent(request: HttpRequest, draft: ReportDraft, form: BlockReportForm) -> HttpResponse:
    if is_flood(request, "report", settings.PROFILE.residents.reports_an_hour_each):
        return _refused(request, FLOOD, draft)
    try:
        sent = send_report(draft, form.new_report())
    except RostraError as error:
        if draft_of(ticket_of(request, COOKIE)) is None:  # it was sent a moment ago: with its words in the form it would be sent again
            return _nothing_waits(request)
        show_refusal(form, error)
        return _page(request, form, draft, TOO_MANY if isinstance(error, Conflict) else INVALID)
    return private(take_ticket(show_key(sent), COOKIE, path=PLACE))


def _nothing_waits(request: HttpRequest) -> HttpResponse:
    return private(render(request, "portal/report/no-draft.html", _terms(), status=200 if request.method != "POST" else INVALID))


@csrf_exempt  # another site cannot send the ticket
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """I will not send it: delete what I typed."""
    if draft := draft_of(ticket_of(request, COOKIE)):
        drop_draft(draft)
    return private(take_ticket(redirect("portal:home"), COOKIE, path=PLACE))


@csrf_exempt  # another site cannot send the ticket
@require_POST
def from_inquiry(request: HttpRequest) -> HttpResponse:
    """Go on from an answer: the report then names a handle that is proven."""
    inquiry = inquiry_of(ticket_of(request, "inquiry"))
    proven = inquiry if inquiry and stage_of(inquiry, clock.now()) is Stage.PROVEN else None
    try:
        begun = begin_draft(proven)
    except Conflict as error:
        return _refused(request, with_hint(str(error), error.hint), None)
    keep_words(begun.draft, {"handle": begun.draft.handle})
    minutes = settings.PROFILE.residents.draft_minutes
    return private(give_ticket(redirect("portal:report-blocked"), COOKIE, begun.ticket, path=PLACE, minutes=minutes))


def _blank(request: HttpRequest, draft: ReportDraft | None) -> BlockReportForm:
    return BlockReportForm(initial=draft.values if draft else {"account": request.GET.get("account", "")[:60]})


def _refused(request: HttpRequest, why: str, draft: ReportDraft | None, status: int = TOO_MANY) -> HttpResponse:
    form = BlockReportForm(draft.values if draft else {})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, why)
    return _page(request, form, draft, status)


def _page(request: HttpRequest, form: BlockReportForm, draft: ReportDraft | None, status: int = 200) -> HttpResponse:
    files = draft.files.all() if draft else []
    shown = _terms() | {"form": form, "draft": draft, "files": files}
    return private(render(request, "portal/report/form.html", shown, status=status))


def _terms() -> dict[str, object]:
    terms = settings.PROFILE.residents
    return {"terms": terms, "decided_by": decide_by(city_day()), "largest": terms.largest_file // 1_000_000}
