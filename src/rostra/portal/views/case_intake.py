"""Bring something to light: one page, then all answers again, then a number and a key. Nobody has to say who they are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rostra.cases.actions.intake import send_case
from rostra.cases.rules.notices import notice_lines
from rostra.cases.states.words import Side
from rostra.core.errors import Conflict, RostraError
from rostra.core.languages import address
from rostra.core.refusals import show_refusal, with_hint
from rostra.core.tickets import give_ticket, private, take_ticket, ticket_of
from rostra.moderation.actions.drafts import begin_draft, drop_draft, drop_file, keep_files, keep_words
from rostra.moderation.models import ReportDraft
from rostra.moderation.queries.reports import draft_of
from rostra.portal.forms.cases import CaseReportForm
from rostra.portal.views.case_sent import show_key
from rostra.portal.views.floods import is_flood
from rostra.portal.views.handing import TOO_LARGE, handed_files, is_too_large, take_into_memory, too_large
from rostra.portal.views.languages import in_chosen_language
from rostra.portal.views.reporting import INVALID, PAGES_A_REPORT, TOO_MANY

COOKIE, PLACE = "case-draft", "/report/case"
WORDS = tuple(name for name in CaseReportForm.base_fields if name != "files")
FLOOD = _("You have sent many reports within an hour. Try again later, or call or write to us.")
MARK = {"of": "case"}  # a draft of a block report is none of a case


@csrf_exempt  # no session is known: another site cannot send the ticket, and without it a forged request begins an empty draft
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def report(request: HttpRequest) -> HttpResponse:
    """The form, with what was typed and handed over so far."""
    take_into_memory(request)
    draft = _draft(request)
    if request.method != "POST":
        start = draft.values if draft else {"account": request.GET.get("account", "")[:60]}
        return _page(request, CaseReportForm(initial=start), draft)
    if is_too_large(request):
        return _refused(request, too_large(), draft, TOO_LARGE)
    if is_flood(request, "case-form", settings.PROFILE.residents.reports_an_hour_each * PAGES_A_REPORT):
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
    keep_words(draft, MARK | {name: request.POST.get(name, "")[:12_000] for name in WORDS})
    wrong = keep_files(draft, handed_files(request))
    if (taken_out := request.POST.get("drop", "")[:15]).isdigit():
        drop_file(draft, int(taken_out))
    form = CaseReportForm(request.POST, wrong=wrong)
    answer = redirect(address("portal:report-case-check")) if form.is_valid() else _page(request, form, draft, INVALID)
    if "drop" in request.POST:
        answer = redirect(address("portal:report-case"))
    return private(give_ticket(answer, COOKIE, ticket, path=PLACE, minutes=settings.PROFILE.residents.draft_minutes))


@csrf_exempt  # another site cannot send the ticket
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def check(request: HttpRequest) -> HttpResponse:
    """All answers again; sent from here."""
    draft = _draft(request)
    if draft is None:
        return _nothing_waits(request)
    form = CaseReportForm(draft.values)
    if not form.is_valid():
        return private(redirect(address("portal:report-case")))
    if request.method == "POST":
        return _sent(request, draft, form)
    return private(render(request, "portal/case/check.html", {"form": form, "given": form.cleaned_data, "files": draft.files.all()}))


def _sent(request: HttpRequest, draft: ReportDraft, form: CaseReportForm) -> HttpResponse:
    if is_flood(request, "case", settings.PROFILE.residents.reports_an_hour_each):
        return _refused(request, FLOOD, draft)
    try:
        opened = send_case(draft, form.new_case())
    except RostraError as error:
        if _draft(request) is None:  # the same was sent a moment ago: with its words in the form it would be sent again
            return _nothing_waits(request)
        show_refusal(form, error)
        return _page(request, form, draft, TOO_MANY if isinstance(error, Conflict) else INVALID)
    return private(take_ticket(show_key(opened), COOKIE, path=PLACE))


@csrf_exempt  # another site cannot send the ticket
@require_POST
@in_chosen_language
def drop(request: HttpRequest) -> HttpResponse:
    """I will not send it: delete what I typed."""
    if draft := _draft(request):
        drop_draft(draft)
    return private(take_ticket(redirect("portal:home"), COOKIE, path=PLACE))


def _draft(request: HttpRequest) -> ReportDraft | None:
    found = draft_of(ticket_of(request, COOKIE))
    return found if found and found.values.get("of") == MARK["of"] else None


def _nothing_waits(request: HttpRequest) -> HttpResponse:
    status = 200 if request.method != "POST" else INVALID
    return private(render(request, "portal/case/no-draft.html", {"terms": settings.PROFILE.residents}, status=status))


def _refused(request: HttpRequest, why: object, draft: ReportDraft | None, status: int = TOO_MANY) -> HttpResponse:
    """What was typed, and why it is not taken now. What is too large is not read: then what was typed before."""
    typed = request.POST if status != TOO_LARGE and "statement" in request.POST else None
    form = CaseReportForm(typed or (draft.values if draft else {}))
    form.full_clean()
    form.errors.clear()
    form.add_error(None, str(why))
    return _page(request, form, draft, status)


def _page(request: HttpRequest, form: CaseReportForm, draft: ReportDraft | None, status: int = 200) -> HttpResponse:
    files = draft.files.all() if draft else []
    shown = {
        "form": form, "draft": draft, "files": files, "terms": settings.PROFILE.residents, "cases": settings.PROFILE.cases,
        "notice": notice_lines(Side.COMPLAINANT),
    }  # fmt: skip
    return private(render(request, "portal/case/form.html", shown, status=status))
